"""IMAP4 responses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dialogue.reading import Malformed, NeedMore
from connectors.imap4.grammar import (
    Code,
    Condition,
    Continuation,
    Data,
    Response,
    Status,
    read_response,
)
from connectors.imap4.values import Section, Value
from tests.connectors.three_ways import check_three_ways, feed

OK, NO, BAD, BYE, PREAUTH = (
    Condition.OK,
    Condition.NO,
    Condition.BAD,
    Condition.BYE,
    Condition.PREAUTH,
)
HEADER = Section("BODY", ("HEADER.FIELDS", ("SUBJECT", "FROM")))

RESPONSES: list[tuple[bytes, Response]] = [
    # Status
    (b"* OK ready\r\n", Status("*", OK, None, "ready")),
    (b"* OK\r\n", Status("*", OK, None, "")),
    (b"* ok lower case\n", Status("*", OK, None, "lower case")),
    (b"* PREAUTH in already\r\n", Status("*", PREAUTH, None, "in already")),
    (b"* BYE Autologout\r\n", Status("*", BYE, None, "Autologout")),
    (b"A1 OK done\r\n", Status("A1", OK, None, "done")),
    (b"a1 no\r\n", Status("a1", NO, None, "")),
    (b"A1 BAD what?\r\n", Status("A1", BAD, None, "what?")),
    (
        b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n",
        Status(
            "*",
            OK,
            Code("CAPABILITY", "IMAP4rev1 AUTH=PLAIN"),
            "[CAPABILITY IMAP4rev1 AUTH=PLAIN] ready",
        ),
    ),
    (b"A1 NO [alert] x\r\n", Status("A1", NO, Code("ALERT"), "[alert] x")),
    (
        b"* OK [PERMANENTFLAGS ()]\r\n",
        Status("*", OK, Code("PERMANENTFLAGS", "()"), "[PERMANENTFLAGS ()]"),
    ),
    (b'* NO [X "a ] b"] c\r\n', Status("*", NO, Code("X", '"a ] b"'), '[X "a ] b"] c')),
    (b'* NO [X one " mark] c\r\n', Status("*", NO, Code("X", 'one " mark'), '[X one " mark] c')),
    (b"* OK [no end\r\n", Status("*", OK, None, "[no end")),
    (b'* OK words with "one mark {5}\r\n', Status("*", OK, None, 'words with "one mark {5}')),
    (b"A1 OK words that end in {50}\r\n", Status("A1", OK, None, "words that end in {50}")),
    ("* NO 認証に失敗\r\n".encode(), Status("*", NO, None, "認証に失敗")),
    # Continuation
    (b"+ \r\n", Continuation(b"")),
    (b"+\r\n", Continuation(b"")),
    (b"+ cGFzcw==\r\n", Continuation(b"cGFzcw==")),
    (b"+ words {5}\r\n", Continuation(b"words {5}")),
    # Data
    (b"* 23 EXISTS\r\n", Data("EXISTS", 23, ())),
    (b"* 0 exists \r\n", Data("EXISTS", 0, ())),
    (
        b"* CAPABILITY IMAP4rev2 AUTH=PLAIN\r\n",
        Data("CAPABILITY", None, ("IMAP4rev2", "AUTH=PLAIN")),
    ),
    (b"* FLAGS (\\Seen \\* $x)\r\n", Data("FLAGS", None, (("\\Seen", "\\*", "$x"),))),
    (b'* LIST () "/" [Gmail]/All\r\n', Data("LIST", None, ((), b"/", "[Gmail]/All"))),
    (b'* ID ("name" NIL "os" nil)\r\n', Data("ID", None, ((b"name", None, b"os", None),))),
    (b'* QUOTA "" (STORAGE 10 512)\r\n', Data("QUOTA", None, (b"", ("STORAGE", "10", "512")))),
    (
        b"* QUOTA  {0}\r\n  (STORAGE 10 512) \r\n",
        Data("QUOTA", None, (b"", ("STORAGE", "10", "512"))),
    ),
    (b"* SEARCH\r\n", Data("SEARCH", None, ())),
    (b'* X-NEW "a\\"b\\\\c"\r\n', Data("X-NEW", None, (b'a"b\\c',))),
    (b'* X "subject {50}"\r\n', Data("X", None, (b"subject {50}",))),
    (b'* X "a\\" {50}"\r\n', Data("X", None, (b'a" {50}',))),
    (b'* X "a" {2}\r\n"(\r\n', Data("X", None, (b"a", b'"('))),
    (b"* X ({3}\r\n\r\n) {1}\r\nb c)\r\n", Data("X", None, ((b"\r\n)", b"b", "c"),))),
    (b"* X ~{2}\r\n\x00\xff\r\n", Data("X", None, (b"\x00\xff",))),
    (b"* X ((((a))(b)))\r\n", Data("X", None, ((((("a",),), ("b",)),),))),
    (
        b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (SUBJECT FROM)] {4}\r\na: b FLAGS ())\r\n",
        Data("FETCH", 1, (("UID", "7", HEADER, b"a: b", "FLAGS", ()),)),
    ),
    (
        b'* 1 FETCH (body[HEADER.FIELDS ("SUBJECT" {4}\r\nFROM)]<0> NIL)\r\n',
        Data("FETCH", 1, ((Section("BODY", ("HEADER.FIELDS", (b"SUBJECT", b"FROM"))), None),)),
    ),
    (
        b"* 1 FETCH (BODY[] NIL BODY[1.2]<5> x)\r\n",
        Data("FETCH", 1, ((Section("BODY", ()), None, Section("BODY", ("1.2",)), "x"),)),
    ),
]


@pytest.mark.parametrize(("data", "expected"), RESPONSES)
def test_responses_three_ways(data: bytes, expected: Response) -> None:
    """Every response is read the same whole, dripping, and with the next one behind it."""
    check_three_ways(data, read_response, expected)


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n",
        b"hello\r\n",
        b"+OK pop3\r\n",
        b"220 smtp ESMTP\r\n",
        b"HTTP/1.1 400 Bad Request {9}\r\n",
        b"A1 BYE only untagged\r\n",
        b"A1 PREAUTH only untagged\r\n",
        b"* \r\n",
        b"* 23\r\n",
        b"* 99999999999999999999999 EXISTS\r\n",
        b"* X (\r\n",
        b"* X )\r\n",
        b"* X ())\r\n",
        b'* X "no end\r\n',
        b'* X "no end {5}\r\n',
        b"* X \x00\r\n",
        b"* X BODY[(]\r\n",
        b"* X BODY[)\r\n",
        b"* X (BODY[TEXT)\r\n",
        b"* X " + b"(" * 40 + b")" * 40 + b"\r\n",
        b"* X {99999999999999999999999}\r\n",
        b"* X {5} behind\r\n",
    ],
)
def test_malformed(data: bytes) -> None:
    """What is no response is malformed at its first line, before any literal is waited for."""
    assert feed(data, read_response)[0] == Malformed(data[:-2])


def test_malformed_after_a_literal() -> None:
    """A response may turn out malformed late; its first line is shown."""
    assert feed(b"* X ({1}\r\na(\r\n", read_response)[0] == Malformed(b"* X ({1}")


IMAP_BYTES = st.text(alphabet='* \\"(){}[]<>+~AOKNILBODYfetch019\x00ÿ', max_size=60)


@given(st.lists(IMAP_BYTES.map(lambda text: text.encode("latin-1")), min_size=1, max_size=5))
def test_anything_at_all(pieces: list[bytes]) -> None:
    """Whatever a server says is a response, the beginning of one, or malformed; never an error."""
    for end in range(1, len(pieces) + 1):
        outcome = read_response(pieces[:end])
        assert isinstance(outcome, Status | Data | Continuation | NeedMore | Malformed)


STRINGS = st.binary(max_size=20)
VALUES = st.recursive(
    st.none()
    | STRINGS
    | st.from_regex(r"[A-Za-z0-9\\$.*]{1,8}", fullmatch=True).filter(
        lambda atom: atom.upper() != "NIL"
    ),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=8,
)


def written(value: object, quote: bool) -> bytes:
    """A value as a server would write it, with quoted strings or with literals."""
    match value:
        case None:
            return b"NIL"
        case str():
            return value.encode()
        case tuple():
            return b"(" + b" ".join(written(inner, quote) for inner in value) + b")"
        case bytes() if quote and not set(value) & set(b"\r\n"):
            return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        case bytes():
            return b"{%d}\r\n" % len(value) + value
    raise TypeError(value)


@given(st.lists(VALUES, max_size=4).map(tuple), st.booleans())
def test_values_that_were_written_come_back(values: tuple[Value, ...], quote: bool) -> None:
    """Whatever is in strings, braces, quotes and line ends included, comes back whole."""
    data = b"* X-DATA" + b"".join(b" " + written(value, quote) for value in values) + b"\r\n"
    assert feed(data, read_response) == (Data("X-DATA", None, values), b"")


@pytest.mark.parametrize(
    "evil",
    [
        b"(",
        b")",
        b'"',
        b'\\"',
        b"{1",
        b"{1}",
        b"[",
        b"BODY[",
        b'"a',
        b"* ",
        b" ",
        b"A1 OK [",
        b'[X "',
    ],
)
@pytest.mark.parametrize("before", [b"", b"* X ", b"* OK ", b'* OK [X "', b"* 1 FETCH ("])
def test_time_grows_with_length_only(before: bytes, evil: bytes) -> None:
    """A line of the longest length is read at once, whatever it repeats.

    A grammar that looked at a character more than a few times would not end before the test
    run does: the line is a hundred times as long as any that the wire lets through.
    """
    read_response([before + evil * (800_000 // len(evil))])
