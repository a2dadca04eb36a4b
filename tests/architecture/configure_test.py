"""CMake refuses an edge that nobody declared, a cycle, an unknown name and a graph that nobody reviewed; ninja refuses
to compile what the scan refuses; and what the compiler opened is checked once more."""

import re
import sys
import unittest

from fixture import REPOSITORY, Checkout, run

HEAD = f"""
cmake_minimum_required(VERSION 3.25)
project(fixture LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
add_library(kontor_compile INTERFACE)
target_include_directories(kontor_compile INTERFACE ${{CMAKE_SOURCE_DIR}}/src)
function(kontor_use_standard_headers target)
endfunction()
include({REPOSITORY}/cmake/walls.cmake)
"""
A_USES_B = "USES b"
GOLDEN = "a: b kernel/core\nb: kernel/core\nkernel/core:\n"


class Configured(Checkout):
    def house(self, a: str = A_USES_B, b: str = "", core: str = "", end: str = ""):
        """What the three declare, beyond using the kernel's core."""
        self.write("CMakeLists.txt", f"{HEAD}\nforeach(folder kernel/core modules/b modules/a)\n"
                   "add_subdirectory(src/${folder})\nendforeach()\nkontor_seal_walls()\n")
        self.write("src/kernel/core/CMakeLists.txt", f"kontor_kernel_part(core SOURCES money.cpp {core})\n")
        self.write("src/kernel/core/money.cpp", '#include "kernel/core/money.hpp"\n')
        self.write("src/modules/a/CMakeLists.txt",
                   f"kontor_module(a API api/a.hpp SOURCES store/x.cpp KERNEL core {a})\n{end}\n")
        self.write("src/modules/b/CMakeLists.txt", f"kontor_module(b API api/b.hpp SOURCES module.cpp KERNEL core {b})\n")
        self.write("src/modules/b/module.cpp", '#include "modules/b/module.hpp"\n')
        self.write("src/modules/a/store/x.cpp", '#include "modules/b/api/b.hpp"\nB take();\n')
        for folder in ("src/kernel/db", "src/kernel/http", "src/app"):
            for file in (self.root / folder).glob("*"):
                file.unlink()

    def configure(self, golden: str | None = GOLDEN, *options: str) -> str:
        """CMake's complaint on one line; empty when it is content."""
        if golden is not None:
            self.write("docs/graph.txt", golden)
        done = run("cmake", "-G", "Ninja", "-S", self.root, "-B", self.root / "build",
                   "-DCMAKE_CXX_COMPILER_WORKS=1", "-DCMAKE_CXX_ABI_COMPILED=1", *options)
        complaint = " ".join(done.stderr.split())
        self.assertEqual(done.returncode != 0, "CMake Error" in complaint, complaint)
        return complaint

    def build(self):
        return run("cmake", "--build", self.root / "build")


class Graph(Configured):
    def test_what_is_declared_and_reviewed_passes(self):
        self.house()
        self.assertEqual(self.configure(), "")

    def test_a_link_that_is_not_declared(self):
        for link in ("PRIVATE kontor_b_api", "PUBLIC kontor_b_api"):
            with self.subTest(link):
                self.house(a="", end=f"target_link_libraries(kontor_a {link})")
                self.assertIn("a links kontor_b_api but does not declare it: name it under USES or KERNEL",
                              self.configure("a: kernel/core\nb: kernel/core\nkernel/core:\n"))

    def test_a_link_to_the_private_part(self):
        self.house(end="target_link_libraries(kontor_a PRIVATE kontor_b)")
        self.assertIn("a links kontor_b but does not declare it", self.configure())

    def test_a_kernel_part_that_links_a_module(self):
        self.house()
        self.write("src/kernel/core/CMakeLists.txt", "kontor_kernel_part(core SOURCES money.cpp)\n"
                   "target_link_libraries(kontor_kernel_core PRIVATE kontor_b_api)\n")
        self.assertIn("kernel/core links kontor_b_api but does not declare it", self.configure())

    def test_a_cycle(self):
        self.house(b="USES a")
        self.assertRegex(self.configure(), r"The graph has a cycle: (a -> b -> a|b -> a -> b)")

    def test_an_unknown_name(self):
        self.house(a="USES b warehouse")
        self.assertIn("a uses warehouse, which does not exist", self.configure())

    def test_a_graph_that_nobody_reviewed(self):
        self.house()
        complaint = self.configure("a: kernel/core\nb: kernel/core\nkernel/core:\n")
        self.assertIn("The dependency graph changed. It is now: a: b kernel/core", complaint)
        self.assertIn("./dev graph rewrites it", complaint)
        self.assertEqual(self.configure(None, "-DKONTOR_WRITE_GRAPH=ON"), "")
        self.assertEqual((self.root / "docs/graph.txt").read_text(), GOLDEN)
        self.assertEqual(self.configure(None, "-DKONTOR_WRITE_GRAPH=OFF"), "")


class Build(Configured):
    def test_the_build_refuses_a_private_header_before_it_compiles_and_takes_the_api(self):
        self.house()
        self.configure()
        self.write("src/modules/a/store/x.cpp", '#include "../../b/store/rows.hpp"\nRows take();\n')
        refused = self.build()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("src/modules/a/store/x.cpp:1: src/modules/b/store/rows.hpp is private to b", refused.stdout)
        self.assertNotIn("Building CXX", refused.stdout)

        self.write("src/modules/a/store/x.cpp", '#include "modules/b/api/b.hpp"\nB take();\n')
        taken = self.build()
        self.assertEqual(taken.returncode, 0, taken.stdout)

    def opened(self) -> list[str]:
        done = run(sys.executable, "-B", REPOSITORY / "tools/architecture.py", "--root", self.root,
                   "--walls", self.root / "build/walls.json", "--opened", self.root / "build")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return done.stdout.splitlines()

    def test_what_the_compiler_opened_is_checked_whatever_the_sources_say(self):
        self.house()
        self.configure()
        self.build()
        self.assertEqual(self.opened(), [])

        self.house(end='target_compile_options(kontor_a PRIVATE "SHELL:-include zlib.h"'
                       ' "SHELL:-include ${CMAKE_SOURCE_DIR}/src/modules/b/store/rows.hpp")')
        self.assertEqual(self.configure(), "")
        built = self.build()
        self.assertEqual(built.returncode, 0, built.stdout)
        self.assertEqual(sorted(self.opened()), [
            "src/modules/a/store/x.cpp:1: opened <zlib.h>, which only kernel/http may see",
            "src/modules/a/store/x.cpp:1: opened src/modules/b/store/rows.hpp, which is private to b"])


class Picture(Checkout):
    def test_the_graph_is_drawn_between_the_markers_without_implied_edges(self):
        graph = self.write("graph.txt", "a: b kernel/core\nb: kernel/core\nkernel/core:\n")
        page = self.write("page.md", "before\n<!-- graph -->\nold\n<!-- /graph -->\nafter\n")
        done = run(sys.executable, "-B", REPOSITORY / "tools/draw_graph.py", graph, page)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = page.read_text()
        self.assertEqual(re.findall(r"(\w+) --> (\w+)", text), [("a", "b"), ("b", "kernel_core")])
        self.assertTrue(text.startswith("before\n<!-- graph -->\n```mermaid\n") and text.endswith("<!-- /graph -->\nafter\n"))


if __name__ == "__main__":
    unittest.main()
