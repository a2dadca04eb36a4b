"""A PostgreSQL and two Kontors of our own, made to be killed. Everything listens on this machine only."""

import atexit
import contextlib
import functools
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

import kontor  # noqa: E402

# Short enough that what a dead process left behind is taken over within seconds.
SETTINGS = {
    "KONTOR_ORDERING_STEP_TIMEOUT_SECONDS": "3",
    "KONTOR_JOBS_LEASE_SECONDS": "5",
    "KONTOR_JOBS_ERRAND_LEASE_SECONDS": "5",
    "KONTOR_PAYMENT_SANDBOX": "on",
    "KONTOR_PAYMENT_SANDBOX_WEBHOOK_DELAY_MS": "800",
    "KONTOR_LIMITS_REQUESTS_PER_MINUTE": "0",
    "KONTOR_LIMITS_WEBHOOKS_PER_MINUTE": "0",
    "KONTOR_LIMITS_ADDRESS_PER_MINUTE": "0",
    "KONTOR_AUTH_ACCESS_TOKEN_SECONDS": "86400",
    "KONTOR_HTTP_PUBLIC_URL": "http://shop.test",
}
LEASE_SECONDS = 5


class Failed(Exception):
    """The run itself could not go on; not a verdict on the house."""


def newest_postgres():
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    if not folders:
        raise Failed("the programs of a PostgreSQL server are not installed")
    return folders[-1]


