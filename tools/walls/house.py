"""The house as CMake declares it (walls.json), and who owns a file."""

import functools
import json
import os
from dataclasses import dataclass
from pathlib import Path

# The modules of the plan: their schemas are guarded before they exist.
PLANNED_MODULES = (
    "identity catalog inventory pricing payment shipping cart ordering search recommendation notification analytics"
).split()

KERNEL_SCHEMAS = frozenset({"kernel", "bus", "jobs", "audit", "kontor"})

# C++20, and C's headers in their C++ names.
STANDARD = set(
    """algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts condition_variable
    deque exception execution filesystem format forward_list fstream functional future initializer_list iomanip
    ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers numeric
    optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span
    sstream stack stdexcept stop_token streambuf string string_view strstream syncstream system_error thread tuple
    type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
    cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef cstdint cstdio
    cstdlib cstring ctime cuchar cwchar cwctype""".split()
)


@dataclass(frozen=True)
class Owner:
    """`node` is kernel/<part>, a module, or app; `layer` the folder below it (api, domain, …) or empty."""

    kind: str  # kernel, module, app
    node: str
    layer: str

    def __str__(self) -> str:
        return self.node


@dataclass(frozen=True)
class ThirdParty:
    parts: tuple[str, ...]  # kernel/<part> …, or tests
    public: bool


class House:
    def __init__(self, root: Path, walls: dict[str, list[str]], third_party: dict[str, ThirdParty]):
        self.root = Path(os.path.realpath(root))
        self.src = self.root / "src"
        self.nodes = walls
        self.third_party_rows = third_party

    @classmethod
    def load(cls, root: Path, walls_file: Path) -> "House":
        table = Path(__file__).parent.parent / "third_party.txt"
        return cls(root, json.loads(walls_file.read_text()), read_third_party(table.read_text()))

    def owner(self, path: str) -> Owner | None:
        """Of a file below src/; `path` is absolute."""
        if not path.startswith(f"{self.src}/"):
            return None
        steps = path[len(f"{self.src}/") :].split("/")
        if steps[0] == "app":
            return Owner("app", "app", "")
        if steps[0] not in ("kernel", "modules") or len(steps) < 3:
            return None
        layer = steps[2] if len(steps) > 3 else ""
        if steps[0] == "kernel":
            return Owner("kernel", f"kernel/{steps[1]}", layer)
        return Owner("module", steps[1], layer)

    @functools.cached_property
    def modules(self) -> frozenset[str]:
        return frozenset([*PLANNED_MODULES, *(node for node in self.nodes if not node.startswith("kernel/"))])

    @functools.cached_property
    def schemas(self) -> frozenset[str]:
        return self.modules | KERNEL_SCHEMAS

    def declares(self, node: str) -> bool:
        return node in self.nodes

    def uses(self, node: str) -> list[str]:
        return self.nodes.get(node, [])

    @functools.cache
    def reachable(self, node: str) -> frozenset[str]:
        found: set[str] = set()
        todo = list(self.uses(node))
        while todo:
            next_node = todo.pop()
            if next_node not in found:
                found.add(next_node)
                todo += self.uses(next_node)
        return frozenset(found)

    def third_party(self, header: str) -> ThirdParty | None:
        """The row of tools/third_party.txt for `boost/asio/ip/tcp.hpp`: its longest prefix."""
        prefix = header
        while prefix:
            if prefix in self.third_party_rows:
                return self.third_party_rows[prefix]
            prefix = prefix.rpartition("/")[0]
        return None

    def relative(self, path: str) -> str:
        return os.path.relpath(path, self.root)


def read_third_party(text: str) -> dict[str, ThirdParty]:
    rows = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words:
            parts = tuple(word if word == "tests" else f"kernel/{word}" for word in words[1:] if word != "public")
            rows[words[0]] = ThirdParty(parts, "public" in words)
    return rows
