"""Spans of the finished program, as a collector receives them over OTLP."""

import http.server
import json
import os
import re
import socket
import subprocess
import threading
import time
import unittest

import kontor

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
PAGE = "/api/v1/catalog/products"


class Sink:
    """A collector: keeps the spans of what is posted to /v1/traces."""

    def __init__(self):
        self.spans, self.resources, self.lock = [], [], threading.Lock()
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = 200 if self.path == "/v1/traces" and self.headers["x-key"] == "k" else 404
                if status == 200:
                    sink.keep(body)
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def keep(self, body):
        with self.lock:
            for group in body["resourceSpans"]:
                self.resources.append(attributes(group["resource"]))
                for scope in group["scopeSpans"]:
                    self.spans += scope["spans"]

    def of_trace(self, trace):
        with self.lock:
            return [span for span in self.spans if span["traceId"] == trace]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def attributes(thing):
    return {one["key"]: next(iter(one["value"].values())) for one in thing["attributes"]}


def traceparent(trace=TRACE, sampled=True):
    return {"traceparent": f"00-{trace}-{CALLER}-0{int(sampled)}"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def metric(shop, name):
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", shop.get("/metrics").raw.decode(), re.M))


class WithACollector(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = Sink()
        cls.addClassCleanup(cls.sink.close)
        cls.shop = cls.serve_seeded(
            KONTOR_TRACING_ENDPOINT=cls.sink.url, KONTOR_TRACING_INTERVAL_MS="50", KONTOR_TRACING_HEADERS="x-key=k",
            KONTOR_TRACING_SAMPLE_RATIO="0", KONTOR_CATALOG_CACHE_BYTES="0")

    def test_a_request_and_its_sql_are_spans_of_the_clients_trace(self):
        answer = self.shop.get(PAGE + "?limit=1", traceparent())
        self.assertEqual(answer.status, 200)
        kontor.wait_for("the request's span", lambda: any(span["kind"] == 2 for span in self.sink.of_trace(TRACE)))
        spans = self.sink.of_trace(TRACE)
        request = next(span for span in spans if span["kind"] == 2)
        self.assertEqual(request["name"], f"GET {PAGE}")
        self.assertEqual(request["parentSpanId"], CALLER)
        self.assertEqual(answer.headers["traceparent"], f"00-{TRACE}-{request['spanId']}-01")
        said = attributes(request)
        self.assertEqual((said["http.request.method"], said["http.response.status_code"]), ("GET", "200"))
        self.assertEqual(said["kontor.request_id"], answer.headers["x-correlation-id"])

        statements = [span for span in spans if span["name"].startswith("sql ")]
        self.assertTrue(statements, spans)
        for span in statements:
            self.assertEqual((span["kind"], span["parentSpanId"]), (3, request["spanId"]))
            self.assertEqual(attributes(span)["db.system.name"], "postgresql")
            self.assertEqual(attributes(span)["db.namespace"], "catalog")
            self.assertGreaterEqual(int(span["startTimeUnixNano"]), int(request["startTimeUnixNano"]) - 1000)
            self.assertLessEqual(int(span["endTimeUnixNano"]), int(request["endTimeUnixNano"]))
        self.assertEqual(self.sink.resources[0]["service.name"], "kontor")
        kontor.wait_for("the spans to be counted, once the collector's answer is read",
                        lambda: metric(self.shop, "kontor_trace_exported_spans_total") >= 2)

    def test_what_the_client_does_not_record_is_not_recorded(self):
        unrecorded, recorded = "1" * 32, "2" * 32
        self.shop.get(PAGE, traceparent(unrecorded, sampled=False))
        self.shop.get(PAGE)
        self.shop.get(PAGE, traceparent(recorded))
        kontor.wait_for("the later trace", lambda: self.sink.of_trace(recorded))
        self.assertEqual(self.sink.of_trace(unrecorded), [])
        with self.sink.lock:
            self.assertLessEqual({span["traceId"] for span in self.sink.spans}, {TRACE, recorded, "3" * 32})

    def test_a_secret_in_a_query_is_in_no_span(self):
        trace = "3" * 32
        self.shop.get("/api/v1/catalog/products?token=hush", traceparent(trace))
        kontor.wait_for("its span", lambda: self.sink.of_trace(trace))
        self.assertNotIn("hush", json.dumps(self.sink.of_trace(trace)))


class StartedHereAndThere(kontor.SystemTest):
    def test_the_last_spans_are_sent_when_the_program_stops(self):
        sink = Sink()
        self.addCleanup(sink.close)
        shop = self.serve("data", KONTOR_TRACING_ENDPOINT=sink.url, KONTOR_TRACING_INTERVAL_MS="600000",
                          KONTOR_TRACING_HEADERS="x-key=k")
        shop.get("/livez", traceparent())
        self.assertEqual(sink.of_trace(TRACE), [])
        self.assertEqual(shop.stop(), 0)
        self.assertEqual([span["name"] for span in sink.of_trace(TRACE)], ["GET /livez"])

    def test_requests_are_answered_and_the_counter_grows(self):
        shop = self.serve("data", KONTOR_TRACING_ENDPOINT="http://127.0.0.1:1", KONTOR_TRACING_INTERVAL_MS="20",
                          KONTOR_TRACING_QUEUE_SPANS="32")
        for _ in range(200):
            self.assertEqual(shop.get("/livez").status, 200)
        kontor.wait_for("failures", lambda: metric(shop, "kontor_trace_export_failures_total") >= 2)
        kontor.wait_for("dropped spans", lambda: metric(shop, "kontor_trace_dropped_spans_total") >= 100)
        self.assertEqual(metric(shop, "kontor_trace_exported_spans_total"), 0)
        self.assertEqual(shop.log_text().count("trace_export_failing"), 1)
        self.assertNotIn("http_client_request", shop.log_text())
        began = time.monotonic()
        self.assertEqual(shop.stop(), 0)
        self.assertLess(time.monotonic() - began, 5)

    def test_an_endpoint_that_is_none_is_refused_by_name(self):
        refused = kontor.run("serve", "--data-dir", str(self.folder / "none"), "--tracing.endpoint", "localhost:4318")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("tracing.endpoint", refused.stderr)


class WithARealCollector(kontor.SystemTest):
    """KONTOR_OTEL_COLLECTOR names a script: `start --port P --dir DIR`, then DIR/log has what it understood; `stop`."""

    def test_the_collector_understands_what_it_is_sent(self):
        script = os.environ.get("KONTOR_OTEL_COLLECTOR")
        if not script:
            raise unittest.SkipTest("no collector: KONTOR_OTEL_COLLECTOR is not set")
        folder = self.folder / "collector"
        started = subprocess.run([script, "start", "--port", str(free_port()), "--dir", folder], text=True,
                                 capture_output=True)
        if started.returncode == 3:
            raise unittest.SkipTest(f"this machine cannot have a collector: {started.stderr}")
        self.addCleanup(subprocess.run, [script, "stop", "--dir", folder], check=True)
        shop = self.serve("data", KONTOR_TRACING_ENDPOINT="http://" + started.stdout.strip(),
                          KONTOR_TRACING_INTERVAL_MS="50")
        shop.get(PAGE, traceparent())
        understood = kontor.wait_for("the spans in the collector's log",
                                     lambda: (text := (folder / "log").read_text()).count(TRACE) >= 2 and text)
        for said in ("service.name: Str(kontor)", "sql read", f"GET {PAGE}", f"Parent ID      : {CALLER}",
                     "Kind           : Server", "http.response.status_code: Int(200)"):
            self.assertIn(said, understood)
        self.assertEqual(metric(shop, "kontor_trace_export_failures_total"), 0)


if __name__ == "__main__":
    kontor.main()
