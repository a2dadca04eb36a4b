"""Whose SQL names what: a module's statements stand in its store/, in R"sql(…)sql", and name its own schema only."""

import functools
import re
from collections.abc import Iterator

from .house import KERNEL_SCHEMAS, Owner
from .source import Source

Problem = tuple[int, str]

LOOKS_LIKE_SQL = re.compile(
    r"\s*(?:select\s.*\sfrom\s|select\s+[\w.]+\(|insert\s+into\s|update\s+[\w.\"]+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\(|"
    r"(?:create|alter|drop)\s+(?:table|schema|index|view|function|type|role|extension)\s|truncate\s+[\w.]+\s*$|"
    r"copy\s+[\w.]+\s*\(|merge\s+into\s)",
    re.I | re.S,
)
COMMENT_OR_STRING = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.S)
CALL = re.compile(r"\s*\(")
TAKES_A_TABLE = re.compile(r"\b(?:into|references|table|exists|on|update|only|truncate|copy)\s*$", re.I)
STAR = re.compile(r"\bselect\s+(?:distinct\s+|all\s+)?\*|\b\w+\.\*|\breturning\s+\*|,\s*\*(?=\s*(?:,|from\b))", re.I)
SESSION = re.compile(r"\bset\s+(?:local\s+|session\s+)?(search_path|role|session\s+authorization)\b", re.I)
FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@functools.cache
def mentions(schemas: frozenset[str]) -> tuple[re.Pattern, re.Pattern]:
    """Of a schema before a dot, and of one behind the word `schema`."""
    names = "|".join(sorted(schemas))
    return (
        re.compile(rf'(?<![\w."$])"?({names})"?\s*\.\s*["\w]+', re.I),
        re.compile(rf'\bschema\s+(?:if\s+(?:not\s+)?exists\s+)?"?({names})\b', re.I),
    )


def check_source(schemas: frozenset[str], me: Owner, source: Source) -> Iterator[Problem]:
    """Statements inside C++."""
    for literal in source.literals:
        is_sql = literal.delimiter == "sql"
        if me.kind == "module" and (is_sql or LOOKS_LIKE_SQL.match(literal.text)):
            if me.layer != "store":
                yield literal.line, f"SQL belongs into src/modules/{me}/store"
            elif not is_sql:
                yield literal.line, 'SQL stands in R"sql(…)sql"'
        if is_sql and me.kind != "app":
            own = frozenset({me.node}) if me.kind == "module" else KERNEL_SCHEMAS
            for line, why in check_statement(schemas, own, literal.text):
                yield literal.line + line - 1, why


def check_statement(schemas: frozenset[str], own: frozenset[str], statement: str) -> Iterator[Problem]:
    schema_name, schema_word = mentions(schemas)
    text = COMMENT_OR_STRING.sub(lambda match: " " + "\n" * match[0].count("\n"), statement)

    def line_of(match: re.Match) -> int:
        return text.count("\n", 0, match.start()) + 1

    for match in schema_name.finditer(text):
        if match[1].lower() not in own and not calls_the_kernel(text, match):
            yield line_of(match), f"names {' '.join(match[0].split())}: the schema {match[1]} belongs to another"
    for match in schema_word.finditer(text):
        if match[1].lower() not in own:
            yield line_of(match), f"names the schema {match[1]}, which belongs to another"
    for match in STAR.finditer(text):
        yield line_of(match), "names no columns: write them instead of *"
    if own.isdisjoint({"kontor"}):
        for match in SESSION.finditer(text):
            yield line_of(match), f"sets {match[1]}: the kernel does that"


def calls_the_kernel(text: str, match: re.Match) -> bool:
    """Functions of the kernel's schemas are for everyone, their tables are not."""
    is_call = CALL.match(text, match.end()) and not TAKES_A_TABLE.search(text, 0, match.start())
    return match[1].lower() in KERNEL_SCHEMAS and bool(is_call)


def check_migration(schemas: frozenset[str], owner: str, text: str) -> Iterator[Problem]:
    own = KERNEL_SCHEMAS if owner in KERNEL_SCHEMAS else frozenset({owner})
    yield from check_statement(schemas, own, text)


def check_numbering(names: list[str]) -> Iterator[tuple[str, str]]:
    """Of one folder's files, sorted; yields (file, why)."""
    expected = 1
    for name in names:
        match = FILE_NAME.fullmatch(name)
        if not match:
            yield name, "a migration is called NNNN_name.sql"
        elif int(match[1]) != expected:
            yield name, f"number {match[1]}, expected {expected:04}: migrations have no gaps and no number twice"
            expected = int(match[1]) + 1
        else:
            expected += 1
