"""The README's session is what the program really prints: the commands are run, their output is compared."""

import re
import subprocess

import kontor


def session():
    """Pairs of command and expected output from the README's blocks marked `console`."""
    text = (kontor.ROOT / "README.md").read_text()
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more.lstrip("> ")
            yield command, output.rstrip("\n")


class Readme(kontor.SystemTest):
    def test_the_session_prints_what_the_readme_says(self):
        shop = self.serve_seeded()
        commands = list(session())
        self.assertGreaterEqual(len(commands), 4)
        for command, expected in commands:
            with self.subTest(command=command):
                here = command.replace("localhost:8080", f"127.0.0.1:{shop.port}")
                done = subprocess.run(["bash", "-c", here], capture_output=True, text=True, timeout=30,
                                      env={**kontor.environment(), "LC_ALL": "C.UTF-8"})
                self.assertEqual(self.steady(done.stdout), self.steady(expected), done.stderr)

    def steady(self, text):
        """What differs from one run to the next is compared as what it is: ids of requests, dates."""
        text = re.sub(r'("request_id": ?")[^"]+', r"\1…", text)
        text = re.sub(r"^date: .*", "date: …", text, flags=re.M | re.I)
        return text.replace("\r", "").strip()


if __name__ == "__main__":
    kontor.main()
