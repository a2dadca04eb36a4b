"""Who comes in, stays in and goes out again: the main road over HTTP, and where a session ends at once, everywhere."""

import concurrent.futures
import threading

import kontor
import people
from people import API, PASSWORD, Person


class Identity(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty("shop", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        cls.other = people.neighbour(cls, cls.shop)

    def assert_status(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        return answer

    def assert_out(self, person, token=None):
        """Refused at once where the session ended, and as soon as the news is there at the other process."""
        token = token or person.token
        answer = self.assert_status(person.get(f"{API}/me", token=token), 401)
        self.assertIn('error="invalid_token"', answer.headers["www-authenticate"])
        kontor.wait_for("the other process knows", lambda: person.get(f"{API}/me", token=token, at=self.other).status == 401, 3)

    def assert_in(self, person):
        for shop in (self.shop, self.other):
            self.assert_status(person.get(f"{API}/me", at=shop), 200)

    def test_the_main_road(self):
        ada = Person(self.shop, "Ada@Example.com").register(first_name="Ada", last_name="Lovelace")
        self.assertEqual((ada.session["token_type"], ada.session["expires_in"]), ("Bearer", 900))
        self.assertEqual(ada.session["user"]["roles"], ["customer"])
        ada.login()
        me = self.assert_status(ada.get(f"{API}/me"), 200).json
        self.assertEqual((me["id"], me["first_name"], me["email_verified"]), (ada.id, "Ada", False))
        before = ada.session
        ada.session = self.assert_status(ada.refresh(), 200).json
        self.assertNotEqual(ada.session["refresh_token"], before["refresh_token"])
        sessions = ada.get(f"{API}/me/sessions").json["data"]
        self.assertEqual([one["current"] for one in sessions], [True, False])
        self.assertEqual(sessions[0]["address"], ada.address)
        self.assert_status(ada.post(f"{API}/logout"), 204)
        self.assert_out(ada)
        self.assert_status(ada.refresh(), 401)
        taken = Person(self.shop, "ada@example.com").post(f"{API}/register", {"email": ada.email.upper(), "password": PASSWORD})
        self.assertEqual((taken.status, taken.json["code"]), (409, "email_taken"))

    def test_tokens_of_one_process_are_good_at_the_other_and_its_keys_are_published_there(self):
        ben = Person(self.shop).register()
        self.assert_in(ben)
        keys = [shop.get("/.well-known/jwks.json").json["keys"] for shop in (self.shop, self.other)]
        self.assertEqual(keys[0], keys[1])
        self.assertEqual(people.parts_of(ben.token)[0], {"alg": "RS256", "typ": "at+jwt", "kid": keys[0][0]["kid"]})
        self.assertEqual(set(keys[0][0]), {"kty", "use", "alg", "kid", "n", "e"})
        self.assertEqual(people.parts_of(ben.token)[1]["iss"], people.PUBLIC_URL)
        self.assert_status(ben.refresh(at=self.other), 200)

    def test_of_twenty_who_refresh_at_once_one_rotates_and_a_reused_token_ends_the_session(self):
        cleo = Person(self.shop).register()
        first = cleo.session["refresh_token"]
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda at: cleo.refresh(first, at=at), [self.shop, self.other] * 10))
        good = [answer.json for answer in answers if answer.status == 200]
        self.assertEqual({answer.status for answer in answers}, {200, 401})
        self.assertEqual(len({one["refresh_token"] for one in good}), 4)  # one, and answers that may have been lost
        cleo.session = good[0]
        self.assert_in(cleo)
        winner = self.assert_status(cleo.refresh(), 200).json
        self.assert_status(cleo.refresh(good[1]["refresh_token"]), 401)
        for session in (*good, winner):
            self.assert_out(cleo, session["access_token"])
        self.assert_status(cleo.refresh(winner["refresh_token"]), 401)
        ended = people.audit(self.shop, "identity.sessions_ended", subject=cleo.id)
        self.assertEqual(ended["after"]["reason"], "token_reused")

    def test_one_session_and_all_others_are_ended_from_afar(self):
        dan = Person(self.shop).register()
        lost, third = dan.again(), dan.again()
        lost_id = lost.get(f"{API}/me/sessions").json["data"][1]["id"]
        self.assert_status(dan.call("DELETE", f"{API}/me/sessions/{lost_id}"), 204)
        self.assert_out(lost)
        self.assert_status(lost.refresh(), 401)
        self.assert_status(dan.call("DELETE", f"{API}/me/sessions"), 204)
        self.assert_out(third)
        self.assert_in(dan)

    def test_erasure_leaves_nothing_that_is_personal_in_the_whole_database(self):
        marks = ("Zebedee", "Quagmire", "zebedee.quagmire", "Elderflower", "Hollowmere", "2079007700")
        zeb = Person(self.shop, "zebedee.quagmire@example.com").register(first_name="Zebedee", last_name="Quagmire")
        self.assert_status(zeb.post(f"{API}/me/addresses", {
            "first_name": "Zebedee", "last_name": "Quagmire", "line1": "7 Elderflower Lane", "city": "Hollowmere",
            "postal_code": "EC1A 1BB", "country": "GB", "phone": "+442079007700"}, headers={"Idempotency-Key": "zeb-1"}), 201)
        zeb.post(f"{API}/login", {"email": zeb.email, "password": "seven blue herons"}, token="")
        zeb.post(f"{API}/password/forgot", {"email": zeb.email}, token="")
        zeb.again().get(f"{API}/me/export")
        kept = people.dump(self.shop)
        self.assertTrue(all(mark in kept for mark in ("Zebedee", "Quagmire", "zebedee.quagmire", "Hollowmere")))
        known = people.audit(self.shop, "identity.user_registered", subject=zeb.id)
        self.assertEqual(known["personal"]["email"], zeb.email)
        self.assertEqual(zeb.post(f"{API}/me/erase", {"password": "no, not this"}).status, 422)
        self.assert_status(zeb.post(f"{API}/me/erase", {"password": PASSWORD}), 204)
        self.assert_out(zeb)
        self.assert_status(zeb.refresh(), 401)
        self.assert_status(zeb.try_login(), 401)
        kept = people.dump(self.shop).lower()
        self.assertIn(zeb.id.lower(), kept)  # events keep ids
        for mark in marks:
            self.assertNotIn(mark.lower(), kept)
            self.assertNotIn(mark.encode().hex(), kept)
        self.assertNotIn("zebedee", self.shop.log_text().lower())
        self.assertNotIn("personal", {k for k, v in people.audit(self.shop, "identity.user_registered", subject=zeb.id).items() if v})
        self.assertEqual(self.shop.command("audit", "verify").returncode, 0)
        Person(self.shop, zeb.email).register()  # somebody new

    def test_what_happened_is_in_the_audit_with_its_request_and_the_chain_is_whole(self):
        eve = Person(self.shop).register()
        said = eve.try_login(people.WRONG)
        eve.login()
        eve.post(f"{API}/logout")
        failed = people.audit(self.shop, "identity.login_failed", subject=eve.id)
        self.assertEqual(failed["request_id"], said.json["request_id"])
        self.assertEqual((failed["personal"]["email"], failed["personal"]["address"]), (eve.email, eve.address))
        for action in ("user_registered", "logged_in", "sessions_ended"):
            people.audit(self.shop, f"identity.{action}", subject=eve.id)
        Person(self.shop, "nobody.at.all@example.com").try_login()
        verified = self.shop.command("audit", "verify")
        self.assertEqual(verified.returncode, 0, verified)
        listed = self.shop.command("audit", "list", "--json", "--limit", "100").stdout + self.shop.log_text()
        for secret in (PASSWORD, people.WRONG, eve.token, eve.session["refresh_token"]):
            self.assertNotIn(secret, listed)


class Killed(kontor.SystemTest):
    def test_sessions_that_were_answered_outlive_kill_9_in_the_middle_of_signing_in(self):
        shop = self.serve_empty("killed", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        guests = [Person(shop).register() for _ in range(4)]
        answered, enough = [], threading.Event()

        def sign_in(guest):
            while True:
                try:
                    again = guest.again()
                except OSError:
                    return
                except kontor.http.client.HTTPException:
                    return
                answered.append(again)
                if len(answered) >= 12:
                    enough.set()

        gone = guests[0].again()
        self.assertEqual(gone.post(f"{API}/logout").status, 204)
        with concurrent.futures.ThreadPoolExecutor(len(guests)) as pool:
            signing_in = [pool.submit(sign_in, guest) for guest in guests]
            self.assertTrue(enough.wait(30))
            shop.kill()
        for one in signing_in:
            one.result()
        again = self.serve("killed", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        for person in guests + answered:
            person.shop = again
            self.assertEqual(person.get(f"{API}/me").status, 200)
            self.assertEqual(person.refresh().status, 200)
        gone.shop = again
        self.assertEqual(gone.get(f"{API}/me").status, 401)
        self.assertEqual(again.command("audit", "verify").returncode, 0)


if __name__ == "__main__":
    kontor.main()
