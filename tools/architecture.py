#!/usr/bin/env python3
"""Checks the walls of the house and reports what breaks them as `file:line: why`; exit 1 if something does.

  architecture.py --walls build/release/walls.json [--root DIR] [--stamp FILE]   scans sources and migrations
  architecture.py --walls … --opened build/release     asks ninja which headers the compiler really opened

The rules are in tools/walls/, what third-party header belongs where in tools/third_party.txt."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from walls import coroutines, includes, opened, source, sql, standard
from walls.house import House

SOURCE_SUFFIXES = (".cpp", ".hpp", ".cc", ".hh", ".c", ".h", ".cxx", ".hxx", ".ipp", ".inc", ".inl", ".tpp")

Finding = tuple[str, int, str]  # file, line, why


def scan_sources(house: House) -> Iterator[Finding]:
    for folder, folders, files in os.walk(house.src):
        folders.sort()
        for file in sorted(files):
            if file.endswith(SOURCE_SUFFIXES):
                path = os.path.join(folder, file)
                for line, why in check_source(house, path):
                    yield house.relative(path), line, why


def check_source(house: House, path: str) -> Iterator[tuple[int, str]]:
    me = house.owner(path)
    if me is None or (me.kind != "app" and not house.declares(me.node)):
        yield 1, "belongs to no kernel part or module that CMake declares"
        return
    parsed = source.parse(Path(path).read_text(errors="replace"))
    yield from includes.check(house, path, me, parsed)
    yield from standard.check(path, me, parsed)
    yield from coroutines.check(me, parsed)
    yield from sql.check_source(house.schemas, me, parsed)


def scan_migrations(house: House) -> Iterator[Finding]:
    for folder in sorted((house.root / "migrations").glob("*/")):
        name = house.relative(str(folder))
        if folder.name not in house.schemas:
            yield name, 1, "is named after no module"
        files = sorted(folder.iterdir())
        for file, why in sql.check_numbering([file.name for file in files]):
            yield f"{name}/{file}", 1, why
        for file in files:
            for line, why in sql.check_migration(house.schemas, folder.name, file.read_text(errors="replace")):
                yield house.relative(str(file)), line, why


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--walls", type=Path, required=True)
    parser.add_argument("--stamp", type=Path, help="written when nothing was found")
    parser.add_argument("--opened", type=Path, metavar="BUILD")
    args = parser.parse_args()

    house = House.load(args.root, args.walls)
    if args.opened:
        findings = list(opened.check(house, args.opened))
    else:
        findings = [*scan_sources(house), *scan_migrations(house)]
    for file, line, why in findings:
        print(f"{file}:{line}: {why}")
    if findings:
        print(f"{len(findings)} found; docs/architecture.md says what the walls are for", file=sys.stderr)
        return 1
    if args.stamp:
        args.stamp.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
