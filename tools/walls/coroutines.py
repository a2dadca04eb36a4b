"""Coroutines live in kernel/http, and there they avoid what g++ 12 miscompiles: aggregate temporaries and by-value
lambda captures inside a co_await expression are destroyed twice."""

import re
from collections.abc import Iterator

from .house import Owner
from .source import Source

Problem = tuple[int, str]

ELSEWHERE = re.compile(r"\b(co_await|co_return|co_yield|asio(?=::))\b")
AWAIT = re.compile(r"\bco_await\b")
TOKEN = re.compile(r"->|::|\w+|\S")
TYPE_TOKEN = re.compile(r"\w+|::|[<>*&]")
NAME = re.compile(r"\w+")
BRACKET = re.compile(r"[(){}\[\]]")
# Before a brace these open a body, not a temporary.
BODY_WORDS = {"mutable", "noexcept", "constexpr", "consteval", "else", "do", "try", "const"}


def check(me: Owner, source: Source) -> Iterator[Problem]:
    for match in (AWAIT if me.node == "kernel/http" else ELSEWHERE).finditer(source.code):
        line = source.code.count("\n", 0, match.start()) + 1
        if me.node != "kernel/http":
            yield line, f"{match[0]}: coroutines and Asio live in kernel/http only"
            continue
        for offset, why in miscompiled(source.code, match.end()):
            yield source.code.count("\n", 0, offset) + 1, why


def miscompiled(code: str, start: int) -> Iterator[Problem]:
    """Walks one co_await expression; yields offsets. Bodies of lambdas are expressions of their own and skipped."""
    depth = 0
    before: list[str] = []  # the tokens so far
    position = start
    while token := TOKEN.search(code, position):
        text, position = token[0], token.end()
        if text == "{" and opens_body(before):
            position = past_closing(code, position)
            text = "}"
        elif text == "{":
            if depth > 0:
                yield token.start(), "a braced temporary inside co_await: name it in a variable first (g++ 12)"
            depth += 1
        elif text == "[" and opens_lambda(before):
            end = past_closing(code, position)
            if captures_by_value(code[position : end - 1]):
                yield token.start(), "a capture by value inside co_await: name the lambda first (g++ 12)"
            position, text = end, "]"
        elif text in "([":
            depth += 1
        elif text in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and text == ";"):
            return
        before.append(text)


def opens_body(before: list[str]) -> bool:
    """A lambda's or a statement's body follows `)`, `]`, a keyword, or a trailing return type."""
    if not before or before[-1] in (")", "]") or before[-1] in BODY_WORDS:
        return True
    for token in reversed(before):
        if token == "->":
            return True
        if not TYPE_TOKEN.fullmatch(token):
            return False
    return False


def opens_lambda(before: list[str]) -> bool:
    """`[` after a name, `)` or `]` is a subscript."""
    return not before or not (NAME.fullmatch(before[-1]) or before[-1] in (")", "]"))


def past_closing(code: str, position: int) -> int:
    depth = 1
    while depth > 0 and (bracket := BRACKET.search(code, position)):
        depth += 1 if bracket[0] in "({[" else -1
        position = bracket.end()
    return position


def captures_by_value(captures: str) -> bool:
    for capture in captures.split(","):
        capture = capture.strip()
        if capture and capture != "this" and not capture.startswith("&"):
            return True
    return False
