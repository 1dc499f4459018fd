"""What a refusal can mean where it was met, whatever its words may mean elsewhere. Pure.

The reader of replies goes by words, and servers use the same ones for other things: "try again
later" is no greylisting where mail is only read, and no recipient's mailbox can be full before a
recipient was named.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.model import Protocol, Reply, StepName
from knowledge.causes import Cause

_NOT_SENDING: Mapping[Cause, tuple[Cause, Cause]] = {
    Cause.SEND_TEMPORARY_FAILURE: (Cause.SERVER_UNAVAILABLE, Cause.AUTH_TEMPORARY_FAILURE),
    Cause.SEND_GREYLISTED: (Cause.SERVER_UNAVAILABLE, Cause.AUTH_TEMPORARY_FAILURE),
    Cause.SEND_RATE_LIMITED: (Cause.SERVER_TOO_MANY_CONNECTIONS, Cause.AUTH_TOO_MANY_ATTEMPTS),
}
"""What the same words mean where nothing is sent: before a login, and in one."""

_BEFORE_LOGIN = frozenset({StepName.GREETING, StepName.CAPABILITY})
_AT_MAILBOX = frozenset({StepName.MAILBOX, StepName.FETCH})

_NO_SUCH_COMMAND = frozenset({"500", "502", "503"})
"""What SMTP says of a command that it does not know or want here: this judges no name of ours."""

UNKNOWN_PARAMETER = "555"
"""RFC 5321 §4.1.1.11: a parameter of MAIL or RCPT is not known, whichever it names."""


def meant(cause: Cause, protocol: Protocol, stage: StepName, reply: Reply) -> Cause:
    """The cause that this refusal has at this stage, where its words were read as ``cause``."""
    if protocol is not Protocol.SMTP:
        return _of_reading(cause, stage, reply)
    if stage is StepName.CAPABILITY:
        return _of_helo(cause, reply)
    if reply.code == UNKNOWN_PARAMETER and cause is Cause.SEND_MESSAGE_TOO_LARGE:
        return Cause.SEND_REJECTED
    if stage is StepName.SENDER and cause is Cause.SEND_RECIPIENT_OVER_QUOTA:
        # X.2.2 is a mailbox that is full (RFC 3463 §3.3): before RCPT it can only be one's own.
        full = reply.enhanced.endswith(".2.2")
        return Cause.MAILBOX_OVER_QUOTA if full else Cause.SEND_RATE_LIMITED
    return cause


def _of_reading(cause: Cause, stage: StepName, reply: Reply) -> Cause:
    """Of IMAP and POP3, which send nothing."""
    if stage in _AT_MAILBOX and cause is Cause.SERVER_UNAVAILABLE:
        # A farewell or a code (RFC 5530, RFC 3206) speaks of the server; all else of what was
        # asked for, and that was the mailbox.
        of_server = reply.code == "BYE" or bool(reply.enhanced)
        return cause if of_server else Cause.MAILBOX_UNAVAILABLE
    if cause.stage != "send":
        return cause
    at_login = stage is StepName.LOGIN
    if cause in _NOT_SENDING:
        return _NOT_SENDING[cause][at_login]
    if at_login:
        return Cause.AUTH_ACCESS_DENIED
    return Cause.SERVER_REFUSED if stage in _BEFORE_LOGIN else Cause.MAILBOX_UNAVAILABLE


def _of_helo(cause: Cause, reply: Reply) -> Cause:
    """Of EHLO and HELO, which say our name and nothing else (RFC 5321 §4.1.1.1)."""
    if cause in _NOT_SENDING:
        return _NOT_SENDING[cause][False]
    of_name = cause.stage in ("send", "dns") and cause is not Cause.SEND_IP_BLOCKED
    unread = cause is Cause.UNKNOWN and reply.code.startswith("5")
    if of_name or (unread and reply.code not in _NO_SUCH_COMMAND):
        return Cause.SEND_HELO_REJECTED
    return cause
