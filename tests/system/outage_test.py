"""PostgreSQL dies and comes back while shoppers read: every answer is right or a clean 503."""

import http.client
import os
import random
import signal
import threading
import time

import kontor

# ./dev test --full
FULL = os.environ.get("KONTOR_TEST_FULL") == "1"


class Reader(threading.Thread):
    """Reads products over one kept connection for as long as it is told to; remembers every answer."""

    def __init__(self, shop, expected, go_on):
        super().__init__()
        self.shop, self.expected, self.go_on, self.seen = shop, expected, go_on, []

    def run(self):
        connection = None
        slugs = list(self.expected)
        for turn in range(1_000_000):
            if not self.go_on.is_set():
                return
            slug = slugs[turn % len(slugs)]
            try:
                connection = connection or self.shop.connect(timeout=20)
                connection.request("GET", f"/api/v1/catalog/products/{slug}")
                answer = kontor.Answer(connection.getresponse())
            except (OSError, http.client.HTTPException) as error:
                self.seen.append((time.monotonic(), "lost", repr(error)))
                connection = None
                continue
            self.seen.append((time.monotonic(), *self.judge(slug, answer)))

    def judge(self, slug, answer):
        if answer.status == 200:
            return ("right", "") if answer.json == self.expected[slug] else ("wrong", answer)
        if answer.status == 503 and answer.json["code"] == "unavailable" and "retry-after" in answer.headers:
            return ("unavailable", "")
        return ("wrong", answer)


class Outage(kontor.SystemTest):
    def setUp(self):
        # No cache: every answer has to come from the database.
        self.shop = self.serve_seeded(self._testMethodName, KONTOR_CATALOG_CACHE_BYTES="0")
        page = self.shop.get("/api/v1/catalog/products?limit=100").json
        self.expected = {product["slug"]: product for product in page["data"]}

    def read_during(self, outage):
        """What eight readers saw while `outage` ran and until two seconds of right answers after it."""
        go_on = threading.Event()
        go_on.set()
        readers = [Reader(self.shop, self.expected, go_on) for _ in range(8)]
        for reader in readers:
            reader.start()
        kontor.wait_for("first answers", lambda: all(len(reader.seen) > 20 for reader in readers))
        back = outage(readers)
        try:
            kontor.wait_for("right answers again", lambda: all(
                len([1 for at, kind, _ in reader.seen[-20:] if kind == "right" and at > back]) == 20
                for reader in readers), 20)
        finally:
            go_on.clear()
            for reader in readers:
                reader.join()
        return [entry for reader in readers for entry in reader.seen], back

    def check(self, seen, back):
        kinds = {kind: sum(1 for entry in seen if entry[1] == kind) for kind in ("right", "unavailable", "wrong", "lost")}
        print(kinds, flush=True)
        bad = [entry for entry in seen if entry[1] in ("wrong", "lost")]
        self.assertEqual(bad[:3], [])
        first = min(at for at, kind, _ in seen if kind == "right" and at > back)
        self.assertLess(first - back, 1.0, "service is back within a second of PostgreSQL")

    def accepts_connections(self):
        """PostgreSQL's own word that it is ready, from its status line."""
        try:
            lines = (self.shop.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        return lines if len(lines) >= 8 and lines[7].strip() == "ready" else None

    def test_kill_9_of_the_database_server(self):
        def outage(_):
            killed = self.shop.postmaster()
            os.kill(killed, signal.SIGKILL)
            kontor.wait_for("another PostgreSQL", lambda: (self.accepts_connections() or [str(killed)])[0] != str(killed), 20)
            return time.monotonic()

        self.check(*self.read_during(outage))

    def test_kill_9_again_and_again(self):
        seed = time.time_ns() if FULL else 1
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)

        def outages(readers):
            for _ in range(20 if FULL else 3):
                enough = sum(len(reader.seen) for reader in readers) + chance.randint(50, 2000)
                kontor.wait_for("more answers", lambda: sum(len(reader.seen) for reader in readers) > enough, 30)
                killed = str(self.shop.postmaster())
                os.kill(int(killed), signal.SIGKILL)
                kontor.wait_for("another PostgreSQL", lambda: (self.accepts_connections() or [killed])[0] != killed, 20)
            return time.monotonic()

        self.check(*self.read_during(outages))

    def test_every_connection_is_cut(self):
        def outage(_):
            postmaster = self.shop.postmaster()
            for backend in children(postmaster):
                if "kontor" in command_line(backend):
                    os.kill(backend, signal.SIGTERM)
            return time.monotonic()

        self.check(*self.read_during(outage))

    def not_ready(self):
        answer = self.shop.get("/readyz")
        return answer if answer.status == 503 else None

    def test_while_the_database_is_away_it_lives_but_is_not_ready(self):
        os.kill(self.shop.postmaster(), signal.SIGSTOP)
        try:
            self.assertEqual(self.shop.get("/livez").status, 200)
            away = kontor.wait_for("readiness to go off", lambda: self.not_ready())
            self.assertNotIn(str(self.shop.data_dir), away.raw.decode(), "where the database is concerns nobody")
        finally:
            os.kill(self.shop.postmaster(), signal.SIGCONT)
        kontor.wait_for("readiness to come back", lambda: self.shop.get("/readyz").status == 200)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def command_line(pid):
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read()
    except OSError:
        return ""


if __name__ == "__main__":
    kontor.main()
