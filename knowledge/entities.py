r"""What a text names: ports, protocols, hosts, addresses, codes, providers, programs.

Pure, over folded text, so ``ﾎﾟｰﾄ９９３`` names port 993. Patterns never rely on
word boundaries of ``\b``: between a kanji and a letter there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from knowledge.fold import fold, fold_width, language_of
from knowledge.model import Language
from knowledge.search.asking import asks_about_nothing_else

# Entities stand where people can see them; what comes after 20,000 characters is a log's tail.
LOOKED_AT = 20_000

T = TypeVar("T")
_START = 2  # characters by which names are looked up
ByStart = Mapping[str, list[tuple[str, str]]]
"""Names and their ids by the names' first two characters."""
Span = tuple[int, int, str]
"""Where a name begins and ends in a text, and its id."""

# Ports of mail that are recognised without the word "port". 25 is not among them ("25 people"):
# it needs a protocol or the word beside it.
_MAIL_PORTS = frozenset({110, 143, 465, 587, 993, 995, 2525})
_UNITS = (
    "kb|mb|gb|tb|k|m|g|%|bytes?|people|users?|days?|hours?|minutes?|mins?|seconds?|times|mails?"
)
_UNITS_JA = "件|通|円|人|名|日|時|分|秒|年|月|回|個|歳|才|台|キロ|メガ|ギガ"

