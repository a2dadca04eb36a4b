"""More than can be done: whoever is refused is told when to come back, orders go through, and it is over when it is over."""

import concurrent.futures
import contextlib
import threading
import time

import kontor
from checkout_test import BASE, Shopper

CROWD = 60


class Overload(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One worker, and pages that take it a while, as none is kept.
        cls.shop = cls.serve_seeded("shop", KONTOR_HTTP_WORKERS="1", KONTOR_HTTP_WORKER_QUEUE="24",
                                    KONTOR_HTTP_SHED_TARGET_MS="20", KONTOR_HTTP_SHED_INTERVAL_MS="50",
                                    KONTOR_CATALOG_CACHE_BYTES="0", KONTOR_ORDERING_ANSWER_WAIT_MS="20000")
        cls.variant = cls.shop.get(f"{BASE}/catalog/products?limit=1").json["data"][0]["variants"][0]["id"]

    def browse(self, until, seen):
        with contextlib.closing(self.shop.connect()) as connection:
            while not until.is_set():
                connection.request("GET", f"{BASE}/catalog/products?limit=100&sort=-price")
                answer = kontor.Answer(connection.getresponse())
                seen.append((answer.status, answer.headers.get("retry-after")))
                if answer.status == 503:
                    time.sleep(0.02)  # impatient, but not a loop

    def test_a_crowd_is_refused_before_a_checkout(self):
        over, seen = threading.Event(), []
        with concurrent.futures.ThreadPoolExecutor(CROWD) as pool:
            crowd = [pool.submit(self.browse, over, seen) for _ in range(CROWD)]
            try:
                kontor.wait_for("somebody is refused", lambda: any(status == 503 for status, _ in seen), 60)
                orders = [Shopper(self.shop).fill([(self.variant, 1)]).place() for _ in range(3)]
                served = sum(status == 200 for status, _ in seen)
                kontor.wait_for("pages are still served", lambda: sum(s == 200 for s, _ in seen) > served + 20, 60)
            finally:
                over.set()
            for one in crowd:
                one.result(60)
        self.assertEqual([order.status for order in orders], [201, 201, 201], orders)
        self.assertEqual({status for status, _ in seen}, {200, 503})
        refused = [advice for status, advice in seen if status == 503]
        self.assertTrue(all(advice and int(advice) >= 1 for advice in refused), refused[:5])
        self.assertIn('kontor_http_shed_total{priority="checkout"} 0', self.shop.get("/metrics").raw.decode())
        kontor.wait_for("nobody is refused any more",
                        lambda: all(self.shop.get(f"{BASE}/catalog/products?limit=20").status == 200 for _ in range(10)))


if __name__ == "__main__":
    kontor.main()
