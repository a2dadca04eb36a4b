"""A module reads another's api and nothing else, whatever way the path is spelled."""

import unittest

from fixture import Checkout, run

SOURCE = "src/modules/a/store/x.cpp"
PRIVATE = "src/modules/b/store/rows.hpp is private to b: another module may include only src/modules/b/api"
UNCHECKABLE = 'an include that is no plain "header" or <header> cannot be checked'

# Each really opens the file (the compiler says so below); `TARGET` is modules/<…>, `NEAR` the path beside the source.
SPELLINGS = {
    "from src/": '#include "TARGET"\n',
    "from src/, angled": "#include <TARGET>\n",
    "relative": '#include "NEAR"\n',
    "relative, the long way": '#include "../../../TARGET"\n',
    "through another folder": '#include "modules/a/../../TARGET"\n',
    "through the kernel": "#include <kernel/core/../../TARGET>\n",
    "with doubled slashes and dots": '#include "./..//./NEAR_FROM_A"\n',
    "absolute": '#include "ROOT/src/TARGET"\n',
    "digraph": '%:include "TARGET"\n',
    "no space": '#include"TARGET"\n',
    "comments between": '# /* why */ include /* not */ "TARGET" // so\n',
    "comment over lines": '#/* two\nlines */include "TARGET"\n',
    "spliced word": '#inc\\\nlude "TARGET"\n',
    "spliced path": '#include \\\n  "TARGET"\n',
    "include_next": "#include_next <TARGET>\n",
    "import": '#import "TARGET"\n',
    "after a raw string that opens a comment": 'const char* a = R"(/*)";\n#include "TARGET"\n',
    "after a quote character": "char q = '\"';\n#include \"TARGET\"\n",
    "after a string that opens a comment": 'const char* a = "\\"/*";\n#include "TARGET"\n',
    "after a digit separator": 'int n = 1\'000;\n#include "TARGET"\n',
}
LINE = {"after a raw string that opens a comment": 2, "after a quote character": 2,
        "after a string that opens a comment": 2, "after a digit separator": 2}


class OtherModule(Checkout):
    def spelled(self, text: str, target: str) -> str:
        for word, path in {
            "TARGET": f"modules/b/{target}",
            "NEAR_FROM_A": f"../b/{target}",
            "NEAR": f"../../b/{target}",
            "ROOT": str(self.root),
        }.items():
            text = text.replace(word, path)
        return text

    def compiles(self, text: str, name: str) -> bool:
        source = self.write("src/modules/a/store/compiled.txt", f"{text}\n{name} value;\n")
        done = run("g++", "-std=c++20", "-fsyntax-only", "-x", "c++", "-w", "-I", self.root / "src", source)
        source.unlink()
        return done.returncode == 0

    def test_a_private_header_is_refused_in_every_spelling_and_the_api_passes(self):
        for title, spelling in SPELLINGS.items():
            with self.subTest(title):
                forbidden, allowed = self.spelled(spelling, "store/rows.hpp"), self.spelled(spelling, "api/b.hpp")
                self.assertTrue(self.compiles(forbidden, "Rows"), "the compiler does not find it either")
                self.assertTrue(self.compiles(allowed, "B"))
                self.assert_refused(SOURCE, forbidden, f"{LINE.get(title, 1)}: {PRIVATE}")
                self.assert_passes(SOURCE, allowed)

    def test_a_symbolic_link_belongs_to_what_it_points_to(self):
        (self.root / "src/modules/a/store/mine.hpp").symlink_to("../../b/store/rows.hpp")
        (self.root / "src/modules/a/store/theirs").symlink_to("../../b/store")
        self.assertTrue(self.compiles('#include "mine.hpp"', "Rows"))
        self.assert_refused(SOURCE, '#include "mine.hpp"\n', f"1: {PRIVATE}")
        self.assert_refused(SOURCE, '#include "theirs/rows.hpp"\n', f"1: {PRIVATE}")

    def test_what_only_the_preprocessor_knows_is_refused(self):
        text = '#define ROWS "modules/b/store/rows.hpp"\n#include ROWS\n'
        self.assertTrue(self.compiles(text, "Rows"))
        self.assert_refused(SOURCE, text, f"2: {UNCHECKABLE}")

    def test_a_comment_and_a_string_are_no_include(self):
        self.assert_passes(SOURCE, '/*\n#include "modules/b/store/rows.hpp"\n*/\nconst char* s = R"(\n'
                                   '#include "modules/b/store/rows.hpp"\n)";\n')

    def test_the_line_is_right_behind_comments_splices_and_raw_strings(self):
        text = '/* 1\n 2 */\nconst char* s = R"(\n4\n)";\n#define X \\\n 7\n#include "modules/b/store/rows.hpp"\n'
        self.assert_refused(SOURCE, text, f"8: {PRIVATE}")


