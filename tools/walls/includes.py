"""Who may include what, whatever way the path is spelled: an include is resolved to the file it opens, and that file
has one owner."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from .house import STANDARD, House, Owner
from .source import Include, Source

Problem = tuple[int, str]

HEADER_SUFFIXES = (".hpp", ".h")
SYSTEM = re.compile(r"(?:(?:sys|net|netinet|arpa|linux)/)?\w+\.h")
SYSTEM_FOLDERS = ("/usr/include/x86_64-linux-gnu", "/usr/include")


def check(house: House, path: str, me: Owner, source: Source) -> Iterator[Problem]:
    for include in source.includes:
        if not include.name:
            yield include.line, "an include that is no plain \"header\" or <header> cannot be checked"
            continue
        opened = resolve(house, path, include)
        why = of_own_file(house, me, opened) if opened else of_foreign_header(house, me, include.name)
        if why:
            yield include.line, why


def resolve(house: House, path: str, include: Include) -> str | None:
    """The real file, where it is one of the checkout's; None for headers of the system."""
    bases = [os.path.dirname(path), str(house.src)] if include.quoted else [str(house.src)]
    for base in bases:
        candidate = os.path.join(base, include.name)
        if os.path.isfile(candidate):
            real = os.path.realpath(candidate)
            if real.startswith(f"{house.root}/"):
                return real
    return None


def of_own_file(house: House, me: Owner, opened: str) -> str | None:
    """Why `me` may not open this file of ours; None where it may."""
    name = house.relative(opened)
    owner = house.owner(opened)
    if owner is None:
        return f"{name} is not part of src/"
    if Path(opened).suffix not in HEADER_SUFFIXES:
        return f"{name} is no header"
    if owner.node != me.node:
        return of_other_node(house, me, owner, name)
    if me.layer == "domain" and owner.layer not in ("domain", "api"):
        return f"{name}: domain/ includes only the standard library, domain/, api/ and kernel/core"
    if me.kind == "module" and me.layer == "api" and owner.layer != "api":
        return f"{name} is private to {me}: api/ is read by other modules and may not include it"
    return None


def of_other_node(house: House, me: Owner, owner: Owner, name: str) -> str | None:
    if owner.kind == "app":
        return f"{name}: only src/app includes src/app"
    if owner.kind == "kernel" and owner.layer:
        return f"{name} is private to {owner}"
    if me.kind == "app":
        return None
    if me.kind == "kernel" and owner.kind == "module":
        return f"{name}: the kernel knows no module"
    if owner.kind == "module" and owner.layer != "api":
        return f"{name} is private to {owner}: another module may include only src/modules/{owner}/api"
    if me.layer == "domain" and owner.node != "kernel/core":
        return f"{name}: domain/ includes only the standard library, domain/, api/ and kernel/core"
    if owner.node not in house.uses(me.node):
        word = "KERNEL" if me.kind == "module" and owner.kind == "kernel" else "USES"
        return f"{name}: {me} does not declare {owner} (under {word} in its CMakeLists.txt)"
    return None


def of_foreign_header(house: House, me: Owner, spelled: str) -> str | None:
    name = os.path.normpath(spelled)
    for folder in SYSTEM_FOLDERS:
        name = name.removeprefix(folder + "/")
    if name.startswith(("/", "..")):
        return f"{spelled} leads out of the checkout"
    if name.partition("/")[0] in ("kernel", "modules", "app"):
        return f"{spelled} does not exist"
    row = house.third_party(name)
    if row:
        return None if me.node in row.parts else f"<{name}> {belongs(row.parts)}"
    if name in STANDARD or (me.kind != "module" and SYSTEM.fullmatch(name)):
        return None
    if me.kind == "module":
        return f"<{name}>: a module includes only the standard library, the kernel and apis"
    return f"<{name}> has no row in tools/third_party.txt"


def belongs(parts: tuple[str, ...]) -> str:
    return f"belongs to {' and '.join(parts)}" + ("" if parts == ("tests",) else ", which wraps it")
