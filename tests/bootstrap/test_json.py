"""What handlers receive and what becomes of what they return (runtime-api.md §7.4)."""

import json

import differences
import pytest
from support import Event

# (expression, what is posted)
RESULTS = [
    ("None", b"null"),
    ("True", b"true"),
    ("[]", b"[]"),
    ("{}", b"{}"),
    ('{"b": 1, "a": [1, 2]}', b'{"b": 1, "a": [1, 2]}'),
    ('"é€😀"', '"é€😀"'.encode()),
    (r'"\"\\\n\x00\x7f\u2028"', b'"\\"\\\\\\n\\u0000\x7f\xe2\x80\xa8"'),
    ('b"\\xff raw"', b"\xff raw"),
    ('[b"abc", {"k": b"\\xc3\\xa9"}]', '["abc", {"k": "é"}]'.encode()),
    ('{b"k": 1}', b'{"k": 1}'),
    ("(1, 2)", b"[1, 2]"),
    ("Pair(1, 2)", b'{"a": 1, "b": 2}'),
    ("[Pair(Pair(1, (2, Pair(3, 4))), 5)]", b'[{"a": {"a": 1, "b": [2, {"a": 3, "b": 4}]}, "b": 5}]'),
    ("(lambda pair: [pair, pair, pair.b])(Pair(1, [2]))", b'[{"a": 1, "b": [2]}, {"a": 1, "b": [2]}, [2]]'),
    ("HasAsdict()", b'{"x": 1}'),
    ('Decimal("1.10")', b"1.10"),
    (
        '[Decimal("1E+5"), Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")]',
        b"[1E+5, NaN, Infinity, -Infinity]",
    ),
    ('Pair(Decimal("2.50"), b"x")', b'{"a": 2.50, "b": "x"}'),
    ('[float("nan"), float("inf"), -float("inf")]', b"[NaN, Infinity, -Infinity]"),
    (
        'Pair(float("nan"), [float("inf"), -float("inf"), 0.1])',
        b'{"a": NaN, "b": [Infinity, -Infinity, 0.1]}',
    ),
    ("[1.0, -0.0, 1e16, 1e22, 5e-324]", b"[1.0, -0.0, 1e+16, 1e+22, 5e-324]"),
    ("10 ** 30", b"1" + b"0" * 30),
    ("{1: 1, 1.5: 2, None: 4}", b'{"1": 1, "1.5": 2, "null": 4}'),
    ("{True: 1, False: Pair(1, 2)}", b'{"true": 1, "false": {"a": 1, "b": 2}}'),
    ("[Text.A, Number.A, {Text.A: 1, Number.A: 2}]", b'["x", 7, {"x": 1, "7": 2}]'),
    ("OrderedDict(a=1)", b'{"a": 1}'),
    ("defaultdict(list, a=[1])", b'{"a": [1]}'),
    ("[OddText('t'), OddInt(5), OddFloat(1.5)]", b'["t", 5, 1.5]'),
]

NOT_SERIALISABLE = [
    # (expression, the type's name in the message)
    ("{1}", "set"),
    ("frozenset()", "frozenset"),
    ("datetime.datetime(2026, 1, 1)", "datetime"),
    ("uuid.UUID(int=1)", "UUID"),
    ("coroutine()", "coroutine"),
    ("(x for x in [])", "generator"),
    ("range(3)", "range"),
    ("bytearray(b'x')", "bytearray"),
    ("collections.UserDict()", "UserDict"),
    ("collections.deque()", "deque"),
    ("Plain.A", "Plain"),
    ("1j", "complex"),
    ("...", "ellipsis"),
    ("Pair", "type"),
    ("[{'a': ({1},)}]", "set"),
]

