"""Small fake checkouts for the tests of the walls."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tools"))

import architecture
from walls.house import House, read_third_party

THIRD_PARTY = read_third_party((REPOSITORY / "tools/third_party.txt").read_text())

# Two modules, of which a uses b, on a kernel of two parts.
GRAPH = {
    "kernel/core": [],
    "kernel/db": ["kernel/core"],
    "kernel/http": ["kernel/core"],
    "a": ["kernel/core", "kernel/db", "b"],
    "b": ["kernel/core"],
    "catalog": ["kernel/core", "kernel/db"],
}
HOUSE = {
    "src/kernel/core/money.hpp": "#pragma once\nstruct Money {};\n",
    "src/kernel/core/detail/rounding.hpp": "#pragma once\n",
    "src/kernel/db/database.hpp": '#pragma once\n#include "kernel/core/money.hpp"\n',
    "src/kernel/http/server.hpp": "#pragma once\n",
    "src/modules/a/api/a.hpp": "#pragma once\n",
    "src/modules/a/domain/rules.hpp": "#pragma once\n",
    "src/modules/a/store/own.hpp": "#pragma once\n",
    "src/modules/b/api/b.hpp": "#pragma once\nstruct B {};\n",
    "src/modules/b/store/rows.hpp": "#pragma once\nstruct Rows {};\n",
    "src/modules/b/module.hpp": "#pragma once\nstruct Rows {};\n",
    "src/app/main.hpp": "#pragma once\n",
    "tests/support.hpp": "#pragma once\n",
}


class Checkout(unittest.TestCase):
    """Each test has a checkout of its own; `self.root` is its folder."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kontor-walls-")
        self.addCleanup(folder.cleanup)
        self.root = Path(os.path.realpath(folder.name))
        self.graph = dict(GRAPH)
        for path, text in HOUSE.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def scan(self) -> list[str]:
        """What tools/architecture.py reports."""
        house = House(self.root, self.graph, THIRD_PARTY)
        findings = [*architecture.scan_sources(house), *architecture.scan_migrations(house)]
        return [f"{file}:{line}: {why}" for file, line, why in findings]

    def assert_refused(self, path: str, text: str, *findings: str):
        """`findings` are `line: why`."""
        self.write(path, text)
        self.assertEqual(self.scan(), [f"{path}:{finding}" for finding in findings], text)

    def assert_passes(self, path: str, text: str):
        self.assert_refused(path, text)


def run(*command) -> subprocess.CompletedProcess:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)

