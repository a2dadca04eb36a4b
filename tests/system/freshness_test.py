"""What one process publishes, another shows at once: its cached pages do not wait for their time to live."""

import time

import kontor

LONG = "60000"  # as long as a cached answer may live


class Freshness(kontor.SystemTest):
    def test_a_seed_beside_a_running_server_shows_at_once_in_pages_that_it_had_cached(self):
        shop = self.serve("data", KONTOR_CATALOG_CACHE_TTL_MS=LONG)
        pages = ("/api/v1/catalog/products?limit=3", "/api/v1/catalog/categories")
        for page in pages:
            self.assertEqual(shop.get(page).json["data"], [])
            shop.get(page)
        seeded = shop.command("seed", "--size", "s")
        self.assertEqual(seeded.returncode, 0, seeded.stderr)
        began = time.monotonic()
        for page in pages:
            kontor.wait_for(f"products in {page}", lambda: shop.get(page).json["data"])
        self.assertLess(time.monotonic() - began, 30)

    def test_pages_that_were_cached_are_answered_from_memory_before_and_after(self):
        shop = self.serve_empty("again", KONTOR_CATALOG_CACHE_TTL_MS=LONG)
        hits = lambda: next(float(line.rsplit(" ", 1)[1]) for line in shop.get("/metrics").raw.decode().splitlines()
                            if line.startswith("kontor_cache_hits_total"))
        page = "/api/v1/catalog/products?limit=3"
        kontor.wait_for("an answer from memory", lambda: (before := hits(), shop.get(page), hits() > before)[2])
        self.assertEqual(shop.command("seed", "--size", "s").returncode, 0)
        kontor.wait_for("products", lambda: shop.get(page).json["data"])
        kontor.wait_for("an answer from memory again", lambda: (before := hits(), shop.get(page), hits() > before)[2])


if __name__ == "__main__":
    kontor.main()
