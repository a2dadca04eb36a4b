"""Where administrators come from: the link of the first start, and the command line."""

import json
import re

import kontor

PASSWORD = "nine green herons"
PUBLIC_URL = "https://shop.example"


def link_in(shop):
    """What a start printed for people; None where it printed nothing."""
    found = re.findall(r"^first administrator: (\S+)$", shop.log_text(), re.M)
    return found[-1] if found else None


def post(shop, path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return shop.request("POST", "/api/v1/identity" + path, json.dumps(body), headers)


def set_up(shop, link, email="ada@example.com"):
    return post(shop, "/setup", {"token": link.split("#token=")[1], "email": email, "password": PASSWORD})


def create(shop, email, *options, password=PASSWORD):
    return shop.command("admin", "create", "--email", email, "--password-stdin", *options, input=password + "\n")


class FirstStart(kontor.SystemTest):
    def test_a_first_start_prints_a_link_to_a_page_that_is_good_once(self):
        shop = self.serve("first", KONTOR_HTTP_PUBLIC_URL=PUBLIC_URL)
        link = link_in(shop)
        self.assertRegex(link, r"^https://shop\.example/setup#token=[\w-]{43}$")
        page = shop.get("/setup")
        self.assertEqual(page.status, 200)
        self.assertIn("script-src 'self'", page.headers["content-security-policy"])
        for file in re.findall(rb'(?:src|href)="(/[^"]+)"', page.raw):
            self.assertEqual(shop.get(file.decode()).status, 200, file)

        answer = set_up(shop, link)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.json["user"]["roles"], ["administrator", "customer"])
        self.assertEqual(shop.get("/setup").status, 404)
        self.assertEqual(set_up(shop, link, "eve@example.com").json["code"], "already_set_up")

        self.assertEqual(shop.stop(), 0)
        self.assertIsNone(link_in(self.serve("first")))

    def test_each_start_prints_a_new_link_and_no_log_line_holds_it(self):
        first = self.serve("again")
        old = link_in(first)
        lines = [line for line in first.log_text().splitlines() if old.split("#")[1] in line]
        self.assertEqual(lines, [f"first administrator: {old}"])
        self.assertEqual(first.stop(), 0)
        second = self.serve("again")
        self.assertNotEqual(link_in(second), old)
        self.assertEqual(set_up(second, old).json["code"], "token_invalid")
        self.assertEqual(set_up(second, link_in(second)).status, 201)

    def test_with_the_embedded_database_mailed_links_are_in_the_log(self):
        shop = self.serve_empty("mail", KONTOR_HTTP_PUBLIC_URL=PUBLIC_URL)
        self.assertEqual(post(shop, "/register", {"email": "bob@example.com", "password": PASSWORD}).status, 201)

        def mailed():
            lines = [json.loads(line) for line in shop.log_text().splitlines() if '"mailed_link"' in line]
            return lines[0]["link"] if lines else None

        link = kontor.wait_for("the link of the mail in the log", mailed)
        self.assertTrue(link.startswith(f"{PUBLIC_URL}/account/verify#token="), link)
        self.assertEqual(post(shop, "/verify-email", {"token": link.split("#token=")[1]}).status, 204)


class OnTheCommandLine(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty()

    def login(self, email):
        return post(self.shop, "/login", {"email": email, "password": PASSWORD})

    def test_an_administrator_is_made_beside_a_running_server(self):
        done = create(self.shop, "ada@example.com", "--first-name", "Ada", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(json.loads(done.stdout)["id"].startswith("user_"))
        answer = self.login("ada@example.com")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json["user"]["roles"], ["administrator", "customer"])
        self.assertEqual(self.shop.get("/setup").status, 404)

        again = create(self.shop, "ada@example.com")
        self.assertEqual(again.returncode, 1, again)
        self.assertIn("kontor admin promote --email ada@example.com", again.stderr)

    def test_what_is_wrong_is_named_and_is_exit_code_2(self):
        for done, hint in ((create(self.shop, "ada"), "/email"),
                           (create(self.shop, "eve@example.com", password="password1"), "/password"),
                           (create(self.shop, "eve@example.com", password=""), "/password"),
                           (self.shop.command("admin", "create", "--email", "eve@example.com"), "--password-stdin"),
                           (self.shop.command("admin", "create", "--password-stdin", input=""), "--email"),
                           (self.shop.command("admin", "crate"), "create")):
            with self.subTest(hint=hint):
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(hint, done.stderr)
        self.assertEqual(self.login("eve@example.com").status, 401)

    def test_an_account_is_promoted(self):
        self.assertEqual(post(self.shop, "/register", {"email": "bob@example.com", "password": PASSWORD}).status, 201)
        for promoted in (True, False):
            done = self.shop.command("admin", "promote", "--email", "bob@example.com", "--json")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(json.loads(done.stdout)["promoted"], promoted)
        self.assertEqual(self.login("bob@example.com").json["user"]["roles"], ["administrator", "customer"])
        nobody = self.shop.command("admin", "promote", "--email", "nobody@example.com")
        self.assertEqual(nobody.returncode, 1, nobody)
        events = self.shop.command("events", "list", "--type", "audit.entry_recorded", "--from-start", "--json")
        self.assertRegex(events.stdout, r'"actor":\s*"cli:')


if __name__ == "__main__":
    kontor.main()
