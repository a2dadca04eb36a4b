"""People who use a shop, and people who attack it; each calls from an address of their own, as all of 127/8 is here."""

import base64
import contextlib
import http.client
import itertools
import json
import re
import statistics
import subprocess

import kontor

API = "/api/v1/identity"
PASSWORD = "nine green herons"
WRONG = "ten yellow herons"

_numbers = itertools.count(1)


def fresh_address():
    number = next(_numbers)
    return f"127.{1 + number // 62500}.{1 + number // 250 % 250}.{1 + number % 250}"


class Person:
    def __init__(self, shop, email=None, address=None):
        self.shop = shop
        self.address = address or fresh_address()
        self.email = email or f"guest{next(_numbers)}@example.com"
        self.session = None

    def call(self, method, path, body=None, token=None, headers=None, at=None):
        """`token`: of somebody else, or "" for none; `at`: another process of the same shop."""
        token = token if token is not None else self.session and self.session["access_token"]
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        payload = json.dumps(body) if body is not None and not isinstance(body, (str, bytes)) else body
        connection = http.client.HTTPConnection("127.0.0.1", (at or self.shop).port, timeout=30,
                                                source_address=(self.address, 0))
        with contextlib.closing(connection):
            connection.request(method, path, payload, {**sent, **(headers or {})})
            return kontor.Answer(connection.getresponse())

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def register(self, **names):
        return self._enter(self.post(f"{API}/register", {"email": self.email, "password": PASSWORD, **names}), 201)

    def login(self, password=PASSWORD, **more):
        return self._enter(self.try_login(password, **more), 200)

    def try_login(self, password=PASSWORD, at=None, **headers):
        return self.post(f"{API}/login", {"email": self.email, "password": password}, token="", at=at, headers=headers)

    def refresh(self, token=None, at=None):
        return self.post(f"{API}/refresh", {"refresh_token": token or self.session["refresh_token"]}, token="", at=at)

    def _enter(self, answer, status):
        assert answer.status == status, answer
        self.session = answer.json
        return self

    @property
    def id(self):
        return self.session["user"]["id"]

    @property
    def token(self):
        return self.session["access_token"]

    def again(self):
        """The same person at another device."""
        return Person(self.shop, self.email).login()


def administrator(shop):
    chief = Person(shop).register()
    promoted = shop.command("admin", "promote", "--email", chief.email)
    assert promoted.returncode == 0, promoted
    return chief.login()


def bare(answer):
    """What two answers are compared by: all but the moment and the request's own ids."""
    own = {"date", "x-correlation-id", "traceparent"}
    headers = {name: value for name, value in answer.headers.items() if name not in own}
    return answer.status, headers, re.sub(rb'"request_id":"[^"]*"', b"", answer.raw)


def rows(shop, statement):
    """What the database of a shop with an embedded server holds."""
    url = f"postgresql://kontor_owner@/kontor?host={shop.data_dir}/postgres"
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", url, "-c", statement], capture_output=True,
                          text=True, timeout=30, env=kontor.environment())
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def dump(shop):
    """Every row of every table."""
    url = f"postgresql://kontor_owner@/kontor?host={shop.data_dir}/postgres"
    return subprocess.run(["pg_dump", "--data-only", "--inserts", url], capture_output=True, text=True, timeout=60,
                          check=True, env=kontor.environment()).stdout


def neighbour(test, shop, **settings):
    """Another process that serves the same database."""
    url, owner = (f"postgresql://kontor_{role}@/kontor?host={shop.data_dir}/postgres" for role in ("app", "owner"))
    return test.serve("neighbour", "--database-url", url, "--database.owner_url", owner,
                      KONTOR_HTTP_PUBLIC_URL=PUBLIC_URL, **settings)


# In links and tokens: both processes of a shop are behind it.
PUBLIC_URL = "https://shop.example"


def problems(answer):
    return {(problem["pointer"], problem["code"]) for problem in answer.json["errors"]}


def audit(shop, action, **attributes):
    """The newest entry, as soon as it is in the chain."""
    words = [word for name, value in attributes.items() for word in (f"--{name}", value)]

    def found():
        done = shop.command("audit", "list", "--json", "--action", action, *words)
        assert done.returncode == 0, done
        return json.loads(done.stdout)["data"]

    return kontor.wait_for(f"{action} {attributes} in the audit", found)[0]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts_of(token):
    """Header, claims, signature."""
    header, claims, signature = token.split(".")
    return json.loads(unb64(header)), json.loads(unb64(claims)), unb64(signature)


median = statistics.median
