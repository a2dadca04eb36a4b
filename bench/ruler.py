"""What the benches share: servers to measure, load, and pairs of rounds that take turns."""

import argparse
import contextlib
import http.client
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "release"
KONTOR = BUILD / "kontor"
TEST_POSTGRES = BUILD / "tests" / "test_postgres"
CONNECTIONS = 32


def environment(**settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    return {**kept, "KONTOR_LIMITS_REQUESTS_PER_MINUTE": "0", "KONTOR_LOG_LEVEL": "warn", **settings}


class Server:
    """A program that prints a line with its port when it is ready."""

    def __init__(self, *words, **settings):
        self.started = time.monotonic()
        self.process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, env=environment(**settings),
                                        start_new_session=True)
        line = self.process.stdout.readline()
        self.start_ms = (time.monotonic() - self.started) * 1000
        found = re.search(r":(\d+)\s*$", line)
        if not found:
            raise SystemExit(f"bench: {words[0]} did not start: {line!r}")
        self.port = int(found[1])

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def get(self, path):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"bench: {path} answered {answer.status}: {body[:200]!r}")
            return body

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.process.stdout.close()


def wrk(port, path, seconds=1, headers=(), connections=CONNECTIONS):
    """Requests a second; any answer that is not 2xx ends the bench."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *(f"-H{header}" for header in headers),
                          f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"bench: {path} was not always answered:\n{out}")
    return float(re.search(r"Requests/sec:\s+(\S+)", out)[1])


def scripted(port, script, arguments, seconds=2, connections=CONNECTIONS):
    """What the script says on its last line, less the last word: how many were not answered 2xx. More than one in a hundred
    ends the bench."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", ROOT / "bench" / script,
                          f"http://127.0.0.1:{port}", "--", *map(str, arguments)],
                         capture_output=True, text=True, check=True).stdout
    told = out.strip().splitlines()[-1].split()
    if int(told[-1]) * 100 > int(re.search(r"(\d+) requests in", out)[1]):
        raise SystemExit(f"bench: {script} was too often not answered:\n{out}")
    return [float(word) for word in told[1:-1]]


class Report:
    def __init__(self, rounds):
        self.rounds = rounds

    def pairs(self, title, ours, ruler, aim):
        """Alternates the two, so that a slow second hits both."""
        ratios, rates, limits = [], [], []
        for turn in range(self.rounds):
            progress(f"{title}: {turn + 1}/{self.rounds}")
            limit, rate = (ruler(), ours()) if turn % 2 else reversed((ours(), ruler()))
            rates.append(rate)
            limits.append(limit)
            ratios.append(rate / limit)
        low, median, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        progress("")
        print(f"  {title:<44} {median:5.2f}  [{low:.2f} … {high:.2f}]  aim ≥ {aim:.2f} {verdict(median >= aim)}"
              f"   ({statistics.median(rates):,.0f} of {statistics.median(limits):,.0f} a second)")

    def ratio(self, title, ratios, aim, remark):
        """Of ratios that were measured elsewhere."""
        low, median, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        print(f"  {title:<44} {median:5.2f}  [{low:.2f} … {high:.2f}]  aim ≥ {aim:.2f} {verdict(median >= aim)}"
              f"   ({remark})")

    def figure(self, title, value, unit, aim=None):
        aimed = f"  aim ≤ {aim:g} {verdict(value <= aim)}" if aim else ""
        print(f"  {title:<44} {value:5.0f} {unit}{aimed}")


def verdict(reached):
    return "reached" if reached else "MISSED"


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def machine():
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) / 2**20
    return (f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), {memory:.0f} GiB, "
            f"Linux {platform.release()}, load generator and database on the same machine")


def serve(*options):
    return (KONTOR, "serve", "--listen", "127.0.0.1:0", *options)


def some_slug(kontor):
    product = kontor.get("/api/v1/catalog/products?limit=1")
    return re.search(rb'"slug":"([^"]+)"', product)[1].decode()


def urls(folder):
    """Of the server in it: as the program, and as the owner."""
    return [f"postgresql://{user}@/kontor?host={folder}/server/postgres" for user in ("kontor_app", "kontor_owner")]


def shop_on(folder, *seed):
    """Options of programs that share the server in the folder, seeded."""
    url, owner_url = urls(folder)
    options = ("--database-url", url, "--database.owner_url", owner_url, "--data-dir", folder / "media-only")
    subprocess.run([KONTOR, "seed", *seed, *options], check=True, capture_output=True, env=environment())
    return options


@contextlib.contextmanager
def postgres():
    """A folder with a PostgreSQL in it, for shop_on."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kontor-bench-"))
    try:
        subprocess.run([TEST_POSTGRES, "start", folder / "server"], check=True)
        try:
            yield folder
        finally:
            subprocess.run([TEST_POSTGRES, "stop", folder / "server"], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def statements(server):
    return sum(float(line.rsplit(" ", 1)[1]) for line in server.get("/metrics").decode().splitlines()
               if line.startswith("kontor_db_statement_seconds_count"))


def until_quiet(server, seconds=300):
    """Its groups hear of the demo's history first."""
    deadline, quiet = time.monotonic() + seconds, 0
    while quiet < 3:
        if time.monotonic() > deadline:
            raise SystemExit("bench: the server does not come to rest")
        before = statements(server)
        time.sleep(1)
        quiet = quiet + 1 if statements(server) - before < 100 else 0
    server.get("/readyz")


def main(measure, about, rounds):
    """Runs measure(report, folder) with a PostgreSQL in the folder."""
    arguments = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=rounds)
    report = Report(arguments.parse_args().rounds)
    print(machine())
    with postgres() as folder:
        measure(report, folder)