def server_user():
    """PostgreSQL does not run as root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Failed("there is neither a user postgres nor nobody")


def process_words(name):
    """What a command begins with, so that it ends with us, and as somebody whom PostgreSQL accepts."""
    words = ["setpriv", "--pdeathsig", name]
    if os.geteuid() == 0:
        words += ["--reuid", str(server_user().pw_uid), "--regid", str(server_user().pw_gid), "--clear-groups"]
    return words


class Postgres:
    """Reached by its socket in `folder`; its data may lie elsewhere."""

    def __init__(self, folder, data=None, flushes=True):
        self.folder, self.bin, self.process = folder, newest_postgres(), None
        self.data, self.is_small, self.flushes = data or folder / "data", data is not None, flushes
        folder.mkdir(mode=0o755, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            for one in (folder, self.data):
                os.chown(one, server_user().pw_uid, server_user().pw_gid)
        self.data.chmod(0o700)
        self.log = open(folder / "log", "ab")
        self.run("initdb", "--pgdata", self.data, "--no-sync", "--username", "kontor_owner", "--auth", "trust",
                 "--encoding", "UTF8", "--lc-collate", "C", "--lc-ctype", "C.UTF-8",
                 "--wal-segsize", "1" if self.is_small else "16")

    def run(self, program, *words, input=None):
        done = subprocess.run([*process_words("KILL"), self.bin / program, *words], capture_output=True, text=True,
                              input=input, cwd="/")
        if done.returncode != 0:
            raise Failed(f"{program}: {done.stderr or done.stdout}")

    def start(self):
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "max_connections": "120",
                    "fsync": "on" if self.flushes else "off", "log_min_messages": "warning"}
        if self.is_small:  # its log asks for room again and again
            settings |= {"min_wal_size": "2MB", "max_wal_size": "32MB"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen([*process_words("QUIT"), self.bin / "postgres", "-D", self.data, *words],
                                        stdout=self.log, stderr=self.log, cwd="/", start_new_session=True)

    def is_ready(self):
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and int(lines[0]) == self.process.pid

    def wait_until_ready(self, seconds=120):
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise Failed(f"PostgreSQL does not start, see {self.log.name}")
            time.sleep(0.01)

    def kill(self, how):
        """`immediate`: as pg_ctl says it; `kill`: the server and all its processes, as kill -9."""
        if how == "immediate":
            self.process.send_signal(signal.SIGQUIT)
        else:
            pid = self.process.pid
            with contextlib.suppress(OSError):
                children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                self.process.kill()
                for child in children:
                    with contextlib.suppress(OSError):
                        os.kill(int(child), signal.SIGKILL)
        self.process.wait(30)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill("kill")
        self.log.close()

    def url(self, role, database="kontor"):
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def sql(self, statement, database="kontor"):
        """Rows as lists of texts."""
        done = subprocess.run(["psql", "-qAtX", "-F", "\t", "-v", "ON_ERROR_STOP=1", self.url("kontor_owner", database),
                               "-c", statement], capture_output=True, text=True, timeout=60, env=kontor.environment())
        if done.returncode != 0:
            raise Failed(f"{statement}: {done.stderr}")
        return [line.split("\t") for line in done.stdout.splitlines()]


class Volume:
    """A small file system of our own, which can be filled. Failed where we may not mount one."""

    def __init__(self, folder, megabytes):
        self.folder, self.filler = folder, folder / "filler"
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"cannot mount a small file system: {done.stderr.strip() or 'not root'}")

    def fill(self):
        with contextlib.suppress(OSError), open(self.filler, "wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))

    def make_room(self):
        self.filler.unlink(missing_ok=True)

    def close(self):
        self.make_room()
        subprocess.run(["umount", "--lazy", self.folder], check=False)


def free_port():
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Instance:
    """One Kontor, always at the same port, however often it dies."""

    def __init__(self, name, folder, postgres, settings):
        self.name, self.folder, self.postgres, self.port = name, folder, postgres, free_port()
        self.settings = {**SETTINGS, **settings}
        self.log = open(folder / f"{name}.log", "ab")
        self.process, self.paused, self.starts = None, False, 0

    def database(self):
        return ["--database-url", self.postgres.url("kontor_app"), "--database.owner_url",
                self.postgres.url("kontor_owner"), "--data-dir", str(self.folder / self.name)]

    def start(self, **more):
        self.starts += 1
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", kontor.PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}",
             *self.database()],
            stdout=self.log, stderr=self.log, cwd="/", start_new_session=True,
            env=kontor.environment(**{**self.settings, **more}))

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def is_ready(self):
        with contextlib.suppress(OSError, kontor.http.client.HTTPException), contextlib.closing(
                kontor.http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    def wait_until_ready(self, seconds=60):
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if not self.is_alive():
                raise Failed(f"Kontor {self.name} ended with {self.process.returncode}, see {self.log.name}")
            if time.monotonic() > deadline:
                raise Failed(f"Kontor {self.name} is not ready, see {self.log.name}")
            time.sleep(0.02)

    def kill(self):
        if self.is_alive():
            self.process.kill()
            self.process.wait(30)
        self.paused = False

    def pause(self):
        if self.is_alive():
            self.process.send_signal(signal.SIGSTOP)
            self.paused = True

    def go_on(self):
        if self.paused:
            self.process.send_signal(signal.SIGCONT)
            self.paused = False

    def stop(self):
        """Its exit code."""
        self.go_on()
        if not self.is_alive():
            return self.process.returncode if self.process else 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            return -9

    def command(self, *words, timeout=120, input=None):
        return kontor.run(*words, *self.database(), timeout=timeout, input=input, **self.settings)

    def size(self):
        """Open descriptors and resident KiB."""
        proc = pathlib.Path(f"/proc/{self.process.pid}")
        resident = next(line for line in (proc / "status").read_text().splitlines() if line.startswith("VmRSS"))
        return len(os.listdir(proc / "fd")), int(resident.split()[1])


class House:
    """`megabytes`: PostgreSQL's files lie on a volume of that size."""

    def __init__(self, instances=2, flushes=True, megabytes=None, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kontor-chaos-"))
        self.folder.chmod(0o755)
        self.keeps = False
        atexit.register(self.close)
        self.volume = Volume(self.folder / "volume", megabytes) if megabytes else None
        self.postgres = Postgres(self.folder / "postgres", self.volume and self.volume.folder / "data", flushes)
        self.postgres.start()
        self.postgres.wait_until_ready()
        self.postgres.sql("create role kontor_app login noinherit", "postgres")
        self.postgres.sql("create database kontor", "postgres")
        self.instances = [Instance(name, self.folder, self.postgres, settings) for name in "abcd"[:instances]]
        first = self.instances[0]
        first.start()
        first.wait_until_ready()
        seeded = first.command("seed", "--size", "s")
        if seeded.returncode != 0:
            raise Failed(f"seed: {seeded.stderr}")
        for other in self.instances[1:]:
            other.start()
        for one in self.instances:
            one.wait_until_ready()

    @functools.cached_property
    def administrator(self):
        """An access token."""
        made = self.instances[0].command("admin", "create", "--email", "chief@example.com", "--password-stdin",
                                         input="nine green herons\n")
        if made.returncode != 0:
            raise Failed(f"admin create: {made.stderr}")
        connection = kontor.http.client.HTTPConnection("127.0.0.1", self.instances[0].port, timeout=30)
        with contextlib.closing(connection):
            connection.request("POST", "/api/v1/identity/login", json.dumps(
                {"email": "chief@example.com", "password": "nine green herons"}), {"Content-Type": "application/json"})
            return json.load(connection.getresponse())["access_token"]

    def under_way(self):
        """Orders whose saga has not come to an end that a customer sees."""
        return int(self.postgres.sql("select count(*) from ordering.saga where not at_rest and status = 'pending'"
                                     " or step in ('compensating', 'recalling')")[0][0])

    def verdicts(self):
        """What kontor verify finds: (invariant, violations, examples)."""
        done = self.instances[0].command("verify", "--json", timeout=600)
        if done.returncode not in (0, 3):
            raise Failed(f"kontor verify: {done.stderr}")
        return [(one["invariant"], one["violations"], one["examples"])
                for one in json.loads(done.stdout)["invariants"] if one["violations"]]

    def close(self):
        atexit.unregister(self.close)
        for one in getattr(self, "instances", []):
            one.kill()
            one.log.close()
        if hasattr(self, "postgres"):
            self.postgres.stop()
        if getattr(self, "volume", None):
            self.volume.close()
        if not self.keeps:
            shutil.rmtree(self.folder, ignore_errors=True)
