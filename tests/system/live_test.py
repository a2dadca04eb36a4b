"""Orders live, over real sockets: WebSockets and event streams that show their owner's orders and nobody else's, and
clients that are too slow, vanish, or do not wait for their answer."""

import base64
import contextlib
import json
import os
import pathlib
import re
import socket
import struct
import uuid

import kontor
from people import API as IDENTITY, Person
from shopper import BASE, Shopper

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """A client by RFC 6455 as far as the tests need it."""

    def __init__(self, shop, path, headers=(), small=False):
        self.socket = socket.socket()
        if small:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", shop.port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", "Host: shop", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        self.seen = b""
        while b"\r\n\r\n" not in self.seen:
            self._more()
        head, self.seen = self.seen.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])

    def _more(self):
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionError("the server closed")
        self.seen += more

    def _take(self, size):
        while len(self.seen) < size:
            self._more()
        taken, self.seen = self.seen[:size], self.seen[size:]
        return taken

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        assert len(data) < 126
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.socket.sendall(bytes([0x80 | TEXT, 0x80 | len(data)]) + mask + masked)

    def receive(self):
        """The next step as JSON; what keeps the connection alive is passed over."""
        while True:
            head = self._take(2)
            size = head[1] & 0x7F
            if size == 126:
                size = struct.unpack(">H", self._take(2))[0]
            data = self._take(size)
            if head[0] & 0xF == TEXT:
                return json.loads(data)
            if head[0] & 0xF == CLOSE:
                raise ConnectionError(f"closed with {struct.unpack('>H', data[:2])[0]}")

    def vanish(self):
        """As a machine that lost its power: no farewell."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Live(kontor.SystemTest):
    STREAMS = 12

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded("shop", KONTOR_ORDERING_ANSWER_WAIT_MS="20000",
                                    KONTOR_ORDERING_STREAMS=str(cls.STREAMS), KONTOR_HTTP_WRITE_TIMEOUT_MS="2000",
                                    KONTOR_FAILPOINTS="payment.sandbox_acted=hang:2@1")
        product = cls.shop.get(f"{BASE}/catalog/products?limit=1").json["data"][0]
        cls.variant = product["variants"][0]["id"]
        cls.an_impatient_client()

    @classmethod
    def metric(cls, name):
        found = re.search(rf"^{name}(?:{{[^}}]*}})? (\S+)$", cls.shop.get("/metrics").raw.decode(), re.MULTILINE)
        return float(found.group(1)) if found else 0.0

    @classmethod
    def an_impatient_client(cls):
        """Goes while its answer is waited for, which the first payment makes long."""
        guest = Shopper(cls.shop).fill([(cls.variant, 1)])
        key, before = str(uuid.uuid4()), cls.metric("kontor_http_connections")
        body = json.dumps({"cart_id": guest.cart["id"], "payment": {"provider": "sandbox", "token": "tok_success"}})
        connection = socket.create_connection(("127.0.0.1", cls.shop.port), 30)
        connection.sendall((f"POST {BASE}/orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
                            f"X-Cart-Token: {guest.cart['token']}\r\nIdempotency-Key: {key}\r\n"
                            f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
        kontor.wait_for("the order is under way", lambda: cls.metric("kontor_http_connections") > before)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        cls.impatient = guest, key, before

    def test_who_does_not_wait_for_the_answer_has_an_order_and_holds_no_connection(self):
        guest, key, before = self.impatient
        answer = guest.place(key=key)
        self.assertEqual((answer.status, answer.json["status"]), (201, "confirmed"), answer)
        kontor.wait_for("the connection is let go", lambda: self.metric("kontor_http_connections") <= before, seconds=20)

    def person(self):
        return Person(self.shop).register()

    def ticket(self, person):
        return f"/ws?ticket={person.post(f'{IDENTITY}/stream-ticket').json['ticket']}"

    def connect(self, person, **more):
        opened = WebSocket(self.shop, self.ticket(person), **more)
        self.assertEqual(opened.status, 101)
        return opened

    def order(self, person):
        answer = Shopper(self.shop, person).fill([(self.variant, 1)]).place()
        self.assertEqual(answer.status, 201, answer)
        return answer.json["id"]

    def test_a_user_sees_their_orders_and_nobody_elses_and_goes_on_where_they_were(self):
        ada, ben = self.person(), self.person()
        with self.connect(ada) as hers, self.connect(ben) as his:
            first = self.order(ada)
            step = hers.receive()
            self.assertEqual((step["order_id"], step["type"], step["status"]), (first, "order_confirmed", "confirmed"))
            his.send(json.dumps({"order_id": first}))  # is not his
            own = self.order(ben)
            self.assertEqual(his.receive()["order_id"], own)
            hers.send(json.dumps({"order_id": first}))
            past = [hers.receive() for _ in range(2)]
            self.assertEqual([one["type"] for one in past], ["order_placed", "order_confirmed"])
        Shopper(self.shop, ada).must("POST", f"/orders/{first}/cancel", {"reason": "No"})
        with self.connect(ada) as again:
            again.send(json.dumps({"order_id": first, "after": past[-1]["seq"]}))
            self.assertEqual(again.receive()["type"], "order_cancelled")

    def test_a_ticket_is_good_once_and_nothing_else_is(self):
        path = self.ticket(self.person())
        with WebSocket(self.shop, path) as first, WebSocket(self.shop, path) as second:
            self.assertEqual((first.status, second.status), (101, 401))
        for path, headers, status in (("/ws", (), 401), ("/ws?ticket=guessed", (), 401),
                                      (self.ticket(self.person()), ["Origin: https://elsewhere.example"], 403)):
            with self.subTest(path=path), WebSocket(self.shop, path, headers) as refused:
                self.assertEqual(refused.status, status)

    def test_a_client_that_never_reads_is_dropped_and_costs_no_memory(self):
        ada = self.person()
        order = self.order(ada)
        dropped, held = self.metric("kontor_http_websockets_dropped_total"), self.memory()
        with self.connect(ada, small=True) as slow:
            wanted = json.dumps({"order_id": order})
            with contextlib.suppress(OSError):
                for _ in range(20000):  # some megabytes of answers
                    slow.send(wanted)
            kontor.wait_for("it is dropped", lambda: self.metric("kontor_http_websockets_dropped_total") > dropped,
                            seconds=60)
        kontor.wait_for("nobody is left", lambda: self.metric("kontor_http_websockets") == 0, seconds=30)
        self.assertLess(self.memory() - held, 50 << 10)

    def memory(self):
        """Resident, in KiB."""
        status = pathlib.Path(f"/proc/{self.shop.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def test_clients_that_vanish_make_room(self):
        ada = self.person()
        order = self.order(ada)
        for _ in range(3):  # more than there may be at once
            for _ in range(self.STREAMS // 2):
                self.connect(ada).vanish()
                stream = socket.create_connection(("127.0.0.1", self.shop.port), 30)
                stream.sendall(f"GET {BASE}/orders/{order}/stream HTTP/1.1\r\nHost: shop\r\n"
                               f"Authorization: Bearer {ada.token}\r\n\r\n".encode())
                self.assertIn(b"200", stream.recv(4096))
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                stream.close()
            kontor.wait_for("they are gone", lambda: self.metric("kontor_http_websockets") == 0, seconds=30)
        with self.connect(ada) as there:
            there.send(json.dumps({"order_id": order}))
            self.assertEqual(there.receive()["type"], "order_placed")


if __name__ == "__main__":
    kontor.main()
