"""Where GCC 12 miscompiles `co_await`, silently: one co_await per statement, beside nothing clever.

A reading by brackets, not a parser: it knows statements, conditions and capture lists, which is
enough for the four shapes that matter and never asks for a compiler.
"""

import re

from sources import Finding, code_of, line_of

_CO_AWAIT = re.compile(r"\bco_await\b")
_CONDITION = re.compile(r"\b(if|while|switch|for)\s*(?:constexpr\s*)?\(")
_THROW = re.compile(r"\bthrow\b[^;{}]*\bco_await\b")
_CAPTURING = re.compile(r"(?<=[(,{=\s])\[\s*[^\[\]\s][^\[\]]*\]\s*(?:\([^()]*\)|\{|mutable\b)")
_DESIGNATED = re.compile(r"\{\s*\.\s*[A-Za-z_]")
_OPEN, _CLOSE = "([{", ")]}"


def check(tree):
    return [finding for file in tree.cpp() for finding in check_file(file)]


def check_file(file):
    code = code_of(file.text)
    found = [
        *_in_conditions(code),
        *((match.start(), "name what you throw before `throw`") for match in _THROW.finditer(code)),
        *_beside_the_operand(code),
    ]
    return [
        Finding(file.path, line_of(code, position), "co_await-trap", what)
        for position, what in sorted(found)
    ]


def _in_conditions(code):
    for match in _CONDITION.finditer(code):
        end = _closing(code, match.end() - 1)
        if _CO_AWAIT.search(code, match.end(), end):
            yield match.start(), f"co_await inside the condition of `{match.group(1)}`: name it first"


def _beside_the_operand(code):
    for match in _CO_AWAIT.finditer(code):
        begin, end = _statement_around(code, match)
        statement = code[begin:end]
        if _CAPTURING.search(statement):
            yield match.start(), "co_await beside a capturing lambda: name the lambda, move it in"
        if _DESIGNATED.search(code, match.end(), end):
            yield match.start(), "co_await beside a designated aggregate: name it, move it in"


def _closing(code, opening):
    """The position of the bracket that closes the one at `opening`."""
    depth = 0
    for position in range(opening, len(code)):
        if code[position] in _OPEN:
            depth += 1
        elif code[position] in _CLOSE:
            depth -= 1
            if depth == 0:
                return position
    return len(code)


def _statement_around(code, match):
    """From the last `;`, `{` or `}` before to the `;` that ends it, or to the body of a block."""
    begin = match.start()
    while begin > 0 and code[begin - 1] not in ";{}":
        begin -= 1
    end, depth = match.end(), 0
    while end < len(code):
        if code[end] in _OPEN:
            depth += 1
        elif code[end] in _CLOSE:
            depth -= 1
            if depth < 0 and code[end] == "}":
                break
        elif code[end] == ";" and depth <= 0:
            break
        end += 1
    return begin, end
