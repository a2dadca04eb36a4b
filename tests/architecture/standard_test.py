"""A public header includes what it takes from the standard library."""

import unittest

from fixture import Checkout

MISSING = "std::string needs <string>: a public header includes what it takes"


class PublicHeaders(Checkout):
    def test_what_is_taken_is_included(self):
        for path in ("src/kernel/db/x.hpp", "src/modules/a/api/x.hpp"):
            with self.subTest(path):
                self.assert_refused(path, "#pragma once\nstd::string name();\nstd::string again();\n", f"2: {MISSING}")
                self.assert_passes(path, "#pragma once\n#include <string>\nstd::string name();\n")

    def test_another_header_that_brings_it_along_is_not_enough(self):
        self.assert_refused("src/kernel/db/x.hpp", "#include <stdexcept>\nstd::string name();\n", f"2: {MISSING}")

    def test_private_headers_and_sources_are_the_compilers_business(self):
        for path in ("src/kernel/db/session/x.hpp", "src/modules/a/store/x.hpp", "src/kernel/db/x.cpp"):
            with self.subTest(path):
                self.assert_passes(path, "std::string name();\n")

    def test_comments_and_strings_take_nothing(self):
        self.assert_passes("src/kernel/db/x.hpp", '#pragma once\n// std::string\nconst char* x = "std::string";\n')


if __name__ == "__main__":
    unittest.main()
