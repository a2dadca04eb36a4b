"""A public header includes what it takes from the standard library. The compiler does not see it: standard headers bring
each other along, and are parsed once for all (cmake/compiler.cmake)."""

import re
from collections.abc import Iterator

from .house import Owner
from .source import Source

Problem = tuple[int, str]

NAME = re.compile(r"\bstd::(\w+)")

# Of each header the names that are taken from it here.
HEADERS = {
    "algorithm": "clamp max min",
    "array": "array",
    "atomic": "atomic memory_order_relaxed",
    "chrono": "chrono",
    "compare": "strong_ordering",
    "concepts": "convertible_to integral invocable same_as",
    "condition_variable": "condition_variable condition_variable_any",
    "cstddef": "byte nullptr_t ptrdiff_t",
    "cstdint": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t",
    "deque": "deque",
    "exception": "exception exception_ptr",
    "filesystem": "filesystem",
    "functional": "function hash less reference_wrapper",
    "future": "future promise",
    "initializer_list": "initializer_list",
    "list": "list",
    "map": "map multimap",
    "memory": "enable_shared_from_this make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "mutex": "lock_guard mutex once_flag scoped_lock unique_lock",
    "optional": "make_optional nullopt optional",
    "queue": "priority_queue queue",
    "set": "multiset set",
    "shared_mutex": "shared_lock shared_mutex",
    "span": "span",
    "stdexcept": "invalid_argument logic_error runtime_error",
    "stop_token": "stop_source stop_token",
    "string": "string",
    "string_view": "string_view",
    "system_error": "error_code system_error",
    "thread": "jthread this_thread thread",
    "tuple": "tie tuple",
    "type_traits": "decay_t enable_if_t invoke_result_t is_enum_v is_same_v remove_cvref_t",
    "unordered_map": "unordered_map",
    "unordered_set": "unordered_set",
    "utility": "declval exchange forward",
    "variant": "holds_alternative monostate variant visit",
    "vector": "vector",
}
HEADER_OF = {name: header for header, names in HEADERS.items() for name in names.split()}


def is_public(path: str, me: Owner) -> bool:
    return path.endswith(".hpp") and (me.layer == "api" if me.kind == "module" else me.kind == "kernel" and not me.layer)


def check(path: str, me: Owner, source: Source) -> Iterator[Problem]:
    if not is_public(path, me):
        return
    included = {include.name for include in source.includes}
    told = set()
    for match in NAME.finditer(source.code):
        header = HEADER_OF.get(match[1])
        if header and header not in included and header not in told:
            told.add(header)
            line = source.code.count("\n", 0, match.start()) + 1
            yield line, f"std::{match[1]} needs <{header}>: a public header includes what it takes"
