"""Events in, results out: the JSON of Python functions (runtime-api.md §7.4).

The standard library's json in C does the work whenever its output is the cloud's.  There, unlike
here, a namedtuple is an object, bytes inside a result are text and a Decimal keeps its digits;
results that may hold such things are written by the code below, and so are long texts.
"""

import json
import marshal
import os
import re
import sys

_UNESCAPED_ENVIRONMENTS = {f"AWS_Lambda_python3.{minor}" for minor in range(12, 16)}
_LONG_TEXT = 64 * 1024  # characters
_TO_ESCAPE = ('"', "\\", "\n", "\x7f", *map(chr, range(32)))  # in ASCII, by either encoder
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity', re.DOTALL)


class _RefusedConstant(Exception):
    pass


def _refuse_constant(name):
    raise _RefusedConstant(name)


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def decode(body):
    """The event in `body`, UTF-8 JSON in any buffer.  ValueError says what is wrong, and where."""
    text = str(body, "utf-8").removeprefix("\ufeff")
    try:
        return _decoder.decode(text)
    except _RefusedConstant:
        # json does not say where it met the constant: it is the first one outside a string.
        position = next(m.start() for m in _STRING_OR_CONSTANT.finditer(text) if m[0][0] != '"')
        raise json.JSONDecodeError("Expecting value", text, position) from None


class Encoder:
    """Results as text.  `escaped` writes \\uXXXX for everything beyond ASCII."""

    def __init__(self, escaped):
        self._plain = json.JSONEncoder(ensure_ascii=escaped)
        self._quote = json.encoder.encode_basestring_ascii if escaped else json.encoder.encode_basestring

    @classmethod
    def of_environment(cls):
        """The encoder that AWS_EXECUTION_ENV asks for."""
        return cls(escaped=os.environ.get("AWS_EXECUTION_ENV") not in _UNESCAPED_ENVIRONMENTS)

    def encode(self, value):
        """`value` as JSON text.  An Exception of any kind when it has none; its text says why."""
        if _has_long_text(value):
            return self._write(value, set())
        if _is_plain(value):
            try:
                return self._plain.encode(value)
            except TypeError:
                pass  # bytes are plain and can be written, sets are plain and cannot
        return self._write(value, set())

    def _write(self, value, parents):
        """`value` as JSON text; `parents` holds the ids of the containers around it."""
        if isinstance(value, str):
            return f'"{value}"' if _is_long_and_clean(value) else self._quote(value)
        if isinstance(value, bytes):
            return self._quote(value.decode())
        if value is None or isinstance(value, (int, float)):
            return _scalar_text(value)
        is_record = _is_record(value)
        if not is_record and not isinstance(value, (list, tuple, dict)):
            return _decimal_text(value)
        if id(value) in parents:
            raise ValueError("Circular reference detected")
        parents.add(id(value))
        fields = _fields_of(value) if is_record else value
        if isinstance(fields, dict):
            members = [
                f"{self._quote(_key_text(key))}: {self._write(item, parents)}" for key, item in fields.items()
            ]
            text = f"{{{', '.join(members)}}}"
        else:
            text = f"[{', '.join([self._write(item, parents) for item in fields])}]"
        parents.discard(id(value))
        return text


def _has_long_text(value):
    """Whether `value` is a long str, or a short dict with one: a page, or a file in base64."""
    if type(value) is str:
        return len(value) >= _LONG_TEXT
    if type(value) is not dict or not _is_plainly_small(value):
        return False
    return any(type(item) is str and len(item) >= _LONG_TEXT for item in value.values())


def _is_long_and_clean(text):
    """Whether `text` is a long one that is its own JSON.  json asks character by character, `in` asks memchr."""
    return len(text) >= _LONG_TEXT and text.isascii() and not any(character in text for character in _TO_ESCAPE)


_PLAIN_SCALARS = frozenset((str, int, float, bool, type(None)))


def _is_plain(value):
    """Whether `value` is made of exact built-in types only."""
    if _is_plainly_small(value):
        return True
    try:
        # In C, and it refuses all other types; but it copies, which megabytes of text feel.
        marshal.dumps(value)
    except ValueError:
        return False
    return True


def _is_plainly_small(value):
    """The common results, at a glance: a scalar, or a short dict or list of scalars and such dicts."""
    kind = type(value)
    if kind in _PLAIN_SCALARS:
        return True
    if kind is dict:
        if len(value) > 16:
            return False
        return all(type(key) is str for key in value) and all(
            type(item) in _PLAIN_SCALARS or (type(item) is dict and _is_flat(item)) for item in value.values()
        )
    return kind is list and len(value) <= 16 and all(type(item) in _PLAIN_SCALARS for item in value)


def _is_flat(fields):
    return len(fields) <= 32 and all(
        type(key) is str and type(item) in _PLAIN_SCALARS for key, item in fields.items()
    )


def _scalar_text(value):
    """None, a bool, int or float.  Subclasses such as IntEnum are written as the number they are."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return float.__repr__(value)


def _decimal_text(value):
    decimal = sys.modules.get("decimal")  # a Decimal exists only where its module is loaded
    if not decimal or not isinstance(value, decimal.Decimal):
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
    return "NaN" if value.is_nan() else str(value)


def _key_text(key):
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        return key.decode()
    if key is None or isinstance(key, (int, float)):
        return _scalar_text(key)
    raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")


def _is_record(value):
    """Whether `value` is a namedtuple, or calls itself one by having _asdict()."""
    return not isinstance(value, type) and callable(getattr(value, "_asdict", None))


def _fields_of(record):
    fields = record._asdict()
    if not isinstance(fields, dict):
        raise TypeError(f"_asdict() must return a dict, not {type(fields).__name__}")
    return fields
