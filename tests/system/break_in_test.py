"""The usual attacks on signing in, against the finished program."""

import concurrent.futures
import json
import re
import socket
import time

import forgery
import kontor
import people
from people import API, PASSWORD, WRONG, Person

# What nobody may say of themselves.
COVETED = {"roles": ["administrator"], "role": "administrator", "is_admin": True, "status": "active",
           "id": "user_01hxnjwz0tfmz9y05v3mp3mkjz", "email_verified": True, "password_hash": "x", "version": 7,
           "account_id": "user_01hxnjwz0tfmz9y05v3mp3mkjz", "permissions": ["users.write"]}


class BreakIn(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty("shop", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        cls.document = cls.shop.get("/openapi.json").json

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                yield method.upper(), path, operation

    def raw(self, data):
        """Bytes as they are, and the first line of what is said to them."""
        with socket.create_connection(("127.0.0.1", self.shop.port), 10) as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass  # it has heard enough
            return connection.makefile("rb").readline().decode()

    def test_who_guesses_waits_longer_and_longer_and_so_does_who_guesses_right(self):
        owner, bystander = Person(self.shop).register(), Person(self.shop).register()
        waits = []
        for _ in range(200):
            # Each time from elsewhere, as botnets do; what a client says of its address is not believed.
            said = Person(self.shop, owner.email).try_login(WRONG, **{"X-Forwarded-For": "192.0.2.1"})
            if said.status == 401:
                continue
            self.assertEqual((said.status, said.json["code"]), (429, "rate_limited"))
            waits.append(int(said.headers["retry-after"]))
            if waits[-1] >= 3:
                break
            right = Person(self.shop, owner.email).try_login(PASSWORD)
            if right.status != 429:  # the second was over
                self.fail(f"{right} after {waits}")
            kontor.wait_for("the wait is over", self.nobody_waits, 70)
        self.assertEqual(waits, sorted(waits))
        self.assertGreaterEqual(waits[-1], 3)
        self.assertEqual(owner.try_login(PASSWORD).status, 429)
        self.assertEqual(owner.get(f"{API}/me").status, 200)  # who is in stays in
        self.assertEqual(bystander.try_login().status, 200)

    def nobody_waits(self):
        return people.rows(self.shop, "select count(*) from identity.throttle where blocked_until > kernel.now()") == ["0"]

    def test_an_address_that_guesses_at_many_accounts_waits_and_others_do_not(self):
        stuffing = Person(self.shop)
        statuses = [stuffing.post(f"{API}/login", {"email": f"leak{n}@example.com", "password": WRONG}, token="",
                                  headers={"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"}).status
                    for n in range(40)]
        self.assertEqual(statuses[:10], [401] * 10)
        self.assertIn(429, statuses)
        Person(self.shop).register()

    def test_guessing_at_once_is_no_faster(self):
        owner = Person(self.shop).register()
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            tried = list(pool.map(lambda _: Person(self.shop, owner.email).try_login(WRONG).status, range(40)))
        self.assertLessEqual(tried.count(401), 5 + 2)  # and one that each heavy worker had begun
        self.assertEqual(tried.count(401) + tried.count(429), 40)

    def test_who_has_an_account_is_not_told_by_the_answer(self):
        known, blocked = Person(self.shop).register(), Person(self.shop).register()
        people.rows(self.shop, f"update identity.account set status = 'disabled' where email = '{blocked.email}'")
        said = [people.bare(Person(self.shop, email).try_login(WRONG))
                for email in (known.email, blocked.email, "nobody@example.com", "no address at all")]
        said.append(people.bare(blocked.try_login(PASSWORD)))
        for one in said[1:]:
            self.assertEqual(one, said[0])

    def test_who_has_an_account_is_not_told_by_the_time(self):
        known = [Person(self.shop).register() for _ in range(5)]
        took = {"known": [], "unknown": []}
        for turn in range(20):
            for kind in (("known", "unknown") if turn % 2 else ("unknown", "known")):
                email = known[turn % 5].email if kind == "known" else f"unknown{turn}@example.com"
                guesser = Person(self.shop, email)
                began = time.perf_counter()
                self.assertEqual(guesser.try_login(WRONG).status, 401)
                took[kind].append(time.perf_counter() - began)
        known, unknown = people.median(took["known"]), people.median(took["unknown"])
        self.assertLess(abs(known - unknown), 0.35 * max(known, unknown), took)

    def test_forged_tokens_open_nothing(self):
        mallory = Person(self.shop).register()
        jwk = self.shop.get("/.well-known/jwks.json").json["keys"][0]
        forger = forgery.Forger(mallory.token, jwk, self.folder)
        kinds = (forger.without_signature, forger.with_the_public_key_as_secret, forger.with_their_own_key,
                 forger.tampered, forger.oversized)
        refusals = set()
        for kind in kinds:
            for token in kind():
                with self.subTest(kind=kind.__name__, token=token[:60]):
                    said = mallory.get(f"{API}/me", token=token)
                    self.assertEqual((said.status, said.json["code"]), (401, "unauthenticated"), said)
                    refusals.add(people.bare(said)[2])
        self.assertEqual(len(refusals), 1)  # and nobody learns why
        for credentials in (f"Basic {people.b64(b'ada:pw')}", "Bearer", "Bearer ", f"Bearer{mallory.token}",
                            f"Bearer  {mallory.token}", f"Token {mallory.token}", mallory.session["refresh_token"],
                            f"Bearer {mallory.session['refresh_token']}"):
            with self.subTest(credentials=credentials[:20]):
                said = mallory.get(f"{API}/me", token="", headers={"Authorization": credentials})
                self.assertEqual(said.status, 401, said)
        self.assertEqual(mallory.refresh(mallory.token).status, 401)
        self.assertEqual(mallory.get(f"{API}/me").status, 200)

    def test_heads_that_are_too_large_or_say_two_things_are_refused(self):
        mallory = Person(self.shop).register()
        line = f"GET {API}/me HTTP/1.1\r\nHost: shop\r\n"
        huge = f"{line}Authorization: Bearer {'A' * 100_000}\r\n\r\n"
        self.assertIn(" 431 ", self.raw(huge.encode()))
        twice = f"{line}Authorization: Bearer x\r\nAuthorization: Bearer {mallory.token}\r\n\r\n"
        self.assertRegex(self.raw(twice.encode()), " 40[01] ")
        smuggled = f"{line}Authorization: Bearer {mallory.token}\r\n X: folded\r\n\r\n"
        self.assertIn(" 400 ", self.raw(smuggled.encode()))

    def test_nobody_gives_themselves_what_is_not_theirs_to_give(self):
        chief = people.administrator(self.shop)  # who gets as far as the body, everywhere
        seen = 0
        for method, path, operation in self.operations():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if not content:
                continue
            schema = content["schema"]
            name = schema.get("$ref", "").rsplit("/", 1)[-1]
            known = (self.document["components"]["schemas"][name] if name else schema).get("properties", {})
            wanted = {member: value for member, value in COVETED.items() if member not in known}
            filled = re.sub(r"\{[^}]*\}", lambda m: self.example(operation, m[0][1:-1]), path)
            with self.subTest(method=method, path=path):
                said = Person(self.shop).call(method, filled, {**content["example"], **wanted}, token=chief.token,
                                              headers={"Idempotency-Key": path})
                self.assertEqual(said.status, 422, said)
                self.assertLessEqual({(f"/{member}", "unknown") for member in wanted}, people.problems(said))
                seen += 1
        self.assertGreaterEqual(seen, 10)

    def example(self, operation, name):
        """Something that a parameter of the path takes."""
        schema = next(one["schema"] for one in operation["parameters"] if one["name"] == name)
        prefix = re.match(r"\^([a-z]+)_", schema.get("pattern", ""))
        return f"{prefix[1]}_01hxnjwz0tfmz9y05v3mp3mkjz" if prefix else "any"

    def test_json_tricks_give_nobody_a_role(self):
        body = '{"email":"%s","password":"' + PASSWORD + '",%s}'
        for trick in ('"roles":["administrator"]', '"email":"other@example.com"', '"\\u0072oles":["administrator"]',
                      '"__proto__":{"roles":["administrator"]}', '"Roles":["administrator"]'):
            with self.subTest(trick=trick):
                guest = Person(self.shop)
                said = guest.post(f"{API}/register", body % (guest.email, trick))
                self.assertIn(said.status, (400, 422), said)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            guest = Person(self.shop)
            said = guest.post(f"{API}/register", {"email": guest.email, "password": PASSWORD}, headers={"Content-Type": kind})
            self.assertEqual(said.status, 415, said)

    def test_what_is_other_peoples_is_as_if_it_were_not(self):
        victim, mallory = Person(self.shop).register(), Person(self.shop).register()
        home = {"first_name": "Vic", "last_name": "Tim", "line1": "1 High Street", "city": "Leeds", "postal_code": "LS1 1AA",
                "country": "GB"}
        theirs = {"addresses": victim.post(f"{API}/me/addresses", home).json["id"],
                  "sessions": victim.get(f"{API}/me/sessions").json["data"][0]["id"]}
        seen = set()
        for method, path, operation in self.operations():
            owned = re.fullmatch(rf"{API}/me/([a-z-]+)/{{id}}(/.*)?", path)
            if not owned:
                continue
            seen.add(owned[1])
            said = []
            for id in (theirs[owned[1]], self.example(operation, "id")):
                answer = mallory.call(method, path.replace("{id}", id), home if method in ("PUT", "PATCH") else None)
                self.assertEqual(answer.status, 404, (method, path, answer))
                said.append(people.bare(answer))
            self.assertEqual(said[0], said[1])
        self.assertEqual(seen, set(theirs))
        self.assertEqual(victim.get(f"{API}/me/addresses").json["data"][0]["line1"], "1 High Street")
        self.assertEqual(victim.get(f"{API}/me").status, 200)
        for cursor in theirs.values():  # nor by turning pages from there
            for kind in theirs:
                listed = mallory.get(f"{API}/me/{kind}?cursor={cursor}")
                self.assertNotIn(theirs["addresses"] if kind == "addresses" else theirs["sessions"], listed.raw.decode())

    def test_customers_and_guests_do_not_get_behind_the_counter(self):
        mallory, guest = Person(self.shop).register(), Person(self.shop)
        seen = 0
        for method, path, operation in self.operations():
            if "403" not in operation["responses"] or not operation.get("security"):
                continue
            filled = re.sub(r"\{[^}]*\}", lambda m: self.example(operation, m[0][1:-1]), path)
            with self.subTest(method=method, path=path):
                self.assertEqual(mallory.call(method, filled, {}).status, 403)
                self.assertEqual(guest.call(method, filled, {}).status, 401)
                seen += 1
        self.assertGreaterEqual(seen, 10)

    def test_nothing_is_smuggled_into_lines(self):
        evil = "x\r\nSet-Cookie: a=b"
        for body in ({"first_name": evil}, {"last_name": "a\u0000b"}, {"first_name": "a\u2028b"}, {"first_name": "a\u202eb"},
                     {"email": "a@example.com\r\nBcc: b@example.com"}, {"email": "a\n@example.com"},
                     {"email": "a@example.com\u0000.evil.example"}, {"email": "a@exam ple.com"}, {"email": "a@b@example.com"}):
            with self.subTest(body=body):
                said = Person(self.shop).post(f"{API}/register", {"email": "lines@example.com", "password": PASSWORD, **body})
                self.assertEqual(said.status, 422, said)
        guest = Person(self.shop).register()
        self.assertEqual(guest.call("PATCH", f"{API}/me", {"first_name": evil}).status, 422)
        body = json.dumps({"email": guest.email, "password": PASSWORD})
        device = b"Evil\x1b[31m\xff\xfe<script>"
        head = (f"POST {API}/login HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nX-Correlation-Id: \"}}evil\r\nUser-Agent: ").encode()
        self.assertRegex(self.raw(head + device + b"\r\n\r\n" + body.encode()), " (200|400) ")
        said = self.raw(head + b"Evil\xff\xfe<script>" + b"\r\n\r\n" + body.encode())
        self.assertIn(" 200 ", said)
        devices = [one["device"] for one in guest.get(f"{API}/me/sessions").json["data"]]
        self.assertIn("Evil??<script>", devices)
        self.assertNotIn("\x1b", "".join(filter(None, devices)))
        for line in self.shop.log_text().splitlines():
            if not line.startswith("first administrator: "):  # which is for people
                json.loads(line)


if __name__ == "__main__":
    kontor.main()
