"""The README's session is what the program really prints: the commands are run, their output is compared."""

import re
import subprocess

import kontor


def session():
    """Pairs of what the README says to type and what it says one gets: a block of `sh` followed by one of `text`."""
    text = (kontor.ROOT / "README.md").read_text()
    return re.findall(r"^```sh\n([^`]*?)\n```\n\n```text\n(.*?)\n```$", text, re.M | re.S)


class Readme(kontor.SystemTest):
    def test_the_session_prints_what_the_readme_says(self):
        shop = self.serve()
        kontor.seed(shop)
        commands = session()
        self.assertGreaterEqual(len(commands), 4)
        for command, expected in commands:
            with self.subTest(command=command):
                here = command.replace("localhost:8080", f"127.0.0.1:{shop.port}")
                done = subprocess.run(["bash", "-c", here], capture_output=True, text=True, timeout=30,
                                      env={**kontor.environment(), "LC_ALL": "C.UTF-8"})
                self.assertEqual(done.stdout.rstrip("\n"), expected, done.stderr)


if __name__ == "__main__":
    kontor.main()
