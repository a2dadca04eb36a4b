"""Clients that never give up: each request is sent again, with the same key, until it has a definite answer. What they
were told is remembered and held against the house in the end."""

import collections
import dataclasses
import http.client
import json
import random
import socket
import threading
import time
import uuid

BASE = "/api/v1"
ADDRESS = {"first_name": "Ada", "last_name": "Lovelace", "line1": "Unter den Linden 1", "city": "Berlin",
           "postal_code": "10117", "country": "DE"}
GIVES_UP_SECONDS = 150
ENDED = ("confirmed", "dispatched", "delivered", "completed", "cancelled")

# How payments go, by weight: what the sandbox does with the token.
TOKENS = {"tok_success": 50, "tok_declined": 8, "tok_insufficient_funds": 4, "tok_requires_action": 10,
          "tok_timeout": 10, "tok_webhook_late": 9, "tok_webhook_twice": 9}


@dataclasses.dataclass(frozen=True)
class Goods:
    """What there is to buy: variants in plenty, one that everybody wants, and codes."""
    plenty: list
    hot: str = ""
    codes: tuple = ()


@dataclasses.dataclass(frozen=True)
class Wish:
    """One checkout, drawn from the seed and its number alone."""
    number: int
    lines: tuple
    token: str
    code: str
    customer: str  # of a payment that waits: success, failure, cancel
    cancels: bool  # what was confirmed
    asks_again: bool


def wishes(seed, goods, count):
    return (wish(seed, number, goods) for number in range(1, count + 1))


def wish(seed, number, goods):
    chance = random.Random(f"{seed}/{number}")
    lines = [(variant, chance.randint(1, 3)) for variant in chance.sample(goods.plenty, chance.choice((1, 1, 2, 3)))]
    if goods.hot and chance.random() < 0.15:
        lines.append((goods.hot, 1))
    return Wish(number, tuple(lines), chance.choices(list(TOKENS), TOKENS.values())[0],
                chance.choice(goods.codes) if goods.codes and chance.random() < 0.15 else "",
                chance.choice(("success", "success", "failure", "cancel")), chance.random() < 0.08,
                chance.random() < 0.1)


class Wrong(Exception):
    """The house has broken its word."""


class Overdue(Exception):
    """No definite answer in time."""


@dataclasses.dataclass
class Told:
    """What one shopper was told of one order."""
    wish: Wish
    key: str
    cart: dict
    order: str = ""
    total: object = None
    statuses: list = dataclasses.field(default_factory=list)  # of the order, in the order they were told
    refusal: str = ""
    reason: str = ""  # of a cancellation
    cancel_asked: bool = False

    def hear(self, order):
        if self.order and self.order != order["id"]:
            raise Wrong(f"key {self.key} has two orders: {self.order} and {order['id']}")
        if self.total and self.total != order["totals"]["total"]:
            raise Wrong(f"order {order['id']} costs {order['totals']['total']} and did cost {self.total}")
        self.order, self.total, self.reason = order["id"], order["totals"]["total"], order.get("status_reason") or ""
        status, before = order["status"], self.statuses[-1] if self.statuses else "pending"
        if status != before and before != "pending" and not (before == "confirmed" and self.cancel_asked):
            raise Wrong(f"order {self.order} is {status}, and was said to be {before}")
        self.statuses.append(status)

    @property
    def outcome(self):
        status = self.statuses[-1] if self.statuses else "nothing"
        return self.refusal or (f"cancelled: {self.reason}" if status == "cancelled" else status)


class Line:
    """A kept connection to one of several ports; another one after a loss."""

    def __init__(self, ports, chance, timeout=6):
        self.ports, self.chance, self.timeout, self.connection = ports, chance, timeout, None

    def exchange(self, method, path, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.chance.choice(self.ports), self.timeout)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        raw = answer.read()
        if answer.will_close:
            self.hang_up()
        return answer.status, raw

    def hang_up(self):
        if self.connection:
            self.connection.close()
            self.connection = None


