"""Two hundred sign in at once: who reads goes on reading, who finds the queue full is told when to come back, and in the
end everybody is in."""

import concurrent.futures
import threading
import time

import kontor
import people
from people import API, Person

CROWD = 200


class Crowd(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded("shop", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL, KONTOR_HTTP_HEAVY_QUEUE="64",
                                    KONTOR_IDENTITY_PASSWORD_MEMORY_KIB="7168", KONTOR_IDENTITY_PASSWORD_PASSES="1")
        cls.accounts = [Person(cls.shop).register() for _ in range(20)]

    def test_two_hundred_sign_in_while_others_read(self):
        put_off, entered = [], threading.Event()

        def enter(number):
            person = Person(self.shop, self.accounts[number % len(self.accounts)].email)
            while True:
                said = person.try_login()
                if said.status == 200:
                    person.session = said.json
                    return person
                self.assertEqual((said.status, said.json["code"]), (503, "unavailable"), said)
                self.assertGreaterEqual(int(said.headers["retry-after"]), 1)
                put_off.append(number)
                time.sleep(int(said.headers["retry-after"]))

        def read(pages):
            reader, slowest, count = self.accounts[0], 0, 0
            while not entered.is_set():
                for page in pages:
                    began = time.monotonic()
                    said = reader.get(page)
                    self.assertEqual(said.status, 200, said)
                    slowest, count = max(slowest, time.monotonic() - began), count + 1
                entered.wait(0.02)
            return slowest, count

        catalogue = "/api/v1/catalog/products"
        with concurrent.futures.ThreadPoolExecutor(CROWD + 2) as pool:
            readers = [pool.submit(read, [catalogue + page]) for page in ("?limit=20", "?sort=price")]
            entering = [pool.submit(enter, number) for number in range(CROWD)]
            try:
                crowd = [one.result(60) for one in entering]
            finally:
                entered.set()
            for reader in readers:
                slowest, count = reader.result()
                self.assertGreater(count, 10)
                self.assertLess(slowest, 2)  # nobody stalls; how much slower it is, ./dev bench auth says
        self.assertTrue(put_off)
        for person in crowd:
            self.assertEqual(person.get(f"{API}/me").status, 200)
        self.assertEqual(len({person.session["refresh_token"] for person in crowd}), CROWD)


if __name__ == "__main__":
    kontor.main()
