"""The program on the command line: commands, configuration, exit codes, and being in each other's way."""

import json
import signal
import socket
import subprocess

import kontor


class Commands(kontor.SystemTest):
    def test_help_and_version(self):
        self.assertEqual(kontor.run("help").returncode, 0)
        self.assertIn("serve", kontor.run().stdout)
        self.assertRegex(json.loads(kontor.run("version", "--json").stdout)["version"], r"^\d+\.\d+\.\d+")

    def test_wrong_usage_is_exit_code_2_and_suggests_the_nearest(self):
        for words, hint in ((("sevre",), "serve"), (("serve", "--lisen", ":1"), "--listen"), (("config",), "print")):
            with self.subTest(words=words):
                done = kontor.run(*words)
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(hint, done.stderr)

    def test_a_wrong_configuration_names_every_key_and_the_nearest_one(self):
        done = kontor.run("config", "check", "--http.workers=many", "--htp.listen=:1", KONTOR_LOG_LEVLE="info")
        self.assertEqual(done.returncode, 2, done)
        for hint in ("http.workers", "htp.listen", "http.listen", "KONTOR_LOG_LEVLE", "KONTOR_LOG_LEVEL"):
            self.assertIn(hint, done.stderr)

    def test_serve_does_not_start_on_a_wrong_configuration(self):
        done = kontor.run("serve", "--http.listne=:1", "--data-dir", str(self.folder / "never"))
        self.assertEqual(done.returncode, 2, done)
        self.assertIn("http.listen", done.stderr)
        self.assertFalse((self.folder / "never").exists())

    def test_later_sources_win_and_print_says_where_a_value_is_from(self):
        file = self.folder / "shop.toml"
        file.write_text('[http]\nworkers = 3\nlisten = "127.0.0.1:1"\n[log]\nlevel = "warn"\n')
        done = kontor.run("config", "print", "--json", "--config", str(file), "--listen", "127.0.0.1:3",
                          KONTOR_HTTP_LISTEN="127.0.0.1:2", KONTOR_LOG_LEVEL="error")
        self.assertEqual(done.returncode, 0, done.stderr)
        entries = {entry["key"]: (entry["value"], entry["source"]) for entry in json.loads(done.stdout)}
        self.assertEqual(entries["http.listen"][0], "127.0.0.1:3")
        self.assertEqual(entries["log.level"], ("error", "KONTOR_LOG_LEVEL"))
        self.assertEqual(entries["http.workers"][0], "3")
        self.assertIn("shop.toml:2", entries["http.workers"][1])
        self.assertEqual(entries["http.idle_timeout_ms"][1], "default")

    def test_secrets_are_masked_and_can_come_from_files(self):
        secret = self.folder / "url"
        secret.write_text("postgres://shop:hunter2@db/shop\n")
        done = kontor.run("config", "print", KONTOR_DATABASE_URL_FILE=str(secret))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("postgres://shop:", done.stdout)
        self.assertNotIn("hunter2", done.stdout + done.stderr)

    def test_the_reference_configuration_is_current_and_good(self):
        reference = kontor.ROOT / "config" / "kontor.toml"
        self.assertEqual(reference.read_text(), kontor.run("config", "reference").stdout,
                         "build/release/kontor config reference > config/kontor.toml")
        self.assertEqual(kontor.run("config", "check", "--config", str(reference)).returncode, 0)

    def test_an_unreachable_database_is_one_line_and_exit_code_1(self):
        done = kontor.run("serve", "--database-url", "postgres://nobody@127.0.0.1:1/none", "--listen", "127.0.0.1:0")
        self.assertEqual(done.returncode, 1, done)
        self.assertTrue(any(line.startswith("kontor: ") for line in done.stderr.splitlines()), done.stderr)


class Serving(kontor.SystemTest):
    def test_a_port_in_use_is_one_line_that_says_so(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = kontor.run("serve", "--data-dir", str(self.folder / "port"), "--listen", f"127.0.0.1:{port}")
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(str(port), done.stderr)
        self.assertIn("in use", done.stderr)

    def test_a_data_directory_that_cannot_be_made_is_one_line_that_says_what_to_do(self):
        (self.folder / "file").write_text("no folder")
        done = kontor.run("serve", "--data-dir", str(self.folder / "file" / "data"), "--listen", "127.0.0.1:0")
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("--data-dir", done.stderr)

    def test_a_start_that_waits_for_a_silent_database_can_be_interrupted(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"postgres://shop@127.0.0.1:{silent.getsockname()[1]}/shop"
            shop = kontor.Kontor(self.folder / "silent", "--database-url", url,
                                 "--database.connect_timeout_ms=60000", wait=False)
            with shop.log, shop.process.stdout, silent.accept()[0]:
                shop.signal(signal.SIGTERM)
                try:
                    self.assertEqual(shop.process.wait(10), 128 + signal.SIGTERM)
                finally:
                    shop.kill()

    def test_a_second_instance_on_one_data_directory_says_so_and_ends(self):
        first = self.serve_empty("shared")
        second = first.command("serve", "--listen", "127.0.0.1:0")
        self.assertEqual(second.returncode, 1, second)
        self.assertIn(str(first.process.pid), second.stderr)
        self.assertEqual(first.get("/livez").status, 200)

    def test_ending_leaves_no_process_behind(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number):
                shop = self.serve_empty("ending")
                postmaster = shop.postmaster()
                shop.signal(number)
                self.assertEqual(shop.process.wait(20), 0, shop.log_text())
                self.assertFalse(alive(postmaster))

    def test_after_kill_9_it_starts_again_with_everything_that_was_there(self):
        shop = self.serve_seeded("killed")
        before = shop.get("/api/v1/catalog/products?limit=100").json
        shop.kill()
        again = self.serve("killed")
        self.assertEqual(again.get("/api/v1/catalog/products?limit=100").json, before)

    def test_commands_work_beside_a_running_server(self):
        shop = self.serve_empty("beside")
        status = shop.command("migrate", "--status", "--json")
        self.assertEqual(status.returncode, 0, status.stderr)
        self.assertEqual({one["state"] for one in json.loads(status.stdout)}, {"applied"})


def alive(pid):
    return subprocess.run(["kill", "-0", str(pid)], capture_output=True).returncode == 0


if __name__ == "__main__":
    kontor.main()
