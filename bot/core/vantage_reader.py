"""What came of a pasted line, read from what it has printed. Pure.

PowerShell's ``Test-NetConnection``, ``nc`` in its four kinds, ``openssl s_client`` and our own
``mailmedic check`` are understood, in whichever language the system speaks: their own words are
English, or marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from bot.core.vantage import Reached, Seen

LOOKED_AT = 50_000
"""Characters of a paste: a whole ``openssl s_client`` with ten certificates."""

SEEN_LIMIT = 10

_HOST = r"(?P<host>[A-Za-z0-9._:-]+?)"
_PORT = r"(?P<port>\d{1,5})"
_IN_BRACKETS = r"(?: ?[(\[][0-9A-Fa-f.:]+[)\]])?"

_WHY = (
    (Reached.REFUSED, re.compile(r"refused|errno=(?:111|61|10061)\b", re.IGNORECASE)),
    (Reached.SILENT, re.compile(r"timed? ?out|errno=(?:110|60|10060)\b", re.IGNORECASE)),
    (
        Reached.NO_NAME,
        re.compile(
            r"not known|name resolution|not resolve|nodename nor servname|bad address|"
            r"gethostbyname|getaddrinfo|no such host|forward host lookup",
            re.IGNORECASE,
        ),
    ),
    (Reached.NO_WAY, re.compile(r"no route|unreachable|errno=(?:101|113|51|65)\b", re.IGNORECASE)),
)


def read_vantage(text: str) -> tuple[Seen, ...]:
    """What was seen from elsewhere; empty when the text is not what such a line prints."""
    text = text[:LOOKED_AT]
    for reader in _READERS:
        if seen := tuple(dict.fromkeys(reader(text)))[:SEEN_LIMIT]:
            return seen
    return ()


def _why(words: str) -> Reached:
    return next((reached for reached, pattern in _WHY if pattern.search(words)), Reached.NO)


def _seen(match: re.Match[str], reached: Reached, issuer: str = "") -> Seen:
    named = match.groupdict()
    return Seen((named.get("host") or "").rstrip("."), _port(named.get("port")), reached, issuer)


def _port(digits: str | None) -> int | None:
    return int(digits) if digits and 0 < int(digits) < 65536 else None


# PowerShell

_TCP_TEST = re.compile(r"TcpTestSucceeded\s*:\s*(?P<word>True|False)", re.IGNORECASE)
_COMPUTER = re.compile(r"ComputerName\s*:\s*" + _HOST + r"\s*$", re.MULTILINE)
_REMOTE_PORT = re.compile(r"RemotePort\s*:\s*" + _PORT)
_NO_NAME = re.compile(r"Name resolution of " + _HOST + r" failed", re.IGNORECASE)


def _powershell(text: str) -> Iterator[Seen]:
    for block in re.split(r"(?=ComputerName\s*:)", text):
        if word := _TCP_TEST.search(block):
            computer, port = _COMPUTER.search(block), _REMOTE_PORT.search(block)
            reached = Reached.YES if word["word"].lower() == "true" else Reached.NO
            if _NO_NAME.search(text):
                reached = Reached.NO_NAME
            yield Seen(computer["host"] if computer else "", _port(port and port["port"]), reached)
    if not _TCP_TEST.search(text) and (nameless := _NO_NAME.search(text)):
        yield _seen(nameless, Reached.NO_NAME)


# nc

_NC_GOOD = (
    re.compile(r"Connection to " + _HOST + _IN_BRACKETS + r"(?: port)? " + _PORT + r".*succeeded"),
    re.compile("^" + _HOST + _IN_BRACKETS + " " + _PORT + r" \([\w-]+\) open", re.MULTILINE),
    re.compile("^" + _HOST + r" \([0-9A-Fa-f.:]+?:" + _PORT + r"\) open", re.MULTILINE),
    re.compile(r"Ncat: Connected to (?P<host>[0-9A-Fa-f.:]+):" + _PORT),
)
_NC_BAD = (
    re.compile(
        r"nc: connectx? to "
        + _HOST
        + _IN_BRACKETS
        + " port "
        + _PORT
        + r"(?: \(tcp\))?(?P<why>[^\n]*)"
    ),
    re.compile(
        "^" + _HOST + _IN_BRACKETS + " " + _PORT + r" \([\w?-]+\) ?: (?P<why>[^\n]*)", re.MULTILINE
    ),
    re.compile(
        r"^nc: " + _HOST + r" \([0-9A-Fa-f.:]+?:" + _PORT + r"\): (?P<why>[^\n]*)", re.MULTILINE
    ),
    re.compile(r"^(?:nc|Ncat): (?P<why>(?!Version|Connected)[^\n]*)", re.MULTILINE),
)
_NC_COMMAND = re.compile(r"\bnc(?:at)? (?:-\S+ (?:\d+ )?)*" + _HOST + r" " + _PORT + r"\b")


def _netcat(text: str) -> Iterator[Seen]:
    good = [match for pattern in _NC_GOOD for match in pattern.finditer(text)]
    if good:
        # One that is reached at one of its addresses is reached, whatever the others said.
        yield from (_seen(match, Reached.YES) for match in good)
        return
    for pattern in _NC_BAD:
        for match in pattern.finditer(text):
            where = match if "port" in match.groupdict() else _NC_COMMAND.search(text)
            reached = _why(match["why"])
            yield _seen(where, reached) if where else Seen("", None, reached)
            return


# openssl s_client

_CONNECTED = re.compile(r"^CONNECTED\([0-9A-Fa-f]+\)", re.MULTILINE)
# Nothing that repeats stands beside another that could take the same: no paste takes long.
_ISSUER = re.compile(r"^[ \t]{0,8}issuer[ \t]{0,8}=(?P<issuer>[^\n]+)", re.MULTILINE)
_OPENSSL_BAD = re.compile(
    r"(?:connect:errno=\d+|BIO_connect:[^\n]*|connect: [A-Z][^\n]*|BIO_lookup_ex:[^\n]*)"
)
_OPENSSL_COMMAND = re.compile(r"-connect " + _HOST + ":" + _PORT + r"\b")


def _openssl(text: str) -> Iterator[Seen]:
    command = _OPENSSL_COMMAND.search(text)
    host, port = (command["host"], _port(command["port"])) if command else ("", None)
    issuer = _ISSUER.search(text)
    if issuer or _CONNECTED.search(text):
        yield Seen(host, port, Reached.YES, issuer["issuer"].strip() if issuer else "")
    elif bad := _OPENSSL_BAD.search(text):
        yield Seen(host, port, _why(bad[0] + text[bad.end() : bad.end() + 200]))


# mailmedic check

_CONNECT_CAUSES = ("dns.", "net.")


def _mailmedic(text: str) -> Iterator[Seen]:
    begin, end = text.find("{"), text.rfind("}")
    try:
        checks = json.loads(text[begin : end + 1])["checks"] if begin >= 0 else ()
        for one in checks:
            failed = str(one["cause"]).startswith(_CONNECT_CAUSES)
            reached = Reached.NO if failed else Reached.YES
            issuer = (one["facts"]["certificate"] or {}).get("issuer", "")
            yield Seen(str(one["host"]), int(one["port"]), reached, str(issuer))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return


_READERS: tuple[Callable[[str], Iterator[Seen]], ...] = (
    _mailmedic,
    _powershell,
    _openssl,
    _netcat,
)
