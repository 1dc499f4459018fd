"""What is fuzzed: everything that reads bytes of strangers, each with words to begin from.

A target takes any bytes and returns. What it raises, or asserts in vain, is a mistake of ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

from connectors.dialogue.headers import VALUE_LIMIT, date_of, decode, read_headers
from connectors.dialogue.reading import Grammar, Malformed, NeedMore
from connectors.imap4 import grammar as imap4
from connectors.imap4.gathered import Gathered
from connectors.lookup import autodiscover, clientconfig, pacc, pox
from connectors.lookup.address import parse
from connectors.lookup.xml import MalformedDocument
from connectors.model import Protocol
from connectors.oauth.grammar import read_device_code, read_token
from connectors.oauth.model import Answer, SignInFailed
from connectors.pop3 import grammar as pop3
from connectors.smtp import grammar as smtp
from connectors.wire.certificate import certificate_of
from connectors.wire.echo import SHORTEST, Secrets
from connectors.wire.lines import LINE_LIMIT, LineBuffer, LineTooLong
from connectors.wire.records import HandshakeRecords
from connectors.wire.service import recognise
from connectors.wire.transcript import visible
from knowledge.entities import Names, read_entities
from knowledge.excerpt import WHOLE, excerpt
from knowledge.replies import STAGES, ours
from tests.connectors.three_ways import feed
from tests.fuzz.seeds import CONFIGURATION, DIALOGUES, HEADERS, PACC, POX, TEXTS

T = TypeVar("T")

ADDRESS = parse("taro@example.com")
NAMES = Names(
    providers={"gmail": "gmail", "グーグル": "gmail"},
    clients={"outlook": "outlook", "サンダーバード": "thunderbird"},
    domains={"gmail.com": "gmail"},
    words=frozenset({"AUTHENTICATIONFAILED", "ALERT", "SYS/TEMP"}),
    replies=frozenset({"250", "535", "554"}),
    ports=frozenset({25, 110, 143, 465, 587, 993, 995}),
)


@dataclass(frozen=True)
class Target:
    """One thing to fuzz; ``longest`` is the most bytes that it is given."""

    run: Callable[[bytes], None]
    seeds: Sequence[bytes]
    longest: int = 2048


def _all(data: bytes, grammar: Grammar[T]) -> list[T]:
    """Every reply in the bytes, until they end or are none."""
    found: list[T] = []
    while True:
        outcome, data = feed(data, grammar)
        if isinstance(outcome, NeedMore | Malformed):
            return found
        found.append(outcome)


def _smtp(data: bytes) -> None:
    for reply in _all(data, smtp.read_reply):
        smtp.read_extensions(reply)


def _pop3(data: bytes) -> None:
    _all(data, pop3.read_login)
    for reply in (*_all(data, pop3.read_multiline), *_all(data, pop3.read_reply)):
        pop3.read_capabilities(reply)
        pop3.counts_in(reply.text)
        pop3.timestamp_in(reply.text)


def _imap4(data: bytes) -> None:
    gathered = Gathered()
    responses: list[imap4.Response] = _all(data, imap4.read_response)
    for response in responses:
        gathered.take(response)
    gathered.newest()
    gathered.quota()


def _lines(data: bytes) -> None:
    """Cut anywhere, the same lines come out as from the whole."""
    cut, data = (data[0] + 1, data[1:]) if data else (1, b"")
    pieces = (data[at : at + cut] for at in range(0, len(data), cut))
    assert _lines_of(pieces) == _lines_of([data])


def _lines_of(pieces: Iterable[bytes]) -> tuple[list[bytes], bool]:
    buffer, found = LineBuffer(), []
    for piece in pieces:
        buffer.feed(piece)
        try:
            while (line := buffer.line()) is not None:
                assert len(line) <= LINE_LIMIT
                found.append(line)
        except LineTooLong:
            return found, True
    return found, False


def _headers(data: bytes) -> None:
    headers = read_headers(data.split(b"\r\n"))
    assert all(len(value) <= VALUE_LIMIT + 1 for value in headers.values())
    date_of(headers.get("date", ""))
    assert not set(map(chr, range(32))) & set(decode(data))


def _replies(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    ours().read(text)
    stage = STAGES[len(data) % len(STAGES)]
    protocol = tuple(Protocol)[len(data) % len(Protocol)]
    ours().cause_of(protocol, stage, text[:3], text[4:10], text)


def _excerpt(data: bytes) -> None:
    text = (data.decode("utf-8", "replace") + "\n") * (2 + WHOLE // (len(data) + 1))
    assert len(excerpt(text).text) <= WHOLE


def _echo(data: bytes) -> None:
    line, _, reply = data.partition(b"\n")
    secrets = Secrets()
    secrets.add(b"PASS " + line, "PASS ***")
    left = secrets.without(reply)
    assert len(line) < SHORTEST or b"*" in line or line not in left


def _entities(data: bytes) -> None:
    read_entities(data.decode("utf-8", "replace"), NAMES)


def _xml(data: bytes) -> None:
    with suppress(MalformedDocument):
        clientconfig.offers(data, ADDRESS)
    with suppress(MalformedDocument):
        pox.answered(data, ADDRESS)


def _json(data: bytes) -> None:
    with suppress(MalformedDocument):
        pacc.offers(data, ADDRESS)
    with suppress(MalformedDocument):
        autodiscover.named_url(data)
    pacc.digest_of(data)
    for status in (200, 400):
        with suppress(SignInFailed):
            read_token(Answer(status, data))
        with suppress(SignInFailed):
            read_device_code(Answer(status, data))


def _wire(data: bytes) -> None:
    """What is looked at before anybody knows what it is."""
    recognise(data)
    records = HandshakeRecords()
    for at in range(0, len(data), 7):
        records.feed(data[at : at + 7])
    certificate_of(data)
    assert not set(map(chr, range(32))) & set(visible(data))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def _dialogue(protocol: Protocol, data: bytes) -> None:
    """A whole session, from greeting to farewell."""
    from tests.connectors.test_any_server import ERRANDS, hold

    errand = ERRANDS[protocol is Protocol.SMTP]
    _loop().run_until_complete(hold(protocol, data, errand))


TARGETS: dict[str, Target] = {
    "smtp": Target(_smtp, DIALOGUES),
    "pop3": Target(_pop3, DIALOGUES),
    "imap4": Target(_imap4, DIALOGUES),
    "lines": Target(_lines, DIALOGUES, 20_000),
    "headers": Target(_headers, HEADERS),
    "replies": Target(_replies, (*TEXTS, *DIALOGUES)),
    "excerpt": Target(_excerpt, TEXTS),
    "echo": Target(_echo, (b"hunter2\n-ERR hunter2", b"abc\n-ERR abc")),
    "entities": Target(_entities, TEXTS),
    "xml": Target(_xml, (CONFIGURATION, POX), 4096),
    "json": Target(_json, (PACC, *TEXTS), 4096),
    "wire": Target(_wire, DIALOGUES),
    "smtp-dialogue": Target(partial(_dialogue, Protocol.SMTP), DIALOGUES),
    "pop3-dialogue": Target(partial(_dialogue, Protocol.POP3), DIALOGUES),
    "imap4-dialogue": Target(partial(_dialogue, Protocol.IMAP), DIALOGUES),
}
