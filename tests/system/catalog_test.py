"""A shopper reads the catalog of a freshly seeded shop."""

import kontor


class ReadingTheCatalog(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded()

    def pages(self, query):
        """All products of a list, page by page."""
        products, cursor = [], ""
        while cursor is not None:
            page = self.shop.get(f"/api/v1/catalog/products?{query}" + (f"&cursor={cursor}" if cursor else "")).json
            self.assertIn("data", page, page)
            products += page["data"]
            cursor = page["page"]["next_cursor"]
            self.assertEqual(page["page"]["has_more"], cursor is not None)
        return products

    def test_the_list_has_pages_of_the_size_asked_for(self):
        page = self.shop.get("/api/v1/catalog/products?limit=20").json
        self.assertEqual(len(page["data"]), 20)
        self.assertEqual(page["page"]["limit"], 20)
        self.assertTrue(page["page"]["has_more"])

    def test_a_product_has_the_names_that_clients_rely_on(self):
        product = self.shop.get("/api/v1/catalog/products?limit=1").json["data"][0]
        self.assertLessEqual({"id", "slug", "name", "description", "status", "categories", "tags", "images", "variants"},
                             set(product))
        variant = product["variants"][0]
        self.assertLessEqual({"id", "sku", "name", "options", "prices", "weight_grams"}, set(variant))
        self.assertLessEqual({"amount", "currency"}, set(variant["prices"][0]))

    def test_every_seeded_variant_is_in_stock(self):
        variants = [variant["id"] for product in self.pages("limit=50") for variant in product["variants"]]
        for first in range(0, len(variants), 100):
            stock = self.shop.get("/api/v1/inventory/stock?variant_id=" + ",".join(variants[first:first + 100])).json
            self.assertEqual([level["variant_id"] for level in stock["data"]], variants[first:first + 100])
            self.assertGreater(min(level["available"] for level in stock["data"]), 0)

    def test_walking_the_pages_shows_each_product_once_in_every_order(self):
        for sort in ("newest", "oldest", "name", "-name", "price", "-price"):
            with self.subTest(sort=sort):
                products = self.pages(f"limit=7&sort={sort}")
                ids = [product["id"] for product in products]
                self.assertEqual(len(ids), len(set(ids)))
                self.assertGreater(len(ids), 90)

    def test_the_order_is_the_one_asked_for(self):
        newest = [product["created_at"] for product in self.pages("limit=50&sort=newest")]
        self.assertEqual(newest, sorted(newest, reverse=True))
        lowest = [min(price["amount"] for variant in product["variants"] for price in variant["prices"]
                      if price["currency"] == "EUR") for product in self.pages("limit=50&sort=price")]
        self.assertEqual(lowest, sorted(lowest))

    def test_a_product_is_found_by_id_and_by_slug(self):
        product = self.shop.get("/api/v1/catalog/products?limit=1").json["data"][0]
        for key in (product["id"], product["slug"]):
            self.assertEqual(self.shop.get(f"/api/v1/catalog/products/{key}").json, product)

    def test_a_category_filter_covers_its_whole_subtree(self):
        tree = self.shop.get("/api/v1/catalog/categories").json["data"]
        top = next(category for category in tree if category["children"])

        def slugs(category):
            return {category["slug"]}.union(*(slugs(child) for child in category["children"]))

        everything = self.pages("limit=100")
        expected = {product["id"] for product in everything
                    if slugs(top) & {category["slug"] for category in product["categories"]}}
        self.assertTrue(expected)
        for key in (top["slug"], top["id"]):
            self.assertEqual({product["id"] for product in self.pages(f"limit=100&category={key}")}, expected)

    def test_tag_brand_attribute_and_price_filters_keep_exactly_what_matches(self):
        everything = self.pages("limit=100")
        sample = next(product for product in everything if product["tags"] and product["brand"] and product["attributes"])
        tag, brand = sample["tags"][0], sample["brand"]["slug"]
        name, value = next(iter(sample["attributes"].items()))

        def euro(product):
            return [price["amount"] for variant in product["variants"] for price in variant["prices"]
                    if price["currency"] == "EUR"]

        filters = {
            f"tag={tag}": lambda product: tag in product["tags"],
            f"brand={brand}": lambda product: product["brand"] and product["brand"]["slug"] == brand,
            "attribute=" + kontor.quoted(f"{name}:{value}"): lambda product: product["attributes"].get(name) == value,
            "min_price=2000&max_price=5000": lambda product: max(euro(product)) >= 2000 and min(euro(product)) <= 5000,
        }
        for query, matches in filters.items():
            with self.subTest(query=query):
                self.assertEqual({product["id"] for product in self.pages(f"limit=100&{query}")},
                                 {product["id"] for product in everything if matches(product)})

    def test_drafts_are_invisible(self):
        self.assertEqual({product["status"] for product in self.pages("limit=100")}, {"published"})

    def test_an_unknown_product_is_a_problem_that_says_so(self):
        answer = self.shop.get("/api/v1/catalog/products/no-such-thing")
        self.assertEqual((answer.status, answer.json["code"]), (404, "not_found"))
        self.assertEqual(answer.headers["content-type"], "application/problem+json")

    def test_every_mistake_in_a_query_is_named(self):
        answer = self.shop.get("/api/v1/catalog/products?limit=0&sort=sideways&min_price=-1&colour=red&currency=eur")
        self.assertEqual((answer.status, answer.json["code"]), (422, "validation_failed"))
        self.assertEqual({error["pointer"] for error in answer.json["errors"]},
                         {"/limit", "/sort", "/min_price", "/colour", "/currency"})

    def test_forged_cursors_are_refused_and_never_reach_the_database(self):
        import base64
        product = self.shop.get("/api/v1/catalog/products?limit=1").json["data"][0]["id"]
        forged = ["x", "====", base64.urlsafe_b64encode(b"newest\n\n").decode().rstrip("=")]
        for value in ("yesterday", "2026-02-30T00:00:00Z", "1; drop table", "'", "\0"):
            forged.append(base64.urlsafe_b64encode(f"newest\n{product}\n{value}".encode()).decode().rstrip("="))
        for cursor in forged:
            with self.subTest(cursor=cursor):
                answer = self.shop.get(f"/api/v1/catalog/products?cursor={cursor}")
                self.assertEqual(answer.status, 422, answer)
                self.assertEqual([error["pointer"] for error in answer.json["errors"]], ["/cursor"])

    def test_generated_images_are_served(self):
        image = self.shop.get("/api/v1/catalog/products?limit=1").json["data"][0]["images"][0]
        answer = self.shop.get(image["url"])
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "image/png"))
        self.assertTrue(answer.raw.startswith(b"\x89PNG"))

    def test_an_answer_is_not_sent_again_to_who_has_it(self):
        first = self.shop.get("/api/v1/catalog/products?limit=5")
        again = self.shop.get("/api/v1/catalog/products?limit=5", {"If-None-Match": first.headers["etag"]})
        self.assertEqual((again.status, again.raw), (304, b""))

    def test_compressed_answers_hold_the_same_bytes(self):
        import gzip
        plain = self.shop.get("/api/v1/catalog/products?limit=20")
        packed = self.shop.get("/api/v1/catalog/products?limit=20", {"Accept-Encoding": "gzip"})
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.raw), plain.raw)

    def test_seeding_twice_changes_nothing(self):
        before = self.pages("limit=100")
        again = self.shop.command("seed", "--size", "m")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("nothing was changed", again.stdout)
        self.assertEqual(self.pages("limit=100"), before)


if __name__ == "__main__":
    kontor.main()