_ADDRESS = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,63})(?![\w-])", re.ASCII
)
_HOST = re.compile(r"(?<![\w.@-])((?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24})(?![\w-]|\.\w)", re.ASCII)
_FILE_ENDINGS = frozenset(
    "pdf exe txt log eml zip doc docx xls xlsx jpg jpeg png php py js".split()
)
_PROTOCOL = re.compile(
    r"(?<![a-z])(?P<imap>imaps?4?(?:rev[12])?)(?![a-z])|(?P<imap_spoken>[アあ]?[イい][マま][ッっ][プぷ])"
    r"|(?<![a-z])(?P<pop3>pops?[23]?s?)(?![a-z])|(?P<pop3_spoken>(?:ポップ|ぽっぷ)(?!アップ|あっぷ|コーン))"
    r"|(?<![a-z])(?P<smtp>e?smtps?|stmp|smpt)(?![a-z])|(?P<smtp_spoken>エスエムティーピー)"
)
_PORT_CUE = re.compile(
    r"(?:ports?|ぽと|ぽーと|tcp)[ \t]{0,8}(?:番号|number|no\.?|nr\.?)?[ \t]{0,8}"
    r"(?:is|は|が|を|=|:|#|の)?[ \t]{0,8}"
    r"(?P<after>\d{1,6})(?!\d|\.\d)"
    r"|(?<![\d.])(?P<before>\d{1,6})[ \t]*(?:番[ \t]*)?(?:port|ぽと|ぽーと)"
    r"|(?<![\d.])(?P<ban>\d{1,6})番"
    r"|(?<=[a-z]):(?P<colon>\d{2,5})(?!\d)"
)
_NUMBER = re.compile(
    rf"(?<![\d.,:#/-])(\d{{2,5}})(?!\d|[.,:]\d|[ \t]*(?:{_UNITS})(?![a-z])|{_UNITS_JA})"
)
_REPLY = re.compile(
    rf"(?<![\d.,:/-])([2-5][0-5]\d)(?![\d.,:/]|[ \t]*(?:{_UNITS})(?![a-z])|{_UNITS_JA}|番)"
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_NO_STATUS = re.compile(r"(?<![\d.])([016-9]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_NO_REPLY = re.compile(
    r"(?:errors?|えらー?|codes?|こーど)[ \t]{0,8}(?:の|が)?[ \t]{0,8}(\d{3,4})(?!\d)"
)
_NO_PORT = re.compile(r"(?:ports?|ぽーと|ぽと)[ \t]*(-\d+)")
_CLIENT_CODE = re.compile(r"(?<![a-z0-9])(0x[0-9a-f]{8}|8(?:00ccc|004)[0-9a-f]{2,4})(?![a-z0-9])")
_SOCKET_ERROR = re.compile(r"(?<!\d)(1[01]0\d{2})(?!\d)")
# Mechanisms that people write in small letters and that mean nothing else.
_MECHANISM = re.compile(
    r"(?<![a-z0-9-])((?:scram|cram|digest)-[a-z0-9-]*[a-z0-9]|apop|ntlm|gssapi|xoauth2|oauthbearer)"
    r"(?![a-z0-9])|auth(?:entication)?[ =](plain|login)(?![a-z])"
)
_PORT_WORD = re.compile(r"ぽと|ぽーと|(?<![a-z])ports?(?![a-z])")
_BRACKETED = re.compile(r"\[([A-Z][A-Z0-9/-]{2,30})[\] ]")
_CAPITALS = re.compile(r"(?<![A-Za-z])([A-Z][A-Z0-9/-]{3,30})(?![a-z])")


@dataclass(frozen=True, slots=True)
class Entities:
    """What a text names, each kind in the order of the text, without repeats.

    ``replies`` are SMTP's three digits, ``statuses`` enhanced codes, ``words`` the IMAP and POP3
    response codes and mechanisms (``AUTHENTICATIONFAILED``), ``client_codes`` a program's own
    numbers (``0x800ccc0e``). ``protocols`` are the contract's names. ``ports`` were called
    ports, or are ports of mail. ``unknown`` are codes that no table can have (``9.9.9``, "error
    999"). ``rest`` is the folded text without providers, addresses, hosts,
    codes and the numbers of ports: what is said of them.
    """

    ports: tuple[int, ...] = ()
    protocols: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    client_codes: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    rest: str = field(default="", compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code named, of whatever kind."""
        return (*self.replies, *self.statuses, *self.client_codes, *self.words)


@dataclass(frozen=True)
class Names:
    """The names that only the knowledge base can recognise, folded, each to its id.

    ``words`` are codes in capitals as the tables write them. ``ports`` are those of the table: a
    number among them is one where the text speaks of ports, or is all there is. ``japanese`` are
    the providers' names in a Japanese text, where "yahoo" is another than elsewhere; empty where
    they are the same.
    """

    providers: Mapping[str, str]
    clients: Mapping[str, str]
    domains: Mapping[str, str]
    words: frozenset[str]
    replies: frozenset[str]
    ports: frozenset[int] = frozenset()
    japanese: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def providers_by_start(self) -> ByStart:
        """The providers' names by their first two characters, for looking up."""
        return _by_start(self.providers)

    @cached_property
    def japanese_by_start(self) -> ByStart:
        """The same in a Japanese text."""
        return _by_start(self.japanese or self.providers)

    @cached_property
    def clients_by_start(self) -> ByStart:
        """The programs' names by their first two characters, for looking up."""
        return _by_start(self.clients)


_PLAIN_WORDS = frozenset(
    "ALERT LIMIT CLOSED PARSE CANNOT EXISTS PLAIN LOGIN EXTERNAL ANONYMOUS AUTH EXPIRED".split()
)


def read_entities(text: str, names: Names) -> Entities:
    """What the text names; only its first 20,000 characters are looked at."""
    wide = fold_width(text[:LOOKED_AT])
    lower = wide.casefold()
    folded = fold(text[:LOOKED_AT])
    addresses = _unique(match[1] for match in _ADDRESS.finditer(lower))
    without_addresses = _ADDRESS.sub(" ", lower)
    hosts = _unique(
        match[1]
        for match in _HOST.finditer(without_addresses)
        if match[1].rpartition(".")[2] not in _FILE_ENDINGS
    )
    protocols = _unique(
        (match.lastgroup or "").removesuffix("_spoken")
        for match in _PROTOCOL.finditer(_HOST.sub(" ", without_addresses))
    )
    ports = _ports(folded, names.ports, named=bool(protocols))
    client_codes = _client_codes(lower)
    replies = _replies(lower, names.replies, ports)
    words = _words(wide, names.words)
    spans, clients = _named(folded, names)
    return Entities(
        ports=ports,
        protocols=protocols,
        hosts=hosts,
        addresses=addresses,
        replies=replies,
        statuses=_unique(match[1] for match in _STATUS.finditer(lower)),
        words=words,
        client_codes=client_codes,
        providers=_unique((*_by_domain(addresses, hosts, names), *(id_ for _, _, id_ in spans))),
        unknown=_unknown(lower, folded),
        clients=_unique(id_ for _, _, id_ in clients),
        rest=_rest(folded, spans, (*map(str, ports), *replies, *map(str.casefold, words))),
    )


def _named(folded: str, names: Names) -> tuple[list[Span], list[Span]]:
    """Where providers and programs are named; "windows live mail" names no Live Mail."""
    japanese = language_of(folded) is Language.JA
    known = names.japanese_by_start if japanese else names.providers_by_start
    providers, clients = _spans(folded, known), _spans(folded, names.clients_by_start)
    return _outside(providers, clients), _outside(clients, providers)


def _outside(spans: list[Span], others: list[Span]) -> list[Span]:
    """The spans that do not lie inside a longer one of the others."""

    def inside(span: Span) -> bool:
        start, end, _ = span
        return any(a <= start and end <= b and b - a > end - start for a, b, _ in others)

    return [span for span in spans if not inside(span)]


def _rest(folded: str, spans: Iterable[Span], codes: Iterable[str]) -> str:
    for pattern in (_ADDRESS, _HOST, _STATUS, _CLIENT_CODE):
        folded = pattern.sub(lambda found: " " * len(found[0]), folded)
    for start, end, _ in spans:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    for code in codes:
        folded = folded.replace(code, " ")
    return folded


def _ports(folded: str, known: frozenset[int], *, named: bool) -> tuple[int, ...]:
    found = [
        (match.start(), int(next(number for number in match.groups() if number)))
        for match in _PORT_CUE.finditer(folded)
    ]
    spoken_of = bool(_PORT_WORD.search(folded)) or asks_about_nothing_else(
        _NUMBER.sub("", folded, 1)
    )
    for match in _NUMBER.finditer(folded):
        number = int(match[1])
        if number in _MAIL_PORTS or (number == 25 and named) or (spoken_of and number in known):
            found.append((match.start(), number))
    return _unique(number for _, number in sorted(found))


def _replies(lower: str, known: frozenset[str], ports: tuple[int, ...]) -> tuple[str, ...]:
    return _unique(
        match[1]
        for match in _REPLY.finditer(lower)
        if match[1] in known and int(match[1]) not in ports
    )


def _unknown(lower: str, folded: str) -> tuple[str, ...]:
    """Codes that no server can have sent; where more is said, it may be a version's number."""
    statuses = [match[1] for match in _NO_STATUS.finditer(lower)]
    if statuses and not asks_about_nothing_else(_NO_STATUS.sub("", folded)):
        statuses = []
    ports = [match[1] for match in _NO_PORT.finditer(folded)]
    numbers = [match[1] for match in _NO_REPLY.finditer(folded)]
    return _unique(
        (*statuses, *ports, *(n for n in numbers if len(n) == 3 and n[0] not in "12345"))
    )


def _client_codes(lower: str) -> tuple[str, ...]:
    codes = [match[1] for match in _CLIENT_CODE.finditer(lower)]
    sockets = [match[1] for match in _SOCKET_ERROR.finditer(lower)]
    return _unique((*(code if code[:2] == "0x" else f"0x{code:0>8}" for code in codes), *sockets))


def _words(wide: str, known: frozenset[str]) -> tuple[str, ...]:
    bracketed = [match[1] for match in _BRACKETED.finditer(wide) if match[1] in known]
    bare = [
        match[1]
        for match in _CAPITALS.finditer(wide)
        if match[1] in known and match[1] not in _PLAIN_WORDS
    ]
    small = [(match[1] or match[2]).upper() for match in _MECHANISM.finditer(wide.casefold())]
    return _unique((*bracketed, *bare, *(word for word in small if word in known)))


def _by_domain(addresses: Iterable[str], hosts: Iterable[str], names: Names) -> list[str]:
    domains = (*(address.rpartition("@")[2] for address in addresses), *_parents(hosts))
    return [names.domains[domain] for domain in domains if domain in names.domains]


def _parents(hosts: Iterable[str]) -> list[str]:
    """Each host, and the names above it: imap.mail.example.com, mail.example.com, example.com."""
    return [host.split(".", n)[-1] for host in hosts for n in range(host.count("."))]


def _by_start(names: Mapping[str, str]) -> ByStart:
    starts: dict[str, list[tuple[str, str]]] = {}
    for name, id_ in names.items():
        starts.setdefault(name[:_START], []).append((name, id_))
    return starts


def _spans(folded: str, names: ByStart) -> list[Span]:
    """Where names stand in the text, and their ids; of names inside one another, the longest."""
    spans = [
        (at, at + len(name), id_)
        for at in range(len(folded))
        for name, id_ in names.get(folded[at : at + _START], ())
        if folded.startswith(name, at) and _stands_alone(folded, at, at + len(name))
    ]
    spans.sort(key=lambda span: (span[0], -span[1]))
    kept: list[Span] = []
    furthest = 0
    for span in spans:
        if span[1] > furthest:
            kept.append(span)
            furthest = span[1]
    return kept


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter of the same script goes on at either end of a Latin name."""

    def latin(character: str) -> bool:
        return character.isascii() and character.isalnum()

    before = start > 0 and latin(text[start]) and latin(text[start - 1])
    after = end < len(text) and latin(text[end - 1]) and latin(text[end])
    return not before and not after


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
