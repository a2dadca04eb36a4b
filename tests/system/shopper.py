"""Who buys in a shop."""

import json
import uuid

import kontor

BASE = "/api/v1"
ADDRESS = {"first_name": "Ada", "last_name": "Lovelace", "line1": "Unter den Linden 1", "city": "Berlin",
           "postal_code": "10117", "country": "DE"}


class Shopper:
    """A guest with a cart, or with `person` a customer with one."""

    def __init__(self, shop, person=None):
        self.shop, self.person, self.cart = shop, person, None

    def call(self, method, path, body=None, key=None, **headers):
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if self.person:
            sent["Authorization"] = f"Bearer {self.person.token}"
        if self.cart and self.cart.get("token"):
            sent["X-Cart-Token"] = self.cart["token"]
        if key:
            sent["Idempotency-Key"] = key
        return self.shop.request(method, BASE + path, json.dumps(body) if body is not None else None, {**sent, **headers})

    def must(self, method, path, body=None, **more):
        answer = self.call(method, path, body, **more)
        assert 200 <= answer.status < 300, (method, path, answer)
        return answer.json

    def fill(self, lines, email="ada@example.com", codes=()):
        cart = self.must("POST", "/carts", {"currency": "EUR"})
        self.cart = cart
        path = "/carts/" + cart["id"]
        for variant, quantity in lines:
            self.must("POST", path + "/lines", {"variant_id": variant, "quantity": quantity})
        self.must("PATCH", path, {"email": email, "shipping_address": ADDRESS})
        for code in codes:
            self.must("POST", path + "/promotions", {"code": code})
        option = self.must("GET", path + "/shipping-options")["data"][0]
        cart = self.must("PUT", path + "/shipping-option", {"shipping_option_id": option["id"]})
        self.cart = {**cart, "token": self.cart.get("token")}
        return self

    def place(self, token="tok_success", key=None):
        return self.call("POST", "/orders", {"cart_id": self.cart["id"], "payment": {"provider": "sandbox", "token": token}},
                         key=key or str(uuid.uuid4()))

    def order(self, order_id):
        return self.must("GET", "/orders/" + order_id)

    def settled(self, order_id, seconds=60):
        return kontor.wait_for("the order is settled", lambda: (lambda order: order["status"] != "pending" and order)(
            self.order(order_id)), seconds)
