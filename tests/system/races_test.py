"""Many do the same at one moment, over HTTP: stock, carts, keys, codes and money stand it. `kontor verify` has the last
word."""

import collections
import concurrent.futures
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import random
import socket
import threading
import time
import uuid

import kontor
import people

BASE = "/api/v1"
ADDRESS = {"first_name": "Ada", "last_name": "Lovelace", "line1": "Unter den Linden 1", "city": "Berlin",
           "postal_code": "10117", "country": "DE"}
# ./dev test --full
FULL = os.environ.get("KONTOR_TEST_FULL") == "1"


def size(short, full):
    return full if FULL else short


class Client:
    """A kept connection. What is put off with a 503 is sent again, as Retry-After asks for, a little faster."""

    def __init__(self, shop, bearer=None):
        self.connection, self.bearer = http.client.HTTPConnection("127.0.0.1", shop.port, timeout=60), bearer
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, method, path, body=None, token=None, key=None, **headers):
        sent = {"Content-Type": "application/json", **headers} if body is not None else headers
        for name, value in (("X-Cart-Token", token), ("Idempotency-Key", key),
                            ("Authorization", self.bearer and f"Bearer {self.bearer}")):
            if value:
                sent[name] = value
        payload = json.dumps(body) if body is not None and not isinstance(body, bytes) else body
        while True:
            self.connection.request(method, BASE + path, payload, sent)
            answer = kontor.Answer(self.connection.getresponse())
            if answer.status != 503:
                return answer
            time.sleep(0.3)

    def must(self, method, path, body=None, token=None, key=None):
        answer = self.call(method, path, body, token, key)
        assert answer.status < 300, (method, path, answer)
        return answer.json


class Cart:
    """A guest's cart, ready to be ordered."""

    def __init__(self, client, lines, option=None, code=None):
        made = client.must("POST", "/carts", {"currency": "EUR"})
        self.token, self.path = made["token"], f"/carts/{made['id']}"
        self.id = made["id"]
        for variant, quantity in lines:
            client.must("POST", f"{self.path}/lines", {"variant_id": variant, "quantity": quantity}, self.token)
        client.must("PATCH", self.path, {"email": "ada@example.com", "shipping_address": ADDRESS}, self.token)
        if code:
            client.must("POST", f"{self.path}/promotions", {"code": code}, self.token)
        option = option or client.must("GET", f"{self.path}/shipping-options", token=self.token)["data"][0]["id"]
        self.option = option
        self.seen = client.must("PUT", f"{self.path}/shipping-option", {"shipping_option_id": option}, self.token)

    def place(self, client, payment="tok_success", key=None, agreed=False):
        body = {"cart_id": self.id, "payment": {"provider": "sandbox", "token": payment}}
        if agreed:
            body["total"] = self.seen["totals"]["total"]
        return client.call("POST", "/orders", body, self.token, key or str(uuid.uuid4()))

    def order(self, client, order_id):
        return client.must("GET", f"/orders/{order_id}", token=self.token)


