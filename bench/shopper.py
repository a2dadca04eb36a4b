"""Clients that behave as shoppers do: they keep their connection, go from an empty cart to an order, and come back later
when they are told to."""

import http.client
import json
import time
import uuid

BASE = "/api/v1"
ADDRESS = {"first_name": "Ada", "last_name": "Lovelace", "line1": "Unter den Linden 1", "city": "Berlin",
           "postal_code": "10117", "country": "DE"}
PATIENCE = 30


class Client:
    """One connection, opened again where it was closed. `heard(kind, status, headers, seconds)` learns of each answer."""

    def __init__(self, port, heard=lambda *_: None):
        self.port, self.heard, self.connection = port, heard, None

    def call(self, kind, method, path, body=None, headers=None):
        sent = {"Content-Type": "application/json"} if body is not None else {}
        began = time.monotonic()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            self.connection.request(method, path, json.dumps(body) if body is not None else None,
                                    {**sent, **(headers or {})})
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            self.heard(kind, 0, {}, time.monotonic() - began)
            return 0, {}, b""
        self.heard(kind, answer.status, answer.headers, time.monotonic() - began)
        return answer.status, answer.headers, text

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Refused(Exception):
    """An answer that a shopper does not get over."""


class Shopper(Client):
    """A guest, or who has a token, with a cart."""

    def __init__(self, port, heard=lambda *_: None, token=None):
        super().__init__(port, heard)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.put_off = 0

    # Comes back where that helps, as long as its patience lasts.
    def must(self, kind, method, path, body=None, **headers):
        deadline = time.monotonic() + PATIENCE
        while True:
            status, answered, text = self.call(kind, method, BASE + path, body, {**self.headers, **headers})
            if 200 <= status < 300:
                return json.loads(text)
            if status not in (0, 429, 503) or time.monotonic() > deadline:
                raise Refused(f"{method} {path}: {status} {text[:200]!r}")
            self.put_off += 1
            time.sleep(int(answered.get("Retry-After", 1)))

    def fill(self, variant, quantity=1):
        cart = self.must("cart", "POST", "/carts", {"currency": "EUR"})
        if cart.get("token"):
            self.headers["X-Cart-Token"] = cart["token"]
        self.path = f"/carts/{cart['id']}"
        self.must("cart", "POST", self.path + "/lines", {"variant_id": variant, "quantity": quantity})
        return cart["id"]

    def checkout(self, variant):
        """The order as it ended."""
        cart = self.fill(variant)
        self.must("cart", "PATCH", self.path, {"email": "ada@example.com", "shipping_address": ADDRESS})
        option = self.must("cart", "GET", self.path + "/shipping-options")["data"][0]
        self.must("cart", "PUT", self.path + "/shipping-option", {"shipping_option_id": option["id"]})
        payment = {"provider": "sandbox", "token": "tok_success"}
        order = self.must("order", "POST", "/orders", {"cart_id": cart, "payment": payment},
                          **{"Idempotency-Key": str(uuid.uuid4())})
        deadline = time.monotonic() + PATIENCE
        while order["status"] == "pending" and time.monotonic() < deadline:
            time.sleep(0.2)
            order = self.must("order_read", "GET", f"/orders/{order['id']}")
        return order


def variants(port, most=50):
    """Of these products, what there is most of."""
    client = Client(port)
    _, _, text = client.call("browse", "GET", f"{BASE}/catalog/products?limit={most}")
    ids = [product["variants"][0]["id"] for product in json.loads(text)["data"]]
    client.close()
    return ids


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
