"""Each check finds what it is for, and leaves the approved way of writing it alone."""

import unittest

import coroutines
import house
import includes
import scripts
from sources import File, code_of


def found(check, text, path="invoke/x.cc"):
    return [str(finding) for finding in check(File(path, text))]


class Includes(unittest.TestCase):
    def test_every_pair_of_folders(self):
        order = ["config", "emulator/base", "emulator/http", "emulator/environment", "emulator/runtime_api"]
        order += ["invoke", "api"]
        for place, here in enumerate(order):
            for other, there in enumerate(order):
                text = f'#include "{there}/y.h"\n'
                complaints = found(includes.check_file, text, f"{here}/x.cc")
                self.assertEqual(bool(complaints), other > place, f"{here} includes {there}")

    def test_neighbours_in_emulator_do_not_see_each_other(self):
        tools = ("http", "process", "journal", "faults")
        for here in tools:
            for there in tools:
                text = f'#include "emulator/{there}/y.h"\n'
                complaints = found(includes.check_file, text, f"emulator/{here}/x.h")
                self.assertEqual(bool(complaints), here != there, f"{here} includes {there}")

    def test_nobody_below_sees_the_tests_and_the_tests_see_everything(self):
        self.assertTrue(found(includes.check_file, '#include "tests/support/run.h"\n', "api/x.cc"))
        self.assertFalse(found(includes.check_file, '#include "api/daemon.h"\n', "tests/e2e/x.cc"))

    def test_a_path_starts_at_the_root(self):
        for path in ("pool.h", "../config/names.h", "pool/x.h"):
            self.assertTrue(found(includes.check_file, f'#include "{path}"\n'), path)

    def test_the_finding_names_file_line_and_rule(self):
        complaint = found(includes.check_file, '\n#include "api/daemon.h"\n')
        self.assertEqual(
            complaint, ['invoke/x.cc:2: include-direction: invoke may not include api, found "api/daemon.h"']
        )


class Coroutines(unittest.TestCase):
    TRAPS = (
        "if (co_await ready()) go();",
        "if (!done &&\n    co_await ready()) go();",
        "while (co_await more()) {}",
        "do { go(); } while (co_await more());",
        "switch (co_await kind()) {}",
        "for (const auto& x : co_await list()) {}",
        "throw Error(co_await reason());",
        "throw Error(\n    co_await reason());",
        "co_await f([id] { use(id); });",
        "co_await f([&] { use(id); });",
        "auto x = co_await co_spawn(ex, [this]() -> awaitable<void> { co_return; }, token);",
        "co_await f(Options{.name = n});",
        "co_return co_await f({ .name = n });",
        "const auto x = co_await f(a,\n                          Options{\n                              .name = n});",
    )
    FINE = (
        "const bool ok = co_await ready();\nif (ok) go();",
        "if (ready()) co_return co_await go();",
        "if (ready()) {\n  co_await go();\n}",
        "const std::string why = co_await reason();\nthrow Error(why);",
        "auto job = [id] { use(id); };\nco_await f(std::move(job));",
        "co_await f([] { use(); });",
        "tasks.spawn(name, [this]() -> awaitable<void> { co_await serve(); });",
        "auto body = [this]() -> awaitable<void> {\n  co_await serve();\n  co_await rest();\n};",
        "Options options{.name = n};\nco_await f(std::move(options));",
        "co_await f(table[index], std::string{n});",
        "co_return Response{.status = co};",
        "// if (co_await ready())\nlog(\"if (co_await ready())\");",
        "const auto x = co_await f(list[0], (y));",
        "try { co_await f(); } catch (const E& e) { x = Row{.a = 1}; }",
    )

    def test_finds_every_trap(self):
        for text in self.TRAPS:
            self.assertTrue(found(coroutines.check_file, text), text)

    def test_leaves_the_approved_way_alone(self):
        for text in self.FINE:
            self.assertEqual(found(coroutines.check_file, text), [], text)


class House(unittest.TestCase):
    def test_a_header_opens_with_a_comment_and_a_guard(self):
        self.assertEqual(found(house.check_file, "// What.\n#pragma once\n", "config/x.h"), [])
        self.assertEqual(len(found(house.check_file, "#include <map>\n", "config/x.h")), 2)

    def test_nothing_unfinished_nothing_thrown_away(self):
        for text in ("// TO" + "DO later", "spawn(asio::detached);", "try { f(); } catch (...) {}"):
            self.assertTrue(found(house.check_file, text), text)
        self.assertEqual(found(house.check_file, "// asio::detached drops exceptions\n"), [])

    def test_cpp_tests_do_not_sleep(self):
        text = "std::this_thread::sleep_for(1s);"
        self.assertTrue(found(house.check_file, text, "tests/unit/x_test.cc"))
        self.assertEqual(found(house.check_file, "clock.sleep_until(t);", "tests/unit/x_test.cc"), [])

    def test_python_tests_do_not_sleep_but_handlers_may(self):
        text = "import time\ntime.sleep(1)\n"
        self.assertTrue(found(house.check_file, text, "tests/e2e/test_x.py"))
        self.assertTrue(found(house.check_file, text, "tests/conftest.py"))
        self.assertEqual(found(house.check_file, text, "tests/e2e/functions/slow/test_me.py"), [])
        self.assertEqual(found(house.check_file, f'HANDLER = """{text}"""\n', "tests/e2e/test_x.py"), [])


class Scripts(unittest.TestCase):
    def test_python_compiles(self):
        self.assertTrue(scripts.check_python(File("x.py", "def f(:\n")))
        self.assertFalse(scripts.check_python(File("x.py", "def f(): pass\n")))

    def test_shell_parses(self):
        self.assertTrue(scripts.check_shell(File("x.sh", "if true; then\n")))
        self.assertFalse(scripts.check_shell(File("x.sh", "true\n")))
        self.assertTrue(scripts.is_shell(File("dev", "#!/usr/bin/env bash\n")))
        self.assertFalse(scripts.is_shell(File("x.py", "#!/usr/bin/env python3\n")))


class Code(unittest.TestCase):
    def test_literals_and_comments_are_blank_and_lines_stay(self):
        for text in ('f("a;\\"b"); // c\n', "x = 'a'; /* b\nc */ y\n", 'R"x(co_await ")x"; z\n'):
            code = code_of(text)
            self.assertEqual(len(code), len(text))
            self.assertEqual(code.count("\n"), text.count("\n"))
            self.assertNotIn("b", code)
        self.assertEqual(code_of("kMax = 1'000'000;"), "kMax = 1'000'000;")


if __name__ == "__main__":
    unittest.main()