class Layers(Checkout):
    """(file, include, why it is refused or None)"""

    DOMAIN = "domain/ includes only the standard library, domain/, api/ and kernel/core"
    ROWS = [
        ("src/modules/a/module.cpp", "modules/b/module.hpp",
         "src/modules/b/module.hpp is private to b: another module may include only src/modules/b/api"),
        ("src/modules/a/module.cpp", "modules/b/api/b.hpp", None),
        ("src/modules/b/module.cpp", "modules/a/api/a.hpp",
         "src/modules/a/api/a.hpp: b does not declare a (under USES in its CMakeLists.txt)"),
        ("src/modules/b/module.cpp", "kernel/db/database.hpp",
         "src/kernel/db/database.hpp: b does not declare kernel/db (under KERNEL in its CMakeLists.txt)"),
        ("src/modules/a/module.cpp", "kernel/db/database.hpp", None),
        ("src/modules/a/domain/x.cpp", "kernel/db/database.hpp", f"src/kernel/db/database.hpp: {DOMAIN}"),
        ("src/modules/a/domain/x.cpp", "modules/a/store/own.hpp", f"src/modules/a/store/own.hpp: {DOMAIN}"),
        ("src/modules/a/domain/x.cpp", "modules/b/api/b.hpp", f"src/modules/b/api/b.hpp: {DOMAIN}"),
        ("src/modules/a/domain/x.cpp", "modules/a/domain/rules.hpp", None),
        ("src/modules/a/domain/x.cpp", "modules/a/api/a.hpp", None),
        ("src/modules/a/domain/x.cpp", "kernel/core/money.hpp", None),
        ("src/modules/a/api/x.hpp", "modules/a/store/own.hpp",
         "src/modules/a/store/own.hpp is private to a: api/ is read by other modules and may not include it"),
        ("src/modules/a/api/x.hpp", "modules/a/api/a.hpp", None),
        ("src/modules/a/module.cpp", "app/main.hpp", "src/app/main.hpp: only src/app includes src/app"),
        ("src/kernel/db/x.cpp", "modules/b/api/b.hpp", "src/modules/b/api/b.hpp: the kernel knows no module"),
        ("src/kernel/db/x.cpp", "kernel/http/server.hpp",
         "src/kernel/http/server.hpp: kernel/db does not declare kernel/http (under USES in its CMakeLists.txt)"),
        ("src/kernel/db/x.cpp", "kernel/core/money.hpp", None),
        ("src/kernel/db/x.cpp", "kernel/core/detail/rounding.hpp",
         "src/kernel/core/detail/rounding.hpp is private to kernel/core"),
        ("src/kernel/core/x.cpp", "kernel/core/detail/rounding.hpp", None),
        ("src/app/x.cpp", "modules/b/module.hpp", None),
        ("src/app/x.cpp", "kernel/http/server.hpp", None),
        ("src/app/x.cpp", "kernel/core/detail/rounding.hpp",
         "src/kernel/core/detail/rounding.hpp is private to kernel/core"),
        ("src/kernel/db/x.cpp", "kernel/db/nowhere.hpp", "kernel/db/nowhere.hpp does not exist"),
        ("src/kernel/db/x.cpp", "../../../tests/support.hpp", "tests/support.hpp is not part of src/"),
    ]

    def test_each_layer_includes_what_is_below_it(self):
        for file, header, why in self.ROWS:
            with self.subTest(f"{file} includes {header}"):
                self.assert_refused(file, f'#include "{header}"\n', *([f"1: {why}"] if why else []))
                (self.root / file).unlink()


