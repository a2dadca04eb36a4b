"""Who runs the shop: what they take away is gone at once, in every process, and nobody raises themselves."""

import datetime

import kontor
import people
from people import API, WRONG, Person


class Staff(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty("shop", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        cls.other = people.neighbour(cls, cls.shop)
        cls.chief = people.administrator(cls.shop)

    def assert_status(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        return answer

    def everywhere(self, person, path, token, status):
        """At once where it was done, and as soon as the news is there at the other process."""
        self.assert_status(person.get(path, token=token), status)
        kontor.wait_for("the news", lambda: person.get(path, token=token, at=self.other).status == status, 3)

    def with_roles(self, person, *roles):
        found = self.assert_status(self.chief.get(f"{API}/users/{person.id}"), 200)
        answer = self.chief.call("PUT", f"{API}/users/{person.id}/roles", {"roles": list(roles)},
                                 headers={"If-Match": found.headers["etag"]})
        self.assert_status(answer, 200)
        return person.login()

    def new_key(self, scopes, **more):
        made = self.assert_status(self.chief.post(f"{API}/api-keys", {"name": "Robot", "scopes": scopes, **more}), 201).json
        return made["key"], made["api_key"]["id"]

    def test_who_is_disabled_is_out_at_once_and_comes_back_when_enabled(self):
        fay = Person(self.shop).register()
        self.assert_status(self.chief.post(f"{API}/users/{fay.id}/disable"), 200)
        self.everywhere(fay, f"{API}/me", fay.token, 401)
        self.assert_status(fay.refresh(), 401)
        self.assertEqual(people.bare(fay.try_login()), people.bare(Person(self.shop, "no@example.com").try_login(WRONG)))
        self.assert_status(self.chief.post(f"{API}/users/{fay.id}/enable"), 200)
        self.assert_status(fay.get(f"{API}/me"), 401)  # what ended stays ended
        self.assert_status(fay.login().get(f"{API}/me"), 200)
        said = people.audit(self.shop, "identity.user_disabled", subject=fay.id)
        self.assertEqual((said["actor"], said["before"], said["after"]),
                         (self.chief.id, {"status": "active"}, {"status": "disabled"}))

    def test_staff_erases_a_customer(self):
        gus = Person(self.shop, "gus.pemberley@example.com").register(first_name="Pemberley")
        self.assert_status(self.chief.post(f"{API}/users/{gus.id}/erase"), 204)
        self.everywhere(gus, f"{API}/me", gus.token, 401)
        self.assertNotIn("pemberley", people.dump(self.shop).lower())

    def test_nobody_raises_themselves_and_the_last_administrator_stays(self):
        hal = self.with_roles(Person(self.shop).register(), "support")
        grab = {"roles": ["administrator"]}
        for target in (hal, Person(self.shop).register()):
            said = hal.call("PUT", f"{API}/users/{target.id}/roles", grab, headers={"If-Match": "*"})
            self.assert_status(said, 403)
        self.assert_status(hal.post(f"{API}/users/{self.chief.id}/disable"), 403)
        self.assert_status(hal.post(f"{API}/api-keys", {"name": "x", "scopes": ["audit.read"]}), 403)
        self.assert_status(hal.post(f"{API}/roles", {"name": "mine", "permissions": ["audit.read"]}), 403)
        for path in ("disable", "erase"):
            self.assertIn(self.chief.post(f"{API}/users/{self.chief.id}/{path}").status, (403, 409))
        said = self.chief.call("PUT", f"{API}/users/{self.chief.id}/roles", {"roles": []}, headers={"If-Match": "*"})
        self.assertIn(said.status, (403, 409))
        said = self.chief.post(f"{API}/me/erase", {"password": people.PASSWORD})
        self.assertEqual((said.status, said.json["code"]), (409, "last_administrator"))

    def test_a_manager_of_roles_gives_nothing_they_do_not_have(self):
        self.assert_status(self.chief.post(f"{API}/roles", {
            "name": "role_keeper", "permissions": ["identity.roles_write", "identity.roles_read", "identity.users_read"]}), 201)
        ida = self.with_roles(Person(self.shop).register(), "role_keeper")
        kim = Person(self.shop).register()
        for roles in (["administrator"], ["support", "administrator"]):
            said = ida.call("PUT", f"{API}/users/{kim.id}/roles", {"roles": roles}, headers={"If-Match": "*"})
            self.assert_status(said, 403)
        self.assert_status(ida.post(f"{API}/roles", {"name": "spy", "permissions": ["audit.read"]}), 403)
        widened = {"permissions": ["identity.roles_write", "identity.roles_read", "identity.users_read", "audit.read"]}
        said = ida.call("PUT", f"{API}/roles/role_keeper", widened, headers={"If-Match": "*"})
        self.assert_status(said, 403)
        self.assert_status(kim.get("/api/v1/admin/audit"), 403)

    def test_a_permission_that_a_role_loses_is_gone_from_tokens_that_are_about(self):
        made = self.assert_status(self.chief.post(f"{API}/roles", {"name": "auditor", "permissions": ["audit.read"]}), 201)
        lou = self.with_roles(Person(self.shop).register(), "auditor")
        self.everywhere(lou, "/api/v1/admin/audit", lou.token, 200)
        said = self.chief.call("PUT", f"{API}/roles/auditor", {"permissions": []}, headers={"If-Match": made.headers["etag"]})
        self.assert_status(said, 200)
        self.everywhere(lou, "/api/v1/admin/audit", lou.token, 403)

    def test_an_api_key_opens_what_it_is_for_until_it_is_revoked_or_expires(self):
        robot = Person(self.shop)
        key, id = self.new_key(["audit.read"])
        self.everywhere(robot, "/api/v1/admin/audit", key, 200)
        self.assert_status(robot.get("/api/v1/admin/jobs", token=key), 403)
        for path in ("me", "me/sessions", "me/addresses", "me/export"):
            self.assertIn(robot.get(f"{API}/{path}", token=key).status, (401, 403))
        prefix, secret = key.removeprefix("kontor_").split("_", 1)
        for forged in (key[:-1], f"{key}x", f"kontor_{prefix}_", f"kontor_{prefix}", f"kontor__{secret}",
                       f"kontor_{prefix.upper()}_{secret}", f"kontor_{prefix}_{secret[::-1]}"):
            self.assert_status(robot.get("/api/v1/admin/audit", token=forged), 401)
        self.assertNotIn(secret, people.dump(self.shop) + self.shop.log_text())
        self.assertNotIn(secret, self.chief.get(f"{API}/api-keys").raw.decode())
        self.assert_status(self.chief.call("DELETE", f"{API}/api-keys/{id}"), 204)
        self.everywhere(robot, "/api/v1/admin/audit", key, 401)
        for action in ("created", "revoked"):
            people.audit(self.shop, f"identity.api_key_{action}", subject=id)
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        brief, _ = self.new_key(["audit.read"], expires_at=soon.isoformat().replace("+00:00", "Z"))
        kontor.wait_for("its end", lambda: robot.get("/api/v1/admin/audit", token=brief).status == 401, 4)
        past = self.chief.post(f"{API}/api-keys", {"name": "x", "scopes": [], "expires_at": "2020-01-01T00:00:00Z"})
        self.assert_status(past, 422)

    def test_what_staff_did_is_on_record_and_the_chain_is_whole(self):
        mia = self.with_roles(Person(self.shop).register(), "customer", "support")
        said = people.audit(self.shop, "identity.roles_changed", subject=mia.id)
        self.assertEqual((said["actor"], said["before"]["roles"], said["after"]["roles"]),
                         (self.chief.id, ["customer"], ["customer", "support"]))
        self.assertEqual(self.shop.command("audit", "verify").returncode, 0)


if __name__ == "__main__":
    kontor.main()
