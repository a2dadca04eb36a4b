"""The main road from outside: a guest and a customer from an empty cart to a confirmed order, what refuses them, and a
process that dies on the way."""

import contextlib
import json
import socket
import uuid

import kontor
from people import API as IDENTITY, Person

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

    def fill(self, lines):
        cart = self.must("POST", "/carts", {"currency": "EUR"})
        self.cart = cart
        path = "/carts/" + cart["id"]
        for variant, quantity in lines:
            self.must("POST", path + "/lines", {"variant_id": variant, "quantity": quantity})
        self.must("PATCH", path, {"email": "ada@example.com", "shipping_address": ADDRESS})
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


class Checkout(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded("shop", KONTOR_ORDERING_STEP_TIMEOUT_SECONDS="3", KONTOR_ORDERING_ANSWER_WAIT_MS="20000")
        cls.products = cls.shop.get(f"{BASE}/catalog/products?limit=50").json["data"]
        cls.variants = [product["variants"][0]["id"] for product in cls.products]

    def available(self, variant):
        return self.shop.get(f"{BASE}/inventory/stock?variant_id={variant}").json["data"][0]["available"]

    def test_a_guest(self):
        guest = Shopper(self.shop).fill([(self.variants[0], 1), (self.variants[1], 2)])
        before = [self.available(variant) for variant in self.variants[:2]]
        answer = guest.place(key="guest")
        self.assertEqual(answer.status, 201, answer)
        order = answer.json
        self.assertEqual(order["totals"]["total"], guest.cart["totals"]["total"])
        self.assertEqual([b - self.available(v) for b, v in zip(before, self.variants)], [1, 2])
        again = guest.place(key="guest")
        self.assertEqual((again.status, again.json["id"]), (201, order["id"]))
        self.assertEqual(guest.place().json["code"], "cart_changed")
        timeline = [entry["type"] for entry in guest.must("GET", f"/orders/{order['id']}/timeline")["data"]]
        self.assertEqual((timeline[0], timeline[-1]), ("order_placed", "order_confirmed"))
        self.assertEqual(self.shop.get(f"{BASE}/orders/{order['id']}").status, 404)
        invoice = guest.call("GET", f"/orders/{order['id']}/invoice")
        self.assertEqual((invoice.status, invoice.headers["content-type"]), (200, "text/html; charset=utf-8"))

    def test_a_customer_sees_their_orders_live_and_cancels_one(self):
        person = Person(self.shop).register()
        customer = Shopper(self.shop, person).fill([(self.variants[2], 1)])
        before = self.available(self.variants[2])
        order = customer.place("tok_requires_action")
        self.assertEqual((order.status, order.json["payment"]["status"]), (202, "requires_action"))
        order = order.json
        ticket = person.post(f"{IDENTITY}/stream-ticket").json["ticket"]
        path = f"{BASE}/orders/{order['id']}/stream?ticket={ticket}"
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.shop.port), 30)) as stream:
            stream.sendall(f"GET {path} HTTP/1.1\r\nHost: shop\r\n\r\n".encode())
            self.assertIn(b"order_placed", self.read_until(stream, b"payment_action_required"))
            customer.must("POST", f"/payments/{order['payment']['id']}/sandbox/complete", {"outcome": "success"})
            self.read_until(stream, b"order_confirmed")
        self.assertEqual(self.shop.get(path).status, 401)  # a ticket is good once
        kontor.wait_for("my orders show it", lambda: [one["status"] for one in customer.must("GET", "/orders")["data"]] == ["confirmed"])
        gone = customer.must("POST", f"/orders/{order['id']}/cancel", {"reason": "Changed my mind"})
        self.assertEqual((gone["status"], gone["payment"]["status"]), ("cancelled", "refunded"))
        self.assertEqual(self.available(self.variants[2]), before)

    @staticmethod
    def read_until(stream, text):
        seen = b""
        while text not in seen:
            more = stream.recv(4096)
            assert more, seen
            seen += more
        return seen

    def test_a_declined_card_leaves_the_cart_open(self):
        guest = Shopper(self.shop).fill([(self.variants[3], 1)])
        declined = guest.place("tok_declined", key="declined")
        self.assertEqual((declined.status, declined.json["code"]), (402, "payment_declined"))
        self.assertEqual(guest.place("tok_declined", key="declined").status, 402)
        self.assertEqual(guest.place().status, 201)

    def test_more_than_there_is(self):
        # All there is of it has to fit into a parcel.
        weights = {one["id"]: one["weight_grams"] for product in self.products for one in product["variants"][:1]}
        variant = min(self.variants[4:], key=lambda one: weights[one] * self.available(one))
        there = self.available(variant)
        first, second = (Shopper(self.shop).fill([(variant, there)]) for _ in range(2))
        self.assertEqual(first.place().status, 201)
        short = second.place()
        self.assertEqual((short.status, short.json["code"]), (409, "insufficient_stock"))
        self.assertEqual(short.json["lines"], [{"variant_id": variant, "requested": there, "available": 0}])
        self.assertEqual(second.order(short.json["order_id"])["status"], "cancelled")


class Crashes(kontor.SystemTest):
    """Killed at each point of the saga: after the restart the same key gets the one order, and it ends."""

    POINTS = ["ordering.placed", "ordering.placed_for_good", "ordering.step_taken", "ordering.paid", "ordering.ended"]

    def test_a_process_that_dies_on_the_way_loses_and_doubles_nothing(self):
        settings = {"KONTOR_ORDERING_STEP_TIMEOUT_SECONDS": "3"}
        shop = self.serve_seeded("shop", **settings)
        variant = shop.get(f"{BASE}/catalog/products?limit=1").json["data"][0]["variants"][0]["id"]
        available = shop.get(f"{BASE}/inventory/stock?variant_id={variant}").json["data"][0]["available"]
        self.assertEqual(shop.stop(), 0)
        for number, point in enumerate(self.POINTS):
            with self.subTest(point=point):
                shop = kontor.Kontor(self.folder / "shop", KONTOR_FAILPOINTS=f"{point}=exit", **settings)
                guest = Shopper(shop).fill([(variant, 1)])
                with contextlib.suppress(OSError, kontor.http.client.HTTPException):
                    guest.place(key=point)
                    shop.process.wait(30)
                shop.kill()
                shop.log.close()
                shop.process.stdout.close()
                guest.shop = shop = kontor.Kontor(self.folder / "shop", **settings)
                answer = guest.place(key=point)
                self.assertIn(answer.status, (201, 202), answer)
                order = guest.settled(answer.json["id"])
                self.assertEqual(order["status"], "confirmed")
                left = shop.get(f"{BASE}/inventory/stock?variant_id={variant}").json["data"][0]["available"]
                self.assertEqual(available - left, number + 1)
                shop.stop()
                shop.log.close()
                shop.process.stdout.close()


if __name__ == "__main__":
    kontor.main()