REFUSED = [
    # (expression, what follows "Unable to marshal response: ")
    *(
        (expression, f"Object of type {name} is not JSON serializable")
        for expression, name in NOT_SERIALISABLE
    ),
    ('[b"\\xff"]', "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ("{(1, 2): 1}", "keys must be str, int, float, bool or None, not tuple"),
    ('{Decimal("1"): 1}', "keys must be str, int, float, bool or None, not Decimal"),
    ("{Plain.A: 1}", "keys must be str, int, float, bool or None, not Plain"),
    ("{datetime.date(2026, 1, 1): 1}", "keys must be str, int, float, bool or None, not date"),
    ("circular_list", "Circular reference detected"),
    ("circular_dict", "Circular reference detected"),
    ("circular_pair", "Circular reference detected"),
    ("BadAsdict()", "_asdict() must return a dict, not list"),
]

RESULT_CODE = """
import collections, datetime, enum, uuid
from collections import OrderedDict, defaultdict
from decimal import Decimal

Pair = collections.namedtuple("Pair", "a b")
class Text(str, enum.Enum): A = "x"
class Number(enum.IntEnum): A = 7
class Plain(enum.Enum): A = 1
class OddText(str):
    def __str__(self): return "odd"
class OddInt(int):
    def __repr__(self): return "odd"
class OddFloat(float):
    def __repr__(self): return "odd"
class HasAsdict:
    def _asdict(self): return {"x": 1}
class BadAsdict:
    def _asdict(self): return [1]
async def coroutine(): pass
circular_list = []; circular_list.append(circular_list)
circular_dict = {}; circular_dict["a"] = circular_dict
circular_pair = Pair(1, []); circular_pair.b.append(circular_pair)
def deep(levels):
    value = []
    for _ in range(levels): value = [value]
    return value

def handler(expression, context):
    return eval(expression)
"""


def posts_of(run_once, expressions):
    events = [Event(json.dumps(e).encode(), request_id=f"id-{i}") for i, e in enumerate(expressions)]
    outcome = run_once(RESULT_CODE, *events)
    assert len(outcome.posts) == len(expressions), outcome
    return dict(zip(expressions, outcome.posts, strict=True))


@pytest.fixture(scope="module")
def results(run_once):
    return posts_of(run_once, [expression for expression, _ in RESULTS])


@pytest.fixture(scope="module")
def refusals(run_once):
    return posts_of(run_once, [expression for expression, _ in REFUSED])


@pytest.mark.parametrize("expression, body", RESULTS)
def test_result_is_posted_as(results, expression, body):
    post = results[expression]
    assert (post.kind, post.body) == ("response", body)
    raw = expression.startswith("b")
    assert post.headers["content-type"] == ("application/unknown" if raw else "application/json")


@pytest.mark.parametrize("expression, message", REFUSED)
def test_result_is_refused_with(refusals, expression, message):
    post = refusals[expression]
    payload = json.loads(post.body)
    assert post.kind == "error"
    assert payload["errorType"] == "Runtime.MarshalError"
    assert payload["errorMessage"] == f"Unable to marshal response: {message}"
    assert payload["stackTrace"] == []
    assert payload["requestId"].startswith("id-")


# Behind a text that is long enough to be looked at as a whole: what needs an escape, and what does not.
LAST_CHARACTERS = ["x", '"', "\\", "\x7f", "é", "😀", *map(chr, range(32))]


@pytest.mark.parametrize("environment, is_escaped", [("AWS_Lambda_python3.12", False), (None, True)])
def test_long_texts_are_escaped_like_short_ones(run, environment, is_escaped):
    code = """
        def handler(last, context):
            text = "x" * 100_000 + last
            return text if context.aws_request_id == "alone" else {"short": 1, "headers": {"a": None}, "body": text}
    """
    for request_id in ("alone", "inside"):
        events = [Event(json.dumps(last).encode(), request_id=request_id) for last in LAST_CHARACTERS]
        outcome = run(code, *events, variables={"AWS_EXECUTION_ENV": environment})
        for last, post in zip(LAST_CHARACTERS, outcome.posts, strict=True):
            text = "x" * 100_000 + last
            result = text if request_id == "alone" else {"short": 1, "headers": {"a": None}, "body": text}
            assert post.body == json.dumps(result, ensure_ascii=is_escaped).encode(), ascii(last)


def test_nesting_is_limited_by_the_interpreter(run, client):
    code = RESULT_CODE
    outcome = run(code, *[Event(json.dumps(f"deep({n})").encode()) for n in (1400, 1900)])
    fine, refused = outcome.posts
    assert fine.body == b"[" * 1401 + b"]" * 1401
    assert json.loads(refused.body)["errorMessage"] == (
        "Unable to marshal response: " + differences.of(client, "recursion-result")
    )


def test_other_execution_environments_get_escapes(run):
    code = "import collections\ndef handler(e, c): return ['é😀', collections.OrderedDict(é=1)]\n"
    outcome = run(code, Event(), variables={"AWS_EXECUTION_ENV": None})
    assert outcome.post.body == rb'["\u00e9\ud83d\ude00", {"\u00e9": 1}]'


def test_lone_surrogate_in_a_result_ends_the_process(run):
    outcome = run(
        r"""
        def handler(event, context):
            return "\ud800"
        """,
        Event(),
    )
    assert (outcome.status, outcome.posts) == (1, [])
    assert "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800'" in outcome.stderr


# (event bytes, repr of what the handler got)
EVENTS = [
    (b'{"a": [1, 2.5, null, true]}', "{'a': [1, 2.5, None, True]}"),
    (b"  [1]\n", "[1]"),
    ('"é😀"'.encode(), "'é😀'"),
    (rb'"\ud83d\ude00"', "'😀'"),
    (b"1e400", "inf"),
    (b"-1e400", "-inf"),
    (b'{"a": 1, "a": 2}', "{'a': 2}"),
    (b'["NaN", "-Infinity \\" NaN"]', "['NaN', '-Infinity \" NaN']"),
    (b"\xef\xbb\xbf{}", "{}"),
    (b"123456789012345678901234567890", "123456789012345678901234567890"),
]

BAD_EVENTS = [
    (b"", "Expecting value: line 1 column 1 (char 0)"),
    (b" ", "Expecting value: line 1 column 2 (char 1)"),
    (b"nul", "Expecting value: line 1 column 1 (char 0)"),
    (b"NaN", "Expecting value: line 1 column 1 (char 0)"),
    (b'["NaN", -Infinity]', "Expecting value: line 1 column 9 (char 8)"),
    (b'{"a":\n Infinity}', "Expecting value: line 2 column 2 (char 7)"),
    (b'"abc', "Unterminated string starting at: line 1 column 1 (char 0)"),
    (b'{"a"}', "Expecting ':' delimiter: line 1 column 5 (char 4)"),
    (b'"\xff"', "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"),
    (
        b"1" * 4301,
        "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; "
        "use sys.set_int_max_str_digits() to increase the limit",
    ),
]

WORDED_DIFFERENTLY = [
    (b"[1 2]", "malformed-comma"),
    (b"{} {}", "malformed-extra"),
    (b"{1:2}", "malformed-name"),
    (b"[" * 5000, "recursion-event"),
]

ECHO_REPR = "def handler(event, context): return repr(event)\n"


@pytest.fixture(scope="module")
def decoded(run_once):
    bodies = [body for body, _ in [*EVENTS, *BAD_EVENTS, *WORDED_DIFFERENTLY]]
    outcome = run_once(ECHO_REPR, *[Event(body) for body in bodies])
    assert len(outcome.posts) == len(bodies), outcome
    return dict(zip(bodies, outcome.posts, strict=True))


@pytest.mark.parametrize("body, seen", EVENTS)
def test_event_is_seen_as(decoded, body, seen):
    assert json.loads(decoded[body].body) == seen


def unmarshal_error(post):
    payload = json.loads(post.body)
    assert post.kind == "error"
    assert (payload["errorType"], payload["stackTrace"]) == ("Runtime.UnmarshalError", [])
    return payload["errorMessage"].removeprefix("Unable to unmarshal input: ")


@pytest.mark.parametrize("body, message", BAD_EVENTS, ids=lambda value: str(value)[:20])
def test_event_is_refused_with(decoded, body, message):
    assert unmarshal_error(decoded[body]) == message


@pytest.mark.parametrize("body, row", WORDED_DIFFERENTLY, ids=lambda value: str(value)[:20])
def test_event_is_refused_in_other_words(decoded, client, body, row):
    assert unmarshal_error(decoded[body]) == differences.of(client, row)


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "text/plain"]
)
def test_any_other_content_type_arrives_as_bytes(run, content_type):
    outcome = run(ECHO_REPR, Event(b'{"a": 1}', content_type=content_type))
    assert json.loads(outcome.post.body) == repr(b'{"a": 1}')


def test_event_without_content_type_arrives_as_bytes(run, client):
    outcome = run(ECHO_REPR, Event(b'{"a": 1}', content_type=None))
    assert outcome.status == differences.of(client, "event-without-content-type")
    assert [json.loads(post.body) for post in outcome.posts] == (
        [repr(b'{"a": 1}')] if outcome.status is None else []
    )


@pytest.mark.parametrize("size", [60_000, 65_536, 200_000, 6_291_000])
def test_large_events_and_results_arrive_whole(run, size):
    text = "é" * (size // 2)
    outcome = run(
        "def handler(event, context): return {'got': event}\n",
        Event(json.dumps(text, ensure_ascii=False).encode()),
    )
    assert outcome.post.body == json.dumps({"got": text}, ensure_ascii=False).encode()