class Declared(Checkout):
    def test_a_folder_that_cmake_does_not_know_is_reported(self):
        self.assert_refused("src/modules/c/api/c.hpp", "#pragma once\n",
                            "1: belongs to no kernel part or module that CMake declares")


class ThirdParty(Checkout):
    MODULE = "a module includes only the standard library, the kernel and apis"
    ROWS = [
        ("src/kernel/db/x.cpp", "boost/asio/ip/tcp.hpp", "<boost/asio/ip/tcp.hpp> belongs to kernel/http, which wraps it"),
        ("src/kernel/http/x.cpp", "boost/asio/ip/tcp.hpp", None),
        ("src/kernel/http/x.cpp", "soci/soci.h", "<soci/soci.h> belongs to kernel/db, which wraps it"),
        ("src/kernel/db/x.cpp", "soci/soci.h", None),
        ("src/kernel/http/x.cpp", "libpq-fe.h", "<libpq-fe.h> belongs to kernel/db, which wraps it"),
        ("src/kernel/http/x.cpp", "openssl/sha.h", None),
        ("src/kernel/core/x.cpp", "openssl/sha.h", "<openssl/sha.h> belongs to kernel/crypto and kernel/http, which wraps it"),
        ("src/kernel/core/x.cpp", "fmt/format.h", None),
        ("src/kernel/db/x.cpp", "fmt/format.h", "<fmt/format.h> belongs to kernel/core, which wraps it"),
        ("src/kernel/db/x.cpp", "/usr/include/fmt/format.h", "<fmt/format.h> belongs to kernel/core, which wraps it"),
        ("src/kernel/db/x.cpp", "../../../../../../../usr/include/fmt/format.h",
         "../../../../../../../usr/include/fmt/format.h leads out of the checkout"),
        ("src/kernel/db/x.cpp", "curl/curl.h", "<curl/curl.h> has no row in tools/third_party.txt"),
        ("src/kernel/db/x.cpp", "catch2/catch.hpp", "<catch2/catch.hpp> belongs to tests"),
        ("src/kernel/db/x.cpp", "coroutine", "<coroutine> belongs to kernel/http, which wraps it"),
        ("src/kernel/db/x.cpp", "sys/wait.h", None),
        ("src/kernel/db/x.cpp", "vector", None),
        ("src/modules/a/module.cpp", "vector", None),
        ("src/modules/a/module.cpp", "sys/wait.h", f"<sys/wait.h>: {MODULE}"),
        ("src/modules/a/module.cpp", "thirdparty.hpp", f"<thirdparty.hpp>: {MODULE}"),
        ("src/modules/a/module.cpp", "nlohmann/json.hpp", "<nlohmann/json.hpp> belongs to kernel/json, which wraps it"),
        ("src/app/x.cpp", "spdlog/spdlog.h", "<spdlog/spdlog.h> belongs to kernel/telemetry, which wraps it"),
    ]

    def test_a_library_is_seen_by_the_part_that_wraps_it(self):
        for file, header, why in self.ROWS:
            with self.subTest(f"{file} includes {header}"):
                self.assert_refused(file, f"#include <{header}>\n", *([f"1: {why}"] if why else []))
                (self.root / file).unlink()


if __name__ == "__main__":
    unittest.main()
