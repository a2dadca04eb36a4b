"""Starts the finished program for a test and speaks to it as a client would. Standard library only."""

import contextlib
import fcntl
import http.client
import json
import os
import pathlib
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

PROGRAM = pathlib.Path(os.environ["KONTOR_PROGRAM"])
ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where the tests of a run keep what they share (tests/system/CMakeLists.txt).
SHARED = os.environ.get("KONTOR_TEST_SHARED")


def wait_for(what, condition, seconds=30):
    """Until condition() is true; what it returned. Fails the test with `what` otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.01)


def environment(**settings):
    """A clean environment: nothing of the caller's KONTOR_… leaks into a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    return {**kept, **settings}


def run(*words, timeout=60, input=None, **settings):
    """One command to its end; asks nothing about its exit code."""
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=timeout, input=input,
                          env=environment(**settings), cwd="/")


quoted = urllib.parse.quote
DEMO_PASSWORD = "seven grey geese"  # of customer0@example.com and the others of a seeded shop


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.raw = response.read()

    @property
    def json(self):
        return json.loads(self.raw)

    def __repr__(self):
        return f"{self.status} {self.headers} {self.raw[:300]!r}"


class Kontor:
    """A serving process on a free port, with an embedded server in `data_dir` unless a database URL is given."""

    def __init__(self, data_dir, *options, wait=True, **settings):
        self.data_dir = pathlib.Path(data_dir)
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data-dir", data_dir, "--listen", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE, stderr=self.log, text=True, cwd="/", start_new_session=True,
            env=environment(**{"KONTOR_LIMITS_REQUESTS_PER_MINUTE": "0", **settings}))
        self.port = None
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self, seconds=60):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            line = self.process.stdout.readline() if selector.select(seconds) else ""
        if not line.startswith("ready http://"):
            self.kill()
            raise AssertionError(f"not ready, stdout said {line!r}, the log:\n{self.log_text()}")
        self.port = int(line.rsplit(":", 1)[1])
        return self

    def log_text(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, timeout=30):
        with contextlib.closing(self.connect(timeout)) as connection:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def command(self, *words, **settings):
        return run(*words, "--data-dir", str(self.data_dir), **settings)

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, seconds=20):
        """Asks it to end, as an operator would; the exit code."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)

    def close(self):
        self.kill()
        self.log.close()
        self.process.stdout.close()

    def postmaster(self):
        """The embedded server's process id."""
        return int((self.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


class SystemTest(unittest.TestCase):
    """Gives each test class a folder of its own; `serve` starts a process that ends with the class."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="kontor-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    @classmethod
    def serve(cls, name="data", *options, **settings):
        kontor = Kontor(cls.folder / name, *options, **settings)
        cls.addClassCleanup(kontor.log.close)
        cls.addClassCleanup(kontor.process.stdout.close)
        cls.addClassCleanup(kontor.stop)
        return kontor

    @classmethod
    def serve_empty(cls, name="data", *options, **settings):
        """Not its first start: that was another's, unless `name` is there already."""
        copy_house("empty", cls.folder / name)
        return cls.serve(name, *options, **settings)

    @classmethod
    def serve_seeded(cls, name="data", *options, **settings):
        """The same, with demo data that its groups have heard of."""
        copy_house("seeded", cls.folder / name)
        shop = cls.serve(name, *options, **settings)
        wait_for("ready", lambda: shop.get("/readyz").status == 200, seconds=60)
        return shop


def copy_house(kind, place):
    """A data directory of a shop that had its first start, and `seeded` its demo data. Made once for a run of tests."""
    if place.exists():
        return
    if not SHARED:
        return make_house(kind, place)
    shared = pathlib.Path(SHARED)
    shared.mkdir(exist_ok=True)
    made = shared / kind
    with open(shared / f"{kind}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            draft = shared / f"{kind}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            make_house(kind, draft)
            draft.rename(made)
    subprocess.run(["cp", "-a", made, place], check=True)


def make_house(kind, place):
    shop = Kontor(place)
    try:
        if kind == "seeded":
            seed(shop)
        assert shop.stop() == 0, shop.log_text()
    finally:
        shop.close()


def seed(shop):
    seeded = shop.command("seed", "--size", "s", "--customers-password-stdin", input=DEMO_PASSWORD + "\n")
    assert seeded.returncode == 0, seeded.stderr
    # The groups hear of the demo's history first, which lies long back.
    wait_for("ready with its demo data", lambda: shop.get("/readyz").status == 200, seconds=60)


def main():
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
