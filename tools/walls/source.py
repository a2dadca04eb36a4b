"""A C++ source as the walls see it: its directives, its code without literals, its literals; each with line numbers."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""
    (?P<comment> //[^\n]* | /\*.*?(?:\*/|\Z) )
  | (?P<raw> \b(?:u8|[uUL])?R"(?P<delimiter>[^()\\\s"]{0,16})\((?P<content>.*?)\)(?P=delimiter)" )
  | (?P<string> "(?:[^"\\\n]|\\.)*"? )
  | (?P<char> (?:\b(?:u8|[uUL])|(?<![0-9A-Za-z_]))'(?:[^'\\\n]|\\.)*'? )
  | (?P<newline> \n )
    """,
    re.X | re.S,
)
SPLICED = re.compile(r"(?:[^\n]*\\[ \t]*\n)+[^\n]*\n?")
SPLICE = re.compile(r"\\[ \t]*\n")
DIRECTIVE = re.compile(r"\s*(?:#|%:)\s*(\w+)\s*(.*)", re.S)
HEADER_NAME = re.compile(r'\s*(?:"([^"]+)"|<([^>]+)>)\s*$')


@dataclass
class Literal:
    line: int
    text: str
    delimiter: str | None  # of a raw string


@dataclass
class Include:
    line: int
    name: str  # as spelled; empty: a macro or something else that only the compiler understands
    quoted: bool


@dataclass
class Source:
    """`code` has one line per line of the file, literals and includes are blank there."""

    includes: list[Include] = field(default_factory=list)
    literals: list[Literal] = field(default_factory=list)
    code: str = ""


def without_splices(text: str) -> str:
    """Joins lines that end in a backslash; the newlines follow the joined line, so later lines keep their numbers."""

    def join(match: re.Match) -> str:
        joined, count = SPLICE.subn("", match[0])
        return joined.rstrip("\n") + "\n" * (count + match[0].endswith("\n"))

    return SPLICED.sub(join, text) if "\\" in text else text


def parse(text: str) -> Source:
    source = Source()
    text = without_splices(text.replace("\r\n", "\n")) + "\n"
    lines: list[str] = []
    verbatim: list[str] = []  # the logical line so far, with its literals
    blank: list[str] = []  # the same without
    hidden_newlines = 0  # inside comments and raw strings of this logical line
    position = 0

    for token in TOKEN.finditer(text):
        between = text[position : token.start()]
        verbatim.append(between)
        blank.append(between)
        position = token.end()
        kind, spelled = token.lastgroup, token[0]
        line = len(lines) + 1 + hidden_newlines
        if kind == "newline":
            finish(source, lines, "".join(verbatim), "".join(blank))
            lines += [""] * hidden_newlines
            verbatim, blank, hidden_newlines = [], [], 0
            continue
        hidden_newlines += spelled.count("\n")
        if kind == "comment":
            verbatim.append(" ")
            blank.append(" ")
            continue
        verbatim.append(spelled)
        blank.append("''" if kind == "char" else '""')
        if kind == "raw":
            source.literals.append(Literal(line, token["content"], token["delimiter"]))
        elif kind == "string":
            source.literals.append(Literal(line, spelled.strip('"'), None))

    source.code = "\n".join(lines)
    return source


def finish(source: Source, lines: list[str], verbatim: str, blank: str) -> None:
    """A logical line is complete: a directive or code."""
    directive = DIRECTIVE.match(verbatim)
    is_include = directive and directive[1] in ("include", "include_next", "import")
    lines.append("" if is_include else blank)
    if is_include:
        name = HEADER_NAME.match(directive[2])
        spelled = (name[1] or name[2]) if name else ""
        source.includes.append(Include(len(lines), spelled, bool(name and name[1])))
