"""What a refusal can mean in the dialogue it was met in, whatever its words mean elsewhere. Pure.

The reader of replies knows which causes a stage has. What else was asked for there, and what must
have gone before, the dialogue knows.
"""

from __future__ import annotations

from connectors.model import Protocol, Reply, StepName
from knowledge.causes import Cause

_AT_MAILBOX = frozenset({StepName.MAILBOX, StepName.FETCH})
_LATER = frozenset({Cause.SEND_TEMPORARY_FAILURE, Cause.SEND_GREYLISTED})


def meant(cause: Cause, protocol: Protocol, stage: StepName, reply: Reply) -> Cause:
    """The cause that this refusal has at this stage, where its words were read as ``cause``."""
    if protocol is not Protocol.SMTP:
        return _of_mailbox(cause, reply) if stage in _AT_MAILBOX else cause
    if stage is StepName.CAPABILITY:
        return _of_helo(cause)
    # X.2.2 is a mailbox that is full (RFC 3463 §3.3): before RCPT it can only be one's own.
    if stage is StepName.SENDER and reply.enhanced.endswith(".2.2"):
        return cause if cause is Cause.SEND_RATE_LIMITED else Cause.MAILBOX_OVER_QUOTA
    return cause


def _of_mailbox(cause: Cause, reply: Reply) -> Cause:
    """After a login: a farewell or a code (RFC 5530, RFC 3206) speaks of the whole server.

    All else is said of what was asked for, and that was the mailbox.
    """
    of_server = reply.code == "BYE" or bool(reply.enhanced)
    if cause is Cause.SERVER_UNAVAILABLE and not of_server:
        return Cause.MAILBOX_UNAVAILABLE
    return cause


def _of_helo(cause: Cause) -> Cause:
    """Of EHLO and HELO, which say our name and nothing else (RFC 5321 §4.1.1.1)."""
    if cause in _LATER:
        return Cause.SERVER_UNAVAILABLE
    if cause is Cause.SEND_RATE_LIMITED:
        return Cause.SERVER_TOO_MANY_CONNECTIONS
    of_name = cause.stage == "send" and cause is not Cause.SEND_IP_BLOCKED
    return Cause.SEND_HELO_REJECTED if of_name else cause
