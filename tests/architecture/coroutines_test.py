"""Coroutines live in kernel/http, and there they avoid what the compiler gets wrong."""

import unittest

from fixture import Checkout

TEMPORARY = "a braced temporary inside co_await: name it in a variable first (g++ 12)"
CAPTURE = "a capture by value inside co_await: name the lambda first (g++ 12)"


class Elsewhere(Checkout):
    def test_coroutines_and_asio_are_refused_outside_http(self):
        for word in ("co_await", "co_return", "co_yield", "asio"):
            code = f"\nvoid f() {{ {'boost::asio::post(x)' if word == 'asio' else word + ' x'}; }}\n"
            with self.subTest(word):
                self.assert_refused("src/kernel/db/x.cpp", code,
                                    f"2: {word}: coroutines and Asio live in kernel/http only")
                (self.root / "src/kernel/db/x.cpp").unlink()
                self.assert_refused("src/modules/a/module.cpp", code,
                                    f"2: {word}: coroutines and Asio live in kernel/http only")
                (self.root / "src/modules/a/module.cpp").unlink()
                self.assert_passes("src/kernel/http/x.cpp", code)

    def test_a_macro_hides_nothing(self):
        self.assert_refused("src/kernel/db/x.cpp", "#define WAIT \\\n  co_await\n",
                            "1: co_await: coroutines and Asio live in kernel/http only")

    def test_comments_and_strings_may_speak_of_them(self):
        self.assert_passes("src/kernel/db/x.cpp", '// co_await is not ours\nconst char* s = "co_await";\n')


class Miscompiled(Checkout):
    ROWS = [
        ("co_await write(Head{200, 5});", TEMPORARY),
        ("co_await write(std::vector<int>{1, 2});", TEMPORARY),
        ("co_await write({1, 2});", TEMPORARY),
        ("auto n = co_await a.write(head,\n    Head{200});", TEMPORARY),
        ("if (co_await write(Head{})) return;", TEMPORARY),
        ("co_await write(head);", None),
        ("co_await write(head[1], table[f(x)]);", None),
        ("co_await write(Head(200));", None),
        ("co_await ready;\nuse(Head{200});", None),
        ("while (co_await more()) { use(Head{1}); }", None),
        ("for (auto x = co_await more(); x; x = next(Head{1})) {}", None),
        ("co_await post([=] { go(); });", CAPTURE),
        ("co_await post([head] { go(head); });", CAPTURE),
        ("co_await post([&head, n = 1] { go(head); });", CAPTURE),
        ("co_await post([*this] { go(); });", CAPTURE),
        ("co_await post([&] { go(Head{1}); });", None),
        ("co_await post([&head](int x) -> Head { return Head{x}; }, done);", None),
        ("co_await post([this]() mutable noexcept { if (x) { go(); } else { stay(); } });", None),
        ("co_await post([] { return 1; });", None),
        ("co_await post([&] { go(); }, Head{1});", TEMPORARY),
    ]

    def test_what_gcc_12_destroys_twice_is_refused(self):
        for code, why in self.ROWS:
            with self.subTest(code):
                line = 2 + (code.count("\n") if why else 0)
                self.assert_refused("src/kernel/http/x.cpp", f"Task f() {{\n  {code}\n}}\n",
                                    *([f"{line}: {why}"] if why else []))


if __name__ == "__main__":
    unittest.main()
