"""What an operator relies on: health, metrics, the API description, logs, and an orderly end."""

import json
import os
import re
import signal
import subprocess
import threading
import unittest

import kontor


class Health(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded()

    def test_live_ready_and_healthy(self):
        for path in ("/livez", "/readyz", "/health"):
            self.assertEqual(self.shop.get(path).status, 200, path)
        health = self.shop.get("/health").json
        self.assertIn("database", json.dumps(health))
        self.assertIn("migrations", json.dumps(health))

    def test_every_answer_carries_its_ids(self):
        trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        answer = self.shop.get("/livez", {"X-Correlation-Id": "order-42", "traceparent": trace})
        self.assertEqual(answer.headers["x-correlation-id"], "order-42")
        problem = self.shop.get("/api/v1/nothing", {"X-Correlation-Id": "order-43", "traceparent": trace})
        self.assertEqual(problem.json["request_id"], "order-43")
        kontor.wait_for("the request's line in the log", lambda: "order-43" in self.shop.log_text())
        line = next(json.loads(text) for text in self.shop.log_text().splitlines() if "order-43" in text)
        self.assertEqual(line["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736")

    def test_the_log_is_one_json_object_a_line(self):
        self.shop.get("/api/v1/catalog/products?limit=1")
        for line in self.shop.log_text().splitlines():
            if line.startswith("first administrator: "):
                continue  # for people
            self.assertLessEqual({"ts", "level", "event"}, set(json.loads(line)), line)

    def test_the_names_of_all_metrics_are_the_golden_list(self):
        self.shop.get("/api/v1/catalog/products")
        text = self.shop.get("/metrics").raw.decode()
        names = sorted(set(re.findall(r"^# TYPE (\S+)", text, re.M)))
        golden = (kontor.ROOT / "docs" / "metrics.txt").read_text().split()
        self.assertEqual(names, golden, "docs/metrics.txt lists the names that dashboards and alerts rely on")

    def test_promtool_finds_nothing_to_say_about_the_metrics(self):
        promtool = os.environ.get("KONTOR_PROMTOOL")
        if not promtool:
            raise unittest.SkipTest("no promtool: KONTOR_PROMTOOL is not set")
        self.shop.get("/api/v1/catalog/products")
        judged = subprocess.run([promtool, "check", "metrics"], input=self.shop.get("/metrics").raw, capture_output=True)
        self.assertEqual((judged.returncode, judged.stdout + judged.stderr), (0, b""))

    def test_the_api_describes_itself_and_needs_no_outside_host(self):
        document = self.shop.get("/openapi.json").json
        self.assertTrue(document["openapi"].startswith("3.1"))
        for path in ("/api/v1/catalog/products", "/api/v1/catalog/products/{key}", "/api/v1/catalog/categories"):
            self.assertIn("get", document["paths"][path])
        page = self.shop.get("/docs")
        self.assertEqual(page.status, 200)
        policy = page.headers["content-security-policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotRegex(page.raw.decode(), r"""(src|href)=["']?(https?:)?//""")

    def test_idle_it_needs_little_memory(self):
        text = self.shop.get("/metrics").raw.decode()
        resident = float(re.search(r"^process_resident_memory_bytes (\S+)", text, re.M)[1])
        self.assertLess(resident, 60 * 2**20)


class Limits(kontor.SystemTest):
    def test_who_asks_too_often_is_told_to_wait_and_operators_are_not(self):
        shop = self.serve_empty("limited", KONTOR_LIMITS_REQUESTS_PER_MINUTE="5")
        answers = [shop.get("/api/v1/catalog/categories") for _ in range(8)]
        self.assertEqual([answer.status for answer in answers], [200] * 5 + [429] * 3)
        self.assertEqual(answers[-1].json["code"], "rate_limited")
        self.assertGreaterEqual(int(answers[-1].headers["retry-after"]), 1)
        self.assertEqual(shop.get("/livez").status, 200)
        self.assertEqual(shop.get("/metrics").status, 200)


class Ending(kontor.SystemTest):
    def test_requests_under_way_are_answered_when_it_is_told_to_end(self):
        shop = self.serve_seeded("ending")
        answers, refused, go_on = [], [], threading.Event()
        go_on.set()

        def read():
            connection = shop.connect()
            while go_on.is_set():
                try:
                    connection.request("GET", "/api/v1/catalog/products?limit=20")
                    answer = kontor.Answer(connection.getresponse())
                except OSError:
                    refused.append(1)
                    return
                answers.append((answer.status, len(answer.raw), int(answer.headers["content-length"])))

        readers = [threading.Thread(target=read) for _ in range(8)]
        for reader in readers:
            reader.start()
        kontor.wait_for("some answers", lambda: len(answers) > 200)
        shop.signal(signal.SIGTERM)
        self.assertEqual(shop.process.wait(20), 0)
        go_on.clear()
        for reader in readers:
            reader.join()
        for status, got, promised in answers:
            self.assertIn(status, (200, 503))
            self.assertEqual(got, promised)


if __name__ == "__main__":
    kontor.main()
