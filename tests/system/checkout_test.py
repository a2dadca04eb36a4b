"""The main road from outside: a guest and a customer from an empty cart to a confirmed order, what refuses them, and a
process that dies on the way."""

import contextlib
import json
import socket

import kontor
from people import API as IDENTITY, Person, administrator, rows
from shopper import BASE, Shopper


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

    def test_a_first_order_is_told_from_the_next(self):
        def newcomer(email):
            return Shopper(self.shop).fill([(self.variants[0], 1)], email)

        def use_code(guest):
            answer = guest.call("POST", f"/carts/{guest.cart['id']}/promotions", {"code": "WELCOME10"})
            return answer.status, answer.status == 422 and answer.json["errors"][0]["code"]

        first, second = newcomer("newcomer@example.com"), newcomer("Newcomer@Example.com")
        self.assertEqual(use_code(first), (200, False))
        self.assertEqual(first.place().status, 201)
        self.assertEqual(use_code(second), (422, "not_first_order"))
        self.assertEqual(use_code(newcomer("another@example.com")), (200, False))

    def test_a_customer_of_the_demo_has_a_history_of_their_own(self):
        person = Person(self.shop, "customer0@example.com").login(kontor.DEMO_PASSWORD)
        customer = Shopper(self.shop, person)

        def heard():  # the views of what was seeded come by events
            orders = customer.must("GET", "/orders?limit=100")["data"]
            return orders if len(orders) > 5 else None

        orders = kontor.wait_for("the customer's orders are in the list", heard, seconds=60)
        order = customer.must("GET", f"/orders/{orders[-1]['id']}")
        self.assertEqual((order["email"], order["shipping_address"]["first_name"]), (person.email, "Ada"))
        staff = Shopper(self.shop, administrator(self.shop))

        def same_for_staff():
            mine = customer.must("GET", "/orders?limit=100")["data"]
            found = staff.must("GET", f"/admin/orders?limit=100&q={kontor.quoted(person.email)}")["data"]
            return {one["id"] for one in found} == {one["id"] for one in mine}

        kontor.wait_for("staff find the same orders", same_for_staff, seconds=60)
        of_all = json.loads(rows(self.shop, "select json_agg(count order by count) from (select count(*) from"
                                            " ordering.placed_order where provider = 'history' group by user_id) as n")[0])
        self.assertGreater(len(of_all), 200)
        self.assertGreater(sum(of_all), 900)

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