class Shopper:
    def __init__(self, ports, seed, tally):
        self.chance = random.Random(f"shopper/{seed}")
        self.line, self.tally = Line(ports, self.chance), tally

    def send(self, method, path, body=None, token=None, key=None):
        """Until there is a definite answer: (status, body)."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["X-Cart-Token"] = token
        if key:
            headers["Idempotency-Key"] = key
        payload = json.dumps(body) if body is not None else None
        deadline, pause = time.monotonic() + GIVES_UP_SECONDS, 0.05
        while True:
            try:
                status, raw = self.line.exchange(method, BASE + path, payload, headers)
                said = json.loads(raw) if raw else None
                code = said.get("code", "") if isinstance(said, dict) else ""
                if status < 500 and code != "idempotency_key_in_use":
                    return status, said
                self.tally.count(f"{status} {code}")
                if status != 503 and code != "idempotency_key_in_use":
                    self.tally.note_failure(f"{method} {path}: {status} {raw[:200]!r}")
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.line.hang_up()
                self.tally.count(f"lost: {type(error).__name__}")
            if time.monotonic() > deadline:
                raise Overdue(f"{method} {path}: no definite answer within {GIVES_UP_SECONDS} s")
            time.sleep(pause * self.chance.uniform(0.5, 1.5))
            pause = min(pause * 2, 1.0)

    def must(self, method, path, body=None, token=None, key=None):
        status, said = self.send(method, path, body, token, key)
        if status >= 300:
            raise Wrong(f"{method} {path}: {status} {json.dumps(said)[:300]}")
        return said

    def fill(self, wish):
        cart = self.must("POST", "/carts", {"currency": "EUR"}, key=str(uuid.uuid4()))
        token, path = cart["token"], f"/carts/{cart['id']}"
        for variant, quantity in wish.lines:
            self.must("POST", f"{path}/lines", {"variant_id": variant, "quantity": quantity}, token, str(uuid.uuid4()))
        self.must("PATCH", path, {"email": f"guest{wish.number}@example.com", "shipping_address": ADDRESS}, token)
        if wish.code:
            self.send("POST", f"{path}/promotions", {"code": wish.code}, token)  # it may be used up
        option = self.must("GET", f"{path}/shipping-options", token=token)["data"][0]
        cart = self.must("PUT", f"{path}/shipping-option", {"shipping_option_id": option["id"]}, token)
        if sum(line["quantity"] for line in cart["lines"]) != sum(quantity for _, quantity in wish.lines):
            raise Wrong(f"cart {cart['id']} holds {cart['lines']}, and was told {wish.lines}")
        return {"id": cart["id"], "token": token}

    def place(self, told):
        status, said = self.send("POST", "/orders", {
            "cart_id": told.cart["id"], "payment": {"provider": "sandbox", "token": told.wish.token}},
            told.cart["token"], told.key)
        if status < 300:
            told.hear(said)
            return
        if status not in (402, 409):
            raise Wrong(f"POST /orders: {status} {json.dumps(said)[:300]}")
        if told.refusal and told.refusal != said["code"] or told.statuses and told.statuses[-1] != "cancelled":
            raise Wrong(f"POST /orders says {said['code']}, and has said {told.refusal or told.statuses}")
        told.refusal = said["code"]
        if told.order and told.order != said.get("order_id", told.order):
            raise Wrong(f"key {told.key} has two orders: {told.order} and {said['order_id']}")
        told.order = told.order or said.get("order_id", "")

    def look(self, told):
        order = self.must("GET", f"/orders/{told.order}", token=told.cart["token"])
        told.hear(order)
        return order

    def pass_the_time(self, told):
        """Until the order has ended; what waits for its customer is helped on."""
        deadline, pause, acted = time.monotonic() + GIVES_UP_SECONDS, 0.1, False
        while True:
            order = self.look(told)
            if order["status"] in ENDED:
                return
            if order["payment"] and order["payment"]["status"] == "requires_action" and not acted:
                acted = self.act(told, order["payment"]["id"])
                continue
            if time.monotonic() > deadline:
                raise Overdue(f"order {told.order} is still {order['status']} after {GIVES_UP_SECONDS} s")
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)

    def act(self, told, payment):
        if told.wish.customer == "cancel":
            self.cancel(told)
        else:
            status, said = self.send("POST", f"/payments/{payment}/sandbox/complete",
                                     {"outcome": told.wish.customer}, key=str(uuid.uuid4()))
            if status not in (200, 409):
                raise Wrong(f"complete: {status} {said}")
        return True

    def cancel(self, told):
        told.cancel_asked = True
        status, said = self.send("POST", f"/orders/{told.order}/cancel", {}, told.cart["token"])
        if status not in (200, 202):
            raise Wrong(f"cancel: {status} {said}")
        if said["status"] == "cancelled":
            told.hear(said)

    def buy(self, wish):
        """The whole way; what it was told is in the tally, whatever happens."""
        told = Told(wish, str(uuid.uuid4()), self.fill(wish))
        self.tally.begin(told)
        self.place(told)
        if told.refusal:
            return self.again(told)
        self.pass_the_time(told)
        if wish.cancels and told.statuses[-1] == "confirmed":
            self.cancel(told)
            while self.look(told)["status"] != "cancelled":
                time.sleep(0.2)
        return self.again(told)

    def again(self, told):
        if told.wish.asks_again:
            self.place(told)


class Tally:
    """What all shoppers were told. Safe from any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.told, self.wrong, self.failures = [], [], []
        self.losses = collections.Counter()
        self.started = self.ended = 0

    def begin(self, told):
        with self.lock:
            self.told.append(told)

    def count(self, what):
        with self.lock:
            self.losses[what] += 1

    def note_failure(self, what):
        with self.lock:
            self.failures.append(what)

    def note_wrong(self, what):
        with self.lock:
            self.wrong.append(what)

    def outcomes(self):
        with self.lock:
            return collections.Counter(told.outcome for told in self.told)


class Crowd:
    """Shoppers who fulfil wishes, as many at a time as there are clients. `wishes` are taken one by one."""

    def __init__(self, ports, wishes, seed, clients):
        self.wishes, self.tally, self.is_over = iter(wishes), Tally(), False
        self.threads = [threading.Thread(target=self.shop, args=(Shopper(ports, f"{seed}/{number}", self.tally),),
                                         daemon=True) for number in range(clients)]

    def start(self):
        for one in self.threads:
            one.start()
        return self

    def next_wish(self):
        with self.tally.lock:
            wish = None if self.is_over else next(self.wishes, None)
            if wish is None:
                self.is_over = True
            else:
                self.tally.started += 1
            return wish

    def shop(self, shopper):
        while wish := self.next_wish():
            try:
                shopper.buy(wish)
            except (Wrong, Overdue) as error:
                self.tally.note_wrong(f"checkout {wish.number}: {error}")
            except Exception as error:  # a shopper's own mistake is a violation too, or it would be missed
                self.tally.note_wrong(f"checkout {wish.number}: {type(error).__name__} {error}")
            with self.tally.lock:
                self.tally.ended += 1
        shopper.line.hang_up()

    def are_done(self):
        return not any(one.is_alive() for one in self.threads)

    def join(self, seconds):
        """Whether all have ended within that time."""
        deadline = time.monotonic() + seconds
        for one in self.threads:
            one.join(max(0, deadline - time.monotonic()))
        return self.are_done()