class Races(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded(
            "shop", KONTOR_ORDERING_ANSWER_WAIT_MS="20000", KONTOR_IDENTITY_PASSWORD_MEMORY_KIB="7168",
            KONTOR_LIMITS_WEBHOOKS_PER_MINUTE="0", KONTOR_HTTP_WORKER_QUEUE="1024",
            KONTOR_HTTP_IDLE_TIMEOUT_MS="600000")
        cls.staff = Client(cls.shop, people.administrator(cls.shop).token)
        cls.local, cls.clients = threading.local(), []
        cls.option = None

    @classmethod
    def tearDownClass(cls):
        try:
            kontor.wait_for("everything is heard", cls.heard_everything, seconds=60)
            done = cls.shop.command("verify", "--json")
            assert done.returncode == 0, done.stdout
            deadlocks = people.rows(cls.shop,
                                    "select deadlocks from pg_stat_database where datname = current_database()")
            assert deadlocks == ["0"], deadlocks
        finally:
            for client in [cls.staff, *cls.clients]:
                client.connection.close()
            super().tearDownClass()

    @classmethod
    def heard_everything(cls):
        groups = json.loads(cls.shop.command("events", "groups", "--json").stdout)
        return all(group["lag_events"] == 0 for group in groups)

    # What the races are run with.

    @classmethod
    def client(cls):
        """This thread's own."""
        if not hasattr(cls.local, "client"):
            cls.local.client = Client(cls.shop)
            cls.clients.append(cls.local.client)
        return cls.local.client

    def goods(self, stock, amount=1000):
        name = f"Race {uuid.uuid4()}"
        product = self.staff.must("POST", "/catalog/products", {
            "name": name, "description": name, "status": "published", "variants": [
                {"sku": name, "weight_grams": 100, "prices": [{"amount": amount, "currency": "EUR"}]}]},
            key=str(uuid.uuid4()))
        variant = product["variants"][0]["id"]
        self.staff.must("POST", "/inventory/adjustments", {"variant_id": variant, "delta": stock, "reason": "received"},
                        key=str(uuid.uuid4()))
        return variant

    def code(self, **limit):
        """A promotion of 2 € with one code: its id and the code."""
        terms = {"kind": "fixed_amount", "amounts": [{"amount": 200, "currency": "EUR"}]}
        made = self.staff.must("POST", "/pricing/promotions", {"name": "Race", "terms": terms, **limit},
                               key=str(uuid.uuid4()))
        code = f"RACE{uuid.uuid4().hex[:10]}"
        self.staff.must("POST", f"/pricing/promotions/{made['id']}/codes", {"codes": [code]}, key=str(uuid.uuid4()))
        return made["id"], code

    def available(self, variant):
        return self.staff.must("GET", f"/inventory/stock?variant_id={variant}")["data"][0]["available"]

    def carts(self, count, lines, code=None):
        if Races.option is None:
            Races.option = Cart(self.client(), lines).option
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            return list(pool.map(lambda _: Cart(self.client(), lines, Races.option, code), range(count)))

    def at_once(self, deeds):
        """Each deed in a thread and with a connection of its own, begun together: what each returned."""
        gate = threading.Barrier(len(deeds))

        def one(deed):
            client = Client(self.shop)
            with contextlib.closing(client.connection):
                gate.wait(60)
                return deed(client)

        with concurrent.futures.ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(one, deeds))

    def placed_at_once(self, carts):
        return self.at_once([cart.place for cart in carts])

    @staticmethod
    def told(answers):
        return collections.Counter((answer.status, answer.json.get("code", answer.json.get("status")))
                                   for answer in answers)

    def settled(self, cart, order_id, *statuses):
        return kontor.wait_for(f"the order is one of {statuses}", lambda: (
            lambda order: order["status"] in statuses and order)(cart.order(self.client(), order_id)), 30)

    # Stock.

    def sell_out(self, units, buyers):
        variant = self.goods(units)
        answers = self.placed_at_once(self.carts(buyers, [(variant, 1)]))
        self.assertEqual(self.told(answers), {(201, "confirmed"): units, (409, "insufficient_stock"): buyers - units})
        self.assertEqual(self.available(variant), 0)

    def test_the_last_unit_goes_to_exactly_one(self):
        self.sell_out(1, size(60, 500))

    def test_a_hundred_units_go_to_a_hundred(self):
        self.sell_out(*size((15, 75), (100, 1000)))

    def test_opposite_lines(self):
        one, other = self.goods(1000), self.goods(1000)
        half = size(12, 200)
        carts = self.carts(half, [(one, 1), (other, 2)]) + self.carts(half, [(other, 2), (one, 1)])
        random.Random(1).shuffle(carts)
        self.assertEqual(self.told(self.placed_at_once(carts)), {(201, "confirmed"): 2 * half})
        self.assertEqual((self.available(one), self.available(other)), (1000 - 2 * half, 1000 - 4 * half))

    def test_two_lines_of_one_article(self):
        variant = self.goods(10)
        cart = self.carts(1, [(variant, 1)])[0]
        add = {"variant_id": variant, "quantity": 1}
        added = self.at_once([lambda client: client.call("POST", f"{cart.path}/lines", add, cart.token)] * 6)
        self.assertEqual({answer.status for answer in added}, {201})
        seen = self.client().must("GET", cart.path, token=cart.token)
        self.assertEqual(sum(line["quantity"] for line in seen["lines"]), 7)
        self.assertEqual(cart.place(self.client()).status, 201)
        self.assertEqual(self.available(variant), 3)
        more = self.carts(1, [(variant, 2), (variant, 2)])[0].place(self.client())
        self.assertEqual((more.status, more.json["code"]), (409, "insufficient_stock"))

    # Carts and keys.

    def test_a_cart_is_completed_from_fifty_tabs(self):
        variant = self.goods(100)
        cart = self.carts(1, [(variant, 1)])[0]
        answers = self.at_once([cart.place] * 50)
        self.assertEqual(self.told(answers), {(201, "confirmed"): 1, (409, "cart_changed"): 49})
        self.assertEqual(self.available(variant), 99)

    def test_one_key_from_a_hundred_senders(self):
        variant = self.goods(100)
        cart, key = self.carts(1, [(variant, 1)])[0], str(uuid.uuid4())

        def send(client):
            while (answer := cart.place(client, key=key)).status == 409:
                self.assertEqual(answer.json["code"], "idempotency_key_in_use")
                time.sleep(0.05)
            return answer

        answers = self.at_once([send] * size(40, 100))
        self.assertEqual({answer.status for answer in answers} - {201, 202}, set())
        self.assertEqual(len({answer.json["id"] for answer in answers}), 1)
        self.settled(cart, answers[0].json["id"], "confirmed")
        self.assertEqual(self.available(variant), 99)

    def test_a_cart_is_edited_while_it_is_ordered(self):
        variant, sold = self.goods(1000), 0
        for cart in self.carts(size(5, 100), [(variant, 1)]):
            line = cart.seen["lines"][0]["id"]
            edit = lambda client: client.call("PATCH", f"{cart.path}/lines/{line}", {"quantity": 5}, cart.token)
            placed, *edits = self.at_once([cart.place, edit, edit])
            if placed.status == 201:
                bought = placed.json["lines"][0]
                sold += bought["quantity"]
                self.assertEqual(bought["total"]["amount"], 1000 * bought["quantity"])
                self.assertIn(bought["quantity"], (1, 5))
            else:
                self.assertEqual((placed.status, placed.json["code"]), (409, "cart_changed"))
            self.assertLessEqual({answer.status for answer in edits}, {200, 409})
        self.assertEqual(self.available(variant), 1000 - sold)

    # Promotions.

    def test_a_code_that_is_good_once(self):
        buyers = size(24, 200)
        variant = self.goods(buyers)
        promotion, code = self.code(usage_limit=1)
        carts = self.carts(buyers, [(variant, 1)], code)
        # Half of them say what they agreed to; who does not, and comes when it is known to be used up, buys without it.
        answers = self.at_once([lambda client, cart=cart, agreed=bool(number % 2): cart.place(client, agreed=agreed)
                                for number, cart in enumerate(carts)])
        bought = [answer.json for answer in answers if answer.status == 201]
        self.assertEqual(sum(order["totals"]["discount"]["amount"] for order in bought), 200)
        self.assertLessEqual(set(self.told(answers)), {(201, "confirmed"), (409, "cart_changed")})
        self.assertEqual({order["totals"]["discount"]["amount"] for order in
                          (answer.json for answer in answers[1::2] if answer.status == 201)} - {200}, set())
        self.assertEqual(self.staff.must("GET", f"/pricing/promotions/{promotion}")["used"], 1)
        self.assertEqual(self.available(variant), buyers - len(bought))
        late = carts[-1].place(self.client(), agreed=True)
        self.assertEqual((late.status, late.json["code"]), (409, "cart_changed"))

    def test_a_budget_is_overspent_by_none(self):
        buyers = size(24, 200)
        variant = self.goods(buyers)
        promotion, code = self.code(budget={"amount": 1100, "currency": "EUR"})  # five and a half times 2 €
        answers = self.placed_at_once(self.carts(buyers, [(variant, 1)], code))
        given = sum(answer.json["totals"]["discount"]["amount"] for answer in answers if answer.status == 201)
        spent = self.staff.must("GET", f"/pricing/promotions/{promotion}")["spent"]["amount"]
        self.assertEqual(given, spent)
        self.assertIn(spent, (1000, 1100))
        self.assertLessEqual(set(self.told(answers)), {(201, "confirmed"), (409, "cart_changed")})

    # Money and parcels.

    def news(self, payment, ref, amount):
        """What the sandbox says of a charge that its customer has confirmed, signed."""
        charge = {"state": "authorized", "provider_ref": ref, "captured_minor": 0, "code": "", "text": "",
                  "is_open": False}
        body = json.dumps({"id": f"evt_{ref}", "payment_id": payment, "ref": ref, "amount": amount,
                           "charge": charge}).encode()
        now = str(int(time.time()))
        mac = hmac.new(self.secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        return body, {"Kontor-Signature": f"t={now},v1={mac}"}

    def test_webhook_and_completion_at_one_instant(self):
        count = size(15, 1000)
        variant = self.goods(count)
        self.secret = people.rows(self.shop, "select secret from payment.sandbox_secret")[0]
        carts = self.carts(count, [(variant, 1)])
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            orders = list(pool.map(lambda cart: cart.place(self.client(), "tok_requires_action").json, carts))
        # The provider knows first; then the customer's browser and its webhook come at once.
        people.rows(self.shop, "update payment.sandbox_charge set state = 'authorized' where state = 'requires_action'")
        refs = [line.split("|") for line in people.rows(
            self.shop, "select placed.number, charge.ref from ordering.placed_order placed"
                       " join payment.sandbox_charge charge on charge.payment_id = placed.payment_id"
                       " where charge.state = 'authorized'")]
        refs = dict(refs)
        for batch in range(0, count, 25):
            deeds = []
            for order in orders[batch:batch + 25]:
                payment = order["payment"]["id"]
                body, signature = self.news(payment, refs[order["number"]], order["totals"]["total"])
                deeds.append(lambda client, payment=payment: client.call(
                    "POST", f"/payments/{payment}/sandbox/complete", {"outcome": "success"}, key=str(uuid.uuid4())))
                deeds += [lambda client, body=body, signature=signature: client.call(
                    "POST", "/payments/webhooks/sandbox", body, **signature)] * 2
            answers = self.at_once(deeds)
            self.assertEqual([answer for answer in answers if answer.status not in (200, 204)], [])
        for cart, order in zip(carts, orders):
            self.assertEqual(self.settled(cart, order["id"], "confirmed")["payment"]["status"], "captured")
        self.assertEqual(self.available(variant), 0)

    def test_a_payment_is_refunded_once(self):
        cart = self.carts(1, [(self.goods(1), 1)])[0]
        order = cart.place(self.client()).json
        refund = {"amount": order["totals"]["total"], "reason": "Twice"}
        path, key, bearer = f"/payments/{order['payment']['id']}/refunds", str(uuid.uuid4()), self.staff.bearer

        def send(client, key):
            client.bearer = bearer
            while (answer := client.call("POST", path, refund, key=key)).status == 409 and \
                    answer.json["code"] == "idempotency_key_in_use":
                time.sleep(0.05)
            return answer

        answers = self.at_once([lambda client: send(client, key)] * 5 +
                               [lambda client: send(client, str(uuid.uuid4()))] * 15)
        given = {answer.json["id"] for answer in answers if answer.status == 201}
        self.assertEqual(len(given), 1)
        self.assertEqual({answer.json["code"] for answer in answers if answer.status != 201}, {"more_than_captured"})
        kontor.wait_for("all went back", lambda: cart.order(
            self.client(), order["id"])["payment"]["status"] == "refunded", 30)

    def test_cancelled_while_it_is_dispatched(self):
        count, bearer = size(5, 60), self.staff.bearer
        variant = self.goods(count)
        sent = 0
        for cart in self.carts(count, [(variant, 1)]):
            order = cart.place(self.client()).json

            def dispatch(client):
                client.bearer = bearer
                return client.call("POST", f"/shipping/shipments/{order['shipment']['id']}/dispatch", {},
                                   key=str(uuid.uuid4()))

            cancelled, dispatched = self.at_once([
                lambda client: client.call("POST", f"/orders/{order['id']}/cancel", {}, cart.token), dispatch])
            self.assertIn((cancelled.status, dispatched.status), {(200, 409), (202, 409), (409, 200)},
                          (cancelled, dispatched))
            if dispatched.status == 200:
                self.settled(cart, order["id"], "dispatched")
                sent += 1
            else:
                ended = self.settled(cart, order["id"], "cancelled")
                self.assertEqual(ended["payment"]["status"], "refunded")
        self.assertEqual(self.available(variant), count - sent)


if __name__ == "__main__":
    kontor.main()
