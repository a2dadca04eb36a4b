"""The second proof, from the compiler: which headers each object really opened, as ninja recorded them."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .house import House, Owner
from .includes import SYSTEM_FOLDERS


def check(house: House, build: Path) -> Iterator[tuple[str, int, str]]:
    recorded = subprocess.run(
        ["ninja", "-C", str(build), "-t", "deps"], check=True, capture_output=True, text=True
    ).stdout
    objects = 0
    for output, files in recorded_objects(recorded):
        if not (build / output).exists():
            continue  # of a source that is gone
        real = [os.path.realpath(build / file) for file in files]
        # Several of one folder are compiled together: the first speaks for them.
        first = next((file for file in real if file.endswith(".cpp") and house.owner(file)), None)
        me = house.owner(first) if first else None
        if me is None or me.kind == "app":
            continue
        objects += 1
        for header in real:
            why = forbidden(house, me, header)
            if why:
                yield house.relative(first), 1, f"opened {why}"
    if objects == 0:
        yield str(build), 1, "holds no object of the kernel or a module: nothing was proven"


def recorded_objects(recorded: str) -> Iterator[tuple[str, list[str]]]:
    """`out.o: #deps 3, deps mtime … (VALID)`, then the files indented; entries are separated by blank lines."""
    for entry in recorded.split("\n\n"):
        head, *files = entry.strip("\n").split("\n")
        if "(VALID)" in head:
            yield head.partition(": #deps")[0], [file.strip() for file in files]


def forbidden(house: House, me: Owner, header: str) -> str | None:
    """Through the headers it may include, an object opens those that they include."""
    if not header.startswith(f"{house.root}/"):
        return forbidden_foreign(house, me, header)
    owner = house.owner(header)
    if owner is None or owner.node == me.node:
        return None
    name = house.relative(header)
    if owner.node not in house.reachable(me.node):
        return f"{name}, but {me} uses {owner} neither directly nor through others"
    if owner.kind == "module" and owner.layer != "api":
        return f"{name}, which is private to {owner}"
    return None


def forbidden_foreign(house: House, me: Owner, header: str) -> str | None:
    for folder in SYSTEM_FOLDERS:
        if header.startswith(folder + "/"):
            name = header.removeprefix(folder + "/")
            row = house.third_party(name)
            if row and not row.public and me.node not in row.parts:
                return f"<{name}>, which only {' and '.join(row.parts)} may see"
            return None
    return None
