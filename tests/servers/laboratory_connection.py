"""Faults that show before the login: names, the way there, the protocol, encryption."""

from __future__ import annotations

from knowledge.causes import Cause
from knowledge.providers import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.dns import Failing, Table
from tests.servers.laboratory_fault import Door, Fault
from tests.servers.laboratory_parts import imap, pop3, smtp
from tests.servers.script import Script

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE

BOTH = "both.example"
NAMES: Table = {
    HOST: {"A": ["127.0.0.1"]},
    BOTH: {"A": ["127.0.0.1"], "AAAA": ["::1"]},
    "no-address.example": {"TXT": ["nothing to connect to"]},
    "failing.example": Failing.SERVFAIL,
    # Its own broadcast address: the system knows no way there, and nothing leaves the machine.
    "no-route.example": {"A": ["127.255.255.255"]},
}

NAME = (
    Fault(
        "no-such-host",
        Cause.DNS_NO_SUCH_HOST,
        "The name does not exist",
        IMAP,
        host="no-such-host.example",
    ),
    Fault(
        "no-address",
        Cause.DNS_NO_ADDRESS,
        "The name exists and has no address",
        IMAP,
        host="no-address.example",
    ),
    Fault("dns-failure", Cause.DNS_FAILURE, "The name server fails", IMAP, host="failing.example"),
)

NETWORK = (
    Fault("refused", Cause.NET_REFUSED, "Nobody listens on the port", IMAP, door=Door.SHUT),
    Fault(
        "filtered",
        Cause.NET_TIMEOUT,
        "A firewall drops what is sent",
        IMAP,
        door=Door.LOST,
        waits=True,
    ),
    Fault(
        "no-route",
        Cause.NET_UNREACHABLE,
        "There is no way to the address",
        IMAP,
        host="no-route.example",
    ),
    Fault(
        "cut-off",
        Cause.NET_RESET,
        "The connection is cut off before the greeting",
        POP3,
        Script().reset(),
        NONE,
    ),
    Fault(
        "cut-off-later",
        Cause.NET_RESET,
        "The connection is cut off in the middle",
        POP3,
        Script().send(b"+OK ready").hear().reset(),
        NONE,
    ),
    Fault(
        "ipv6-broken",
        Cause.NET_IPV6_BROKEN,
        "IPv6 leads to another server",
        POP3,
        pop3(security=NONE),
        NONE,
        host=BOTH,
        by_ipv6=Script().send(b"SSH-2.0-Example").hear(),
    ),
)

_CAPA = Script().send(b"+OK ready").hear()

PROTOCOL = (
    Fault(
        "tls-expected",
        Cause.PROTO_TLS_EXPECTED,
        "The port wants TLS from the first byte",
        SMTP,
        smtp(),
        STARTTLS,
        waits=True,
    ),
    Fault(
        "plaintext-expected",
        Cause.PROTO_PLAINTEXT_EXPECTED,
        "The port greets in plain text, and TLS was spoken to it",
        IMAP,
        imap(security=NONE),
    ),
    Fault(
        "http",
        Cause.PROTO_WRONG_SERVICE,
        "A web server answers",
        IMAP,
        Script().hear().send(b"HTTP/1.1 400 Bad Request", b"").close(),
    ),
    Fault(
        "ssh",
        Cause.PROTO_WRONG_SERVICE,
        "A remote shell answers",
        SMTP,
        Script().send(b"SSH-2.0-Example").hear(),
        STARTTLS,
    ),
    Fault(
        "pop3-for-imap",
        Cause.PROTO_WRONG_SERVICE,
        "A POP3 server answers on the IMAP port",
        IMAP,
        pop3(),
    ),
    Fault(
        "smtp-for-pop3",
        Cause.PROTO_WRONG_SERVICE,
        "An SMTP server answers on the POP3 port",
        POP3,
        smtp(),
    ),
    Fault(
        "silent",
        Cause.PROTO_SILENT,
        "It takes the connection and says nothing",
        POP3,
        Script().silence(),
        NONE,
        waits=True,
    ),
    Fault(
        "dripping",
        Cause.PROTO_SILENT,
        "It says one byte a second",
        POP3,
        Script().drip(b"+OK " + b"x" * 50),
        NONE,
        waits=True,
    ),
    Fault(
        "silent-later",
        Cause.PROTO_SILENT,
        "It greets, and then says nothing",
        POP3,
        _CAPA.silence(),
        NONE,
        waits=True,
    ),
    Fault(
        "garbage",
        Cause.PROTO_MALFORMED,
        "It says bytes that mean nothing",
        POP3,
        Script().raw(b"\x07\xff\x00\x9b nonsense\r\n").hear(),
        NONE,
    ),
    Fault(
        "endless-line",
        Cause.PROTO_MALFORMED,
        "Its greeting never ends",
        POP3,
        Script().raw(b"+OK " + b"x" * 40_000).hear(),
        NONE,
    ),
    Fault(
        "endless-reply",
        Cause.PROTO_MALFORMED,
        "Its list never ends",
        POP3,
        _CAPA.send(b"+OK", *[b"X-WORD"] * 5000).hear(),
        NONE,
    ),
    Fault(
        "huge-literal",
        Cause.PROTO_MALFORMED,
        "It announces 4 GB",
        IMAP,
        imap({"CAPABILITY": b"* CAPABILITY {4294967295}"}),
    ),
    Fault(
        "greeting-refuses",
        Cause.SERVER_REFUSED,
        "Its greeting is a refusal",
        SMTP,
        smtp(greeting=b"554 no service here"),
    ),
    Fault(
        "imap-bye",
        Cause.SERVER_REFUSED,
        "Its greeting is a farewell",
        IMAP,
        imap(greeting=b"* BYE This server has retired"),
    ),
    Fault(
        "maintenance",
        Cause.SERVER_UNAVAILABLE,
        "It is down for maintenance",
        SMTP,
        smtp(greeting=b"421 4.3.2 Service is shutting down for maintenance"),
    ),
    Fault(
        "imap-unavailable",
        Cause.SERVER_UNAVAILABLE,
        "It says that it is not available",
        IMAP,
        imap(greeting=b"* BYE [UNAVAILABLE] Down for the moment"),
    ),
    Fault(
        "too-many-connections",
        Cause.SERVER_TOO_MANY_CONNECTIONS,
        "Too many programs are connected",
        SMTP,
        smtp(greeting=b"421 4.7.0 Too many connections from your address"),
    ),
    Fault(
        "pop3-too-many",
        Cause.SERVER_TOO_MANY_CONNECTIONS,
        "Too many programs are connected",
        POP3,
        pop3(greeting=b"-ERR too many connections, try again later"),
    ),
)
