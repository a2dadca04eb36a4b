"""Who prepares what there is to buy."""

import contextlib
import http.client
import json
import uuid

from house import Failed, kontor
from shoppers import BASE, Goods

PLENTY = 12


class Staff:
    def __init__(self, house):
        self.shop, self.token = house.instances[0], house.administrator

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.shop.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, BASE + path, json.dumps(body) if body is not None else None, {
                "Content-Type": "application/json", "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": str(uuid.uuid4())})
            answer = kontor.Answer(connection.getresponse())
        if answer.status >= 300:
            raise Failed(f"{method} {path}: {answer}")
        return answer.json

    def goods(self, orders):
        """Enough of twelve variants, far too little of another, and codes that run out."""
        products = self.call("GET", "/catalog/products?limit=100")["data"]
        lightest = sorted((product["variants"][0] for product in products), key=lambda one: one["weight_grams"])
        plenty = [one["id"] for one in lightest[:PLENTY]]
        for variant in plenty:
            self.adjust(variant, orders * 9)
        few = max(3, orders // 25)
        hot = self.product(f"The last ones {uuid.uuid4()}", few)
        codes = [self.promotion({"usage_limit": few}),
                 self.promotion({"budget": {"amount": few * 200, "currency": "EUR"}})]
        return Goods(plenty, hot, tuple(codes))

    def product(self, name, stock):
        made = self.call("POST", "/catalog/products", {
            "name": name, "description": name, "status": "published", "variants": [
                {"sku": name, "weight_grams": 100, "prices": [{"amount": 1900, "currency": "EUR"}]}]})
        variant = made["variants"][0]["id"]
        self.adjust(variant, stock)
        return variant

    def adjust(self, variant, delta):
        self.call("POST", "/inventory/adjustments", {"variant_id": variant, "delta": delta, "reason": "received"})

    def promotion(self, limit):
        """Its code."""
        code = f"CHAOS-{uuid.uuid4().hex[:10]}"
        made = self.call("POST", "/pricing/promotions", {
            "name": code, "terms": {"kind": "fixed_amount", "amounts": [{"amount": 200, "currency": "EUR"}]}, **limit})
        self.call("POST", f"/pricing/promotions/{made['id']}/codes", {"codes": [code]})
        return code

    def stock(self, variants):
        rows = self.call("GET", "/inventory/stock?variant_id=" + ",".join(variants))["data"]
        return {row["variant_id"]: row["available"] for row in rows}
