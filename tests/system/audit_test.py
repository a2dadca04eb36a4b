"""Who did what by hand is on record, and whoever holds an anchor sees whether the record was changed."""

import getpass
import json

import kontor


class Audit(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty()

    def command(self, *words, code=0):
        done = self.shop.command(*words)
        self.assertEqual(done.returncode, code, done)
        return done

    def entries(self, *words):
        return json.loads(self.command("audit", "list", "--json", *words).stdout)["data"]

    def entry(self, action, subject):
        """The newest of them, as soon as it is in the chain."""
        found = kontor.wait_for(f"{action} in the audit", lambda: self.entries("--action", action, "--subject", subject))
        return found[0]

    def verified(self, *words, code=0):
        return json.loads(self.command("audit", "verify", "--json", *words, code=code).stdout)

    def pause_and_resume(self):
        self.command("events", "pause", "audit")
        self.command("events", "resume", "audit")
        kontor.wait_for("the chain", lambda: self.verified()["waiting"] == 0)

    def test_what_operators_do_by_command_is_recorded_with_their_name(self):
        self.pause_and_resume()
        paused, resumed = (self.entry(f"events.group_{what}", "audit") for what in ("paused", "resumed"))
        self.assertEqual((paused["after"], resumed["after"]), ({"paused": True}, {"paused": False}))
        self.assertEqual(paused["number"] + 1, resumed["number"])
        self.assertEqual(resumed["previous_hash"], paused["hash"])
        self.assertNotEqual(resumed["request_id"], paused["request_id"])
        name = "idempotency.forget_answers"
        kontor.wait_for("the plan", lambda: name in self.command("jobs", "list").stdout)
        self.command("jobs", "run", name)
        asked = self.entry("jobs.job_asked_for", name)
        for entry in (paused, resumed, asked):
            self.assertEqual(entry["actor"], f"cli:{getpass.getuser()}")
        self.assertIn("events.group_paused", self.command("audit", "list").stdout)

    def test_what_was_not_done_is_not_recorded(self):
        self.pause_and_resume()
        before = len(self.entries())
        self.command("events", "pause", "nobody", code=1)
        self.command("jobs", "run", "nothing", code=1)
        self.pause_and_resume()
        self.assertEqual(len(self.entries()), before + 2)

    def test_an_anchor_tells_whether_the_chain_is_the_one_it_was(self):
        self.pause_and_resume()
        anchor = self.command("audit", "head").stdout.strip()
        number, hash = anchor.split(":")
        self.pause_and_resume()
        verified = self.verified("--expect", anchor)
        self.assertTrue(verified["intact"])
        self.assertEqual(verified["checked"], int(number) + 2)
        other = self.verified("--expect", f"{number}:{hash[::-1]}", code=3)
        self.assertEqual(other["broken"], {"kind": "replaced", "number": int(number)})
        gone = self.verified("--expect", f"{int(number) + 9}:{hash}", code=3)
        self.assertEqual(gone["broken"], {"kind": "truncated", "number": int(number) + 3})
        said = self.command("audit", "verify", "--expect", f"{number}:{hash[::-1]}", code=3)
        self.assertIn(f"broken at entry {number}", said.stdout)
        self.assertIn("entries: ", said.stderr)

    def test_the_newest_hash_is_noted_in_the_log_by_a_job(self):
        self.pause_and_resume()
        anchor = self.command("audit", "head").stdout.strip()
        kontor.wait_for("the plan", lambda: "audit.note_head" in self.command("jobs", "list").stdout)
        self.command("jobs", "run", "audit.note_head")
        noted = kontor.wait_for("a line of the log", lambda: [json.loads(line) for line in self.shop.log_text().splitlines()
                                                             if '"audit_head"' in line])[-1]["anchor"]
        self.assertTrue(self.verified("--expect", noted)["intact"])
        self.assertGreaterEqual(int(noted.split(":")[0]), int(anchor.split(":")[0]))

    def test_pages_go_on_where_the_one_before_ended(self):
        self.pause_and_resume()
        self.pause_and_resume()
        first = json.loads(self.command("audit", "list", "--json", "--limit", "2").stdout)
        behind = self.entries("--limit", "2", "--after", first["page"]["next_cursor"])
        self.assertEqual(behind[0]["number"], first["data"][-1]["number"] - 1)

    def test_what_is_wrong_is_said(self):
        for words, hint in ((("list", "--after", "?"), "--after"), (("list", "--from", "noon"), "2026-03-01"),
                            (("verify", "--expect", "9"), "NUMBER:HASH"), (("verfiy",), "verify"), ((), "head")):
            with self.subTest(words=words):
                self.assertIn(hint, self.command("audit", *words, code=2).stderr)

    def test_over_http_it_is_for_who_has_the_permission(self):
        answer = self.shop.get("/api/v1/admin/audit")
        self.assertEqual((answer.status, answer.json["code"]), (401, "unauthenticated"))
        self.assertIn("audit.read", json.dumps(self.shop.get("/openapi.json").json["paths"]["/api/v1/admin/audit"]))


if __name__ == "__main__":
    kontor.main()
