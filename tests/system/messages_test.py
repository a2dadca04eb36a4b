"""docs/events says what the program publishes, and what was said once stays understood."""

import json
import shutil

import kontor

DOCS = kontor.ROOT / "docs" / "events"


class Messages(kontor.SystemTest):
    def write(self, folder):
        return kontor.run("events", "catalogue", "--write", str(folder))

    def copy(self, name):
        folder = self.folder / name
        shutil.copytree(DOCS, folder)
        return folder

    def test_the_committed_page_and_schemas_are_those_of_the_program(self):
        folder = self.copy("same")
        done = self.write(folder)
        self.assertEqual(done.returncode, 0, f"a new version is needed: {done.stderr}")
        for file in sorted(folder.iterdir()):
            self.assertEqual(file.read_text(), (DOCS / file.name).read_text() if (DOCS / file.name).exists() else None,
                             f"{file.name}: run `kontor events catalogue --write docs/events`")

    def test_every_message_has_its_schema_under_its_name_and_version(self):
        listed = json.loads(kontor.run("events", "catalogue", "--json").stdout)
        self.assertTrue(listed)
        for message in listed:
            file = DOCS / f"{message['type']}.v{message['version']}.json"
            self.assertEqual(json.loads(file.read_text()), message["schema"])
            self.assertTrue(message["type"].startswith(message["producer"] + "."))

    def test_a_schema_that_readers_of_the_old_one_would_not_understand_is_not_written(self):
        folder = self.copy("broken")
        file = folder / "catalog.products_seeded.v1.json"
        schema = json.loads(file.read_text())
        schema["$defs"]["ProductsSeeded"]["properties"]["brands"] = {"type": "integer"}
        file.write_text(json.dumps(schema))
        done = self.write(folder)
        self.assertEqual(done.returncode, 1, done)
        for hint in ("catalog.products_seeded", "/brands is gone", "next version"):
            self.assertIn(hint, done.stderr)
        self.assertEqual(json.loads(file.read_text()), schema)


if __name__ == "__main__":
    kontor.main()
