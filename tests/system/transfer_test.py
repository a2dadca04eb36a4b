"""Files of products, over HTTP and by command: taken in, watched, interrupted, given out."""

import contextlib
import json
import os
import signal
import socket
import subprocess

import kontor
import people

CATALOG = "/api/v1/catalog"
HEADER = "Handle,Title,Vendor,Product Category,Variant SKU,Variant Price,Status\n"


def rows(first, end):
    return "".join(f"p-{i},Product {i},Halden,Home > Kitchen,S-{i},{i}.90,active\n" for i in range(first, end))


class Transfer(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "spool").mkdir()
        cls.shop = cls.serve_empty("shop", TMPDIR=str(cls.folder / "spool"))
        cls.chief = people.administrator(cls.shop)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def upload(self, text, query=""):
        return self.chief.post(f"{CATALOG}/imports{query}", text, headers={"Content-Type": "text/csv"})

    def ended(self, import_id):
        def state():
            found = self.chief.get(f"{CATALOG}/imports/{import_id}").json
            return found if found["ended_at"] else None
        return kontor.wait_for("the end of the import", state, 60)

    def exported(self):
        done = subprocess.run([kontor.PROGRAM, "export", "products", "--data-dir", str(self.shop.data_dir)],
                              capture_output=True, timeout=60, env=kontor.environment(), cwd="/")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def raw(self, request):
        """All bytes of an answer after which the connection ends."""
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.shop.port), 30)) as connection:
            connection.sendall(request.encode())
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def test_a_file_is_merged_behind_the_request_and_given_out_as_it_came(self):
        accepted = self.upload(HEADER + rows(0, 300) + "p-300,No SKU,,,,1.00,active\n")
        self.assertEqual(accepted.status, 202, accepted)
        done = self.ended(accepted.json["id"])
        self.assertEqual((done["state"], done["products"]["failed"]), ("completed", 1))
        errors = self.chief.get(f"{CATALOG}/imports/{done['id']}/errors").json["data"]
        self.assertEqual([(error["line"], error["column_name"]) for error in errors], [(302, "Variant SKU")])

        watched = self.chief.get(f"{CATALOG}/imports/{done['id']}/stream")
        self.assertIn(b"event: ended", watched.raw)

        whole = self.exported()
        self.assertIn(b"\np-299,Product 299,", whole)
        answer = self.chief.get(f"{CATALOG}/exports/products")
        self.assertEqual((answer.status, answer.headers.get("transfer-encoding")), (200, "chunked"))
        self.assertEqual(answer.raw, whole)
        lines = f"Authorization: Bearer {self.chief.token}\r\nHost: shop\r\n"
        head, _, body = self.raw(f"GET {CATALOG}/exports/products HTTP/1.0\r\n{lines}\r\n").partition(b"\r\n\r\n")
        self.assertNotIn(b"chunked", head)
        self.assertEqual(body, whole)
        head = self.raw(f"HEAD {CATALOG}/exports/products HTTP/1.1\r\n{lines}Connection: close\r\n\r\n")
        self.assertTrue(head.endswith(b"\r\n\r\n"), head)

        again = self.shop.command("import", "products", self.file("whole.csv", whole.decode()), "--json")
        self.assertEqual(again.returncode, 0, again)
        counts = json.loads(again.stdout)["products"]
        self.assertEqual((counts["created"], counts["updated"], counts["failed"]), (0, 0, 0))

    def test_a_file_larger_than_other_bodies_waits_on_disk_and_a_wrong_one_is_not_read(self):
        head, row = HEADER.replace("Status", "Status,Body (HTML)"), "q-{0},Q {0},,,Q-{0},1.00,draft,{1}\n"
        large = head + "".join(row.format(i, "x" * 5000) for i in range(500))
        self.assertGreater(len(large), 2 << 20)
        accepted = self.upload(large)
        self.assertEqual(accepted.status, 202, accepted)
        self.assertEqual(self.ended(accepted.json["id"])["products"]["created"], 500)
        self.assertEqual(list((self.folder / "spool").iterdir()), [])

        def refused(type, length):
            lines = f"Authorization: Bearer {self.chief.token}\r\nHost: shop\r\nContent-Type: {type}\r\n"
            answer = self.raw(f"POST {CATALOG}/imports HTTP/1.1\r\n{lines}Content-Length: {length}\r\n\r\n")
            return int(answer.split()[1])
        self.assertEqual(refused("text/csv", (128 << 20) + 1), 413)
        self.assertEqual(refused("application/json", 2 << 20), 415)

    def test_a_command_says_what_is_wrong_with_a_file(self):
        broken = self.file("broken.csv", HEADER + "x,X,,,X-1,cheap,active\n")
        done = self.shop.command("import", "products", broken)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("Variant Price", done.stdout)
        self.assertEqual(self.shop.command("import", "products", "/nowhere.csv").returncode, 2)
        self.assertEqual(self.shop.command("import", "products", self.file("no.csv", "a,b\n")).returncode, 2)

    def test_an_import_whose_process_is_killed_is_finished_by_another(self):
        large = self.file("large.csv", HEADER + rows(1000, 5000))
        command = subprocess.Popen(
            [kontor.PROGRAM, "import", "products", large, "--data-dir", str(self.shop.data_dir)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
            env=kontor.environment())
        mine = "from catalog.import where file_name like '%large.csv'"
        kontor.wait_for("the first rows", lambda: people.rows(self.shop, f"select 1 {mine} and rows_done > 0"), 60)
        os.killpg(command.pid, signal.SIGKILL)
        command.wait(10)
        kontor.wait_for("the end", lambda: people.rows(self.shop, f"select 1 {mine} and state = 'completed'"), 90)
        self.assertEqual(people.rows(self.shop, f"select created, failed {mine}"), ["4000|0"])
        self.assertEqual(people.rows(self.shop, "select count(*) from catalog.variant where sku >= 'S-1000' and sku ~ '^S-[1-4]\\d{3}$'"), ["4000"])


if __name__ == "__main__":
    kontor.main()
