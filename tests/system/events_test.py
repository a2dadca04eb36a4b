"""What operators see of the event log, on the command line beside a running server, and who may see it over HTTP."""

import json
import signal
import subprocess

import kontor


class ReadingTheLog(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded()

    def events(self, *words):
        done = self.shop.command("events", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def seeded(self):
        return json.loads(self.events("list", "--topic", "catalog-events", "--json"))["data"][0]

    def test_the_list_shows_what_was_published_with_all_its_names(self):
        event = self.seeded()
        self.assertLessEqual({"id", "topic", "partition", "position", "type", "aggregateid", "time", "headers", "payload"},
                             set(event))
        self.assertEqual((event["type"], event["version"], event["topic"]), ("catalog.products_seeded", 1, "catalog-events"))
        self.assertEqual(event["payload"]["products"], 100)
        self.assertIn("catalog.products_seeded v1", self.events("list", "--topic", "catalog-events"))

    def test_the_list_goes_on_behind_a_place(self):
        first = json.loads(self.events("list", "--from-start", "--limit", "1", "--json"))
        self.assertEqual(len(first["data"]), 1)
        behind = json.loads(self.events("list", "--after", first["after"], "--json"))
        self.assertNotIn(first["data"][0], behind["data"])

    def test_an_event_is_shown_by_its_id_and_by_its_place(self):
        event = self.seeded()
        place = f"{event['topic']}/{event['partition']}/{event['position']}"
        for name in (event["id"], place):
            self.assertEqual(json.loads(self.events("show", name, "--json")), event)
        self.assertIn('"products": 100', self.events("show", place))

    def test_what_is_not_there_and_what_is_wrong_are_said(self):
        for words, code, hint in ((("show", "01a00000-0000-7000-8000-000000000000"), 1, "no such event"),
                                  (("show", "catalog-events"), 2, "TOPIC/PARTITION/POSITION"),
                                  (("list", "--topic", "catalog-event"), 2, "catalog-events"),
                                  (("list", "--after", "!"), 2, "--after"), (("list", "--limit", "0"), 2, "--limit"),
                                  (("tial",), 2, "tail"), ((), 2, "catalogue")):
            with self.subTest(words=words):
                done = self.shop.command("events", *words)
                self.assertEqual(done.returncode, code, done)
                self.assertIn(hint, done.stderr)

    def test_a_tail_follows_the_log_and_ends_with_0_when_it_is_interrupted(self):
        tail = subprocess.Popen([kontor.PROGRAM, "events", "tail", "--from-start", "--json", "--topic",
                                 "catalog-events", "--data-dir",
                                 str(self.shop.data_dir)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=kontor.environment(), cwd="/", start_new_session=True)
        self.assertEqual(json.loads(tail.stdout.readline())["type"], "catalog.products_seeded")
        tail.send_signal(signal.SIGINT)
        self.assertEqual(tail.wait(10), 0, tail.stderr.read())
        tail.stdout.close()
        tail.stderr.close()

    def test_a_tail_can_end_after_so_many_events(self):
        lines = self.events("tail", "--from-start", "--limit", "1", "--type", "catalog.products_seeded").splitlines()
        self.assertEqual(len(lines), 1)

    def test_over_http_only_who_has_the_permission_may_look_or_change(self):
        for method, path in (("GET", "events?limit=1"), ("GET", "event-groups"), ("GET", "dead-letters"), ("GET", "jobs"),
                             ("GET", "audit"), ("POST", "event-groups/x/pause"), ("DELETE", "dead-letters/x:1"),
                             ("POST", "jobs/x/run")):
            with self.subTest(path=path):
                answer = self.shop.request(method, f"/api/v1/admin/{path}")
                self.assertEqual((answer.status, answer.json["code"]), (401, "unauthenticated"))

    def test_how_far_the_groups_are_is_part_of_being_ready(self):
        kontor.wait_for("the groups have heard of the demo data",
                        lambda: self.shop.get("/readyz").json == {"status": "ready", "reasons": []}, seconds=60)
        self.assertIn('"events"', self.shop.get("/health").raw.decode())

    def test_groups_and_dead_letters_are_listed_and_what_is_not_there_is_said(self):
        self.assertEqual([group["name"] for group in json.loads(self.events("groups", "--json"))],
                         ["audit", "cart", "catalog-documents", "catalog-history", "inventory", "ordering",
                          "ordering-views", "payment", "pricing-claims", "shipping"])
        self.assertEqual(json.loads(self.events("dead-letters", "--json"))["data"], [])
        for words, code, hint in ((("pause", "nobody"), 1, "no such"), (("replay", "nobody", "--dry-run"), 1, "no such"),
                                  (("retry", "nobody:1"), 1, "no such"), (("retry", "nobody"), 2, "GROUP:POSITION"),
                                  (("drop", "nobody:1"), 1, "no such"), (("pause",), 2, "events groups"),
                                  (("replay", "nobody", "--from", "yesterday"), 2, "2026-03-01")):
            with self.subTest(words=words):
                done = self.shop.command("events", *words)
                self.assertEqual(done.returncode, code, done)
                self.assertIn(hint, done.stderr)


class Jobs(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty()

    def job(self, name):
        done = self.shop.command("jobs", "list", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return next((job for job in json.loads(done.stdout) if job["name"] == name), None)

    def test_a_job_is_run_now_by_the_server_that_is_running(self):
        name = "idempotency.forget_answers"
        before = kontor.wait_for("the plan", lambda: self.job(name))["runs"]
        self.assertEqual(self.shop.command("jobs", "run", name).returncode, 0)
        after = kontor.wait_for("its run", lambda: (job := self.job(name))["runs"] > before and job)
        self.assertEqual(after["last_outcome"], "succeeded", after)
        self.assertIn(name, self.shop.command("jobs", "list").stdout)

    def test_a_job_that_is_not_there_is_said(self):
        done = self.shop.command("jobs", "run", "idempotency.forget")
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(self.shop.command("jobs", "run").returncode, 2)
        self.assertIn("list", self.shop.command("jobs", "lsit").stderr)


class Failpoints(kontor.SystemTest):
    def test_they_are_listed_with_their_places(self):
        listed = json.loads(kontor.run("failpoints", "--json").stdout)
        self.assertIn("events.before_append", [point["name"] for point in listed])
        self.assertTrue(all(point["place"] for point in listed))
        self.assertIn("events.before_append", kontor.run("failpoints").stdout)

    def test_a_name_that_is_none_is_an_error_that_suggests_the_nearest(self):
        for plan, hint in (("events.befor_append=exit", "events.before_append"), ("nothing.like_it=fail", "lists them"),
                           ("events.before_append=explode", "exit|fail|hang")):
            with self.subTest(plan=plan):
                done = kontor.run("version", KONTOR_FAILPOINTS=plan)
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(hint, done.stderr)

    def test_the_environment_arms_one_for_the_run_of_a_command(self):
        shop = self.serve_empty("armed")
        killed = shop.command("seed", "--size", "s", KONTOR_FAILPOINTS="events.before_append=exit")
        self.assertEqual(killed.returncode, -signal.SIGKILL, killed)
        self.assertEqual(shop.get("/api/v1/catalog/products").json["data"], [])
        self.assertEqual(json.loads(shop.command("events", "list", "--topic", "catalog-events", "--json").stdout)["data"], [])


if __name__ == "__main__":
    kontor.main()
