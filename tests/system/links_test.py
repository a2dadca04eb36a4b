"""Passwords that are changed, forgotten and set anew, and addresses that are verified: by links that lead nowhere else."""

import json

import kontor
import people
from people import API, PASSWORD, Person

FRESH = "eleven white storks"


class Links(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty("shop", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        cls.other = people.neighbour(cls, cls.shop)

    def assert_status(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        return answer

    def links(self):
        lines = (json.loads(line) for line in self.shop.log_text().splitlines() if '"mailed_link"' in line)
        return [line["link"] for line in lines]

    def link_of(self, act):
        """The token of the one link that is mailed because of it."""
        before = len(self.links())
        act()
        new = kontor.wait_for("a link", lambda: self.links()[before:])
        self.assertEqual(len(new), 1)
        self.assertTrue(new[0].startswith(f"{people.PUBLIC_URL}/"), new[0])
        return new[0].split("#token=")[1]

    def forgot(self, person, **headers):
        return self.assert_status(person.post(f"{API}/password/forgot", {"email": person.email}, token="", headers=headers), 202)

    def reset(self, token, password=FRESH, at=None):
        return Person(self.shop).post(f"{API}/password/reset", {"token": token, "password": password}, at=at)

    def registered(self, **names):
        person = Person(self.shop)
        self.link_of(lambda: person.register(**names))
        return person

    def out_everywhere(self, person, at):
        """At once where it was done, and as soon as the news is there at the other process."""
        self.assert_status(person.get(f"{API}/me", at=at), 401)
        for shop in (self.shop, self.other):
            kontor.wait_for("the other process knows", lambda: person.get(f"{API}/me", at=shop).status == 401, 3)
        self.assert_status(person.refresh(), 401)

    def test_a_changed_password_ends_all_other_sessions_at_once(self):
        ada = self.registered()
        elsewhere = ada.again()
        change = {"current_password": PASSWORD, "new_password": FRESH}
        self.assertIn(ada.post(f"{API}/me/password", {**change, "current_password": FRESH}).status, (401, 422))
        self.assert_status(ada.post(f"{API}/me/password", change), 204)
        self.out_everywhere(elsewhere, self.shop)
        self.assert_status(ada.get(f"{API}/me"), 200)
        self.assert_status(ada.try_login(PASSWORD), 401)
        ada.login(FRESH)
        people.audit(self.shop, "identity.password_changed", subject=ada.id)

    def test_a_forgotten_password_is_set_anew_once_and_ends_all_sessions(self):
        ben = self.registered()
        first = self.link_of(lambda: self.forgot(ben))
        second = self.link_of(lambda: self.forgot(ben))
        self.assertEqual(self.reset(first).json["code"], "token_invalid")  # there is a newer one
        self.assert_status(self.reset(second, "password"), 422)
        for forged in (second[:-1], second + "A", second.swapcase(), "", "x" * 200, "' or 1=1 --"):
            self.assertIn(self.reset(forged).status, (400, 422))
        self.assert_status(self.reset(second, at=self.other), 204)
        self.out_everywhere(ben, self.other)
        self.assertEqual(self.reset(second, "twelve red cranes").json["code"], "token_invalid")
        self.assert_status(ben.try_login(PASSWORD), 401)
        self.assertTrue(ben.login(FRESH).get(f"{API}/me").json["email_verified"])
        self.assertNotIn(second, people.dump(self.shop))

    def test_what_a_request_says_of_hosts_is_in_no_link(self):
        for evil in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"},
                     {"Forwarded": "host=evil.example;proto=http"}, {"X-Original-URL": "http://evil.example/"},
                     {"Origin": "https://evil.example", "Referer": "https://evil.example/"}):
            with self.subTest(evil=evil):
                victim, another = self.registered(), Person(self.shop)
                self.link_of(lambda: self.forgot(victim, **evil))
                body = {"email": another.email, "password": PASSWORD}
                self.link_of(lambda: another.post(f"{API}/register", body, headers=evil))
        self.assertNotIn("evil", "".join(self.links()))

    def test_who_has_an_account_is_not_told_by_asking_for_a_link(self):
        known = self.registered()
        erased = self.registered()
        self.assert_status(erased.post(f"{API}/me/erase", {"password": PASSWORD}), 204)
        before = len(self.links())
        said = [people.bare(self.forgot(Person(self.shop, email)))
                for email in ("nobody@example.com", erased.email, known.email)]
        self.assertEqual(said[0], said[1])
        self.assertEqual(said[0], said[2])
        kontor.wait_for("the link", lambda: len(self.links()) > before)
        self.assertEqual(len(self.links()), before + 1)

    def test_an_address_is_verified_by_its_link_and_by_no_other(self):
        cleo = Person(self.shop)
        token = self.link_of(cleo.register)
        reset = self.link_of(lambda: self.forgot(cleo))
        for wrong in (reset, token[::-1]):
            said = Person(self.shop).post(f"{API}/verify-email", {"token": wrong})
            self.assertEqual(said.json["code"], "token_invalid")
        self.assertEqual(self.reset(token).json["code"], "token_invalid")
        self.assertFalse(cleo.get(f"{API}/me").json["email_verified"])
        self.assert_status(Person(self.shop).post(f"{API}/verify-email", {"token": token}), 204)
        self.assertTrue(cleo.get(f"{API}/me").json["email_verified"])

    def test_links_of_a_shop_with_its_own_database_are_in_no_log(self):
        self.assert_status(Person(self.other).post(f"{API}/register", {"email": "own@example.com", "password": PASSWORD}), 201)
        self.assertNotIn("mailed_link", self.other.log_text())


if __name__ == "__main__":
    kontor.main()
