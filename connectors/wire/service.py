"""Which service answers on a port, told by the first bytes it sends.

Each of these begins in a way that no other does, so no words have to be understood: TLS
records (RFC 8446 §5.1), SMTP's digits (RFC 5321 §4.2), POP3's indicators (RFC 1939 §3),
IMAP's star (RFC 9051 §7.1), NNTP's digits (RFC 3977 §5.1), ManageSieve's quoted capabilities
(RFC 5804 §1.7), HTTP's and SSH's names (RFC 9112 §4, RFC 4253 §4.2).
"""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.providers import Protocol


class Service(StrEnum):
    """What answers."""

    TLS = "tls"
    SMTP = "smtp"
    POP3 = "pop3"
    IMAP = "imap"
    LMTP = "lmtp"
    SIEVE = "sieve"
    NNTP = "nntp"
    HTTP = "http"
    SSH = "ssh"
    FTP = "ftp"
    OTHER = "other"
    UNKNOWN = "unknown"


ENOUGH = 8
"""So many bytes tell all services apart, but those that a word in the line names."""

RECORD = re.compile(rb"[\x14-\x17]\x03", re.DOTALL)
BEGINNINGS = (
    (Service.TLS, RECORD),
    (Service.POP3, re.compile(rb"\+OK|-ERR")),
    (Service.IMAP, re.compile(rb"\* (OK|NO|BAD|BYE|PREAUTH)", re.IGNORECASE)),
    (Service.HTTP, re.compile(rb"HTTP/|<!DOCTYPE|<html", re.IGNORECASE)),
    (Service.SSH, re.compile(rb"SSH-")),
    # FTP greets with the same 220 as SMTP (RFC 959 §5.4); its servers name it.
    (Service.FTP, re.compile(rb"220[ -](?!.*SMTP).*FTP")),
    # LMTP greets as SMTP does (RFC 2033 §4.1), too; the word stands alone, for hosts have it.
    (Service.LMTP, re.compile(rb"220[ -](?!.*SMTP)(?:.*[ (])?LMTP(?:[ ).,]|$)")),
    (
        Service.SIEVE,
        re.compile(rb'"(?:IMPLEMENTATION|SIEVE|SASL|NOTIFY|VERSION|MAXREDIRECTS)"', re.IGNORECASE),
    ),
    # No mail either: who changes passwords (poppassd) and greets with 200, IRC (RFC 2812 §2.3),
    # Telnet's commands (RFC 854), VNC (RFC 6143 §7.1.1), rsync.
    (
        Service.OTHER,
        re.compile(
            rb"200 .*poppassd|:\S+ (?:NOTICE|\d{3}) |\xff[\xfb-\xfe]|RFB \d{3}|@RSYNCD:",
            re.IGNORECASE,
        ),
    ),
    (Service.NNTP, re.compile(rb"20[01] ")),
    # Other digits than these are not a greeting of SMTP's (RFC 5321 §4.3.2).
    (Service.SMTP, re.compile(rb"(220|4\d\d|5\d\d)([ -]|$)")),
)


def recognise(first: bytes) -> Service:
    """The service whose first bytes (best its first line) these are."""
    matches = (service for service, pattern in BEGINNINGS if pattern.match(first))
    return next(matches, Service.UNKNOWN)


def is_record(first: bytes) -> bool | None:
    """Whether a TLS record begins so; ``None``: the bytes are too few."""
    return bool(RECORD.match(first)) if len(first) > 1 else None


def speaks(service: Service, protocol: Protocol) -> bool:
    """Whether the service is this mail protocol."""
    return service.value == protocol.value
