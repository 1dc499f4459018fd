"""What a refusal can mean at a stage of a live check, and what it means when no row knows it."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.causes import Cause
from knowledge.providers import Protocol

# Kinds of causes that a reply can show at each stage: "access denied" at a recipient is never
# about the login. The first is the usual one.
_KINDS: Mapping[str, frozenset[str]] = {
    "greeting": frozenset({"server", "proto", "send"}),
    "capability": frozenset({"server", "proto", "send", "auth"}),
    "starttls": frozenset({"tls", "server", "proto"}),
    "login": frozenset({"auth", "server", "proto", "mailbox"}),
    "mailbox": frozenset({"mailbox", "server", "proto", "auth"}),
    "fetch": frozenset({"mailbox", "server", "proto", "auth"}),
    "sender": frozenset({"send", "server", "proto", "auth"}),
    "recipient": frozenset({"send", "server", "proto", "auth", "dns"}),
    "message": frozenset({"send", "server", "proto", "auth"}),
}
STAGES = tuple(_KINDS)

# Seen only in what people paste: a live check that is refused has not expired or gone round. And
# who says that something was silent is not silent.
_NEVER_SAID = frozenset(
    {Cause.SEND_TIMED_OUT, Cause.SEND_DELAYED, Cause.SEND_MAIL_LOOP, Cause.PROTO_SILENT}
)


def plausible(cause: Cause, stage: str, protocol: Protocol) -> bool:
    """Whether a reply at this stage can mean this; any may where the stage is not known.

    Who only sends opens no mailbox: where one is "locked" there, the account is.
    """
    if cause in _NEVER_SAID or (protocol is Protocol.SMTP and cause.stage == "mailbox"):
        return False
    return stage not in _KINDS or cause.stage in _KINDS[stage]


def at_stage(cause: Cause, stage: str, code: str) -> Cause:
    """The same where it is met: what is down while a login is judged is what judges logins.

    A farewell (IMAP's ``BYE``, SMTP's 421) speaks of the whole server.
    """
    at_login = stage == "login" and code not in _FAREWELLS
    return _OF_LOGINS.get(cause, cause) if at_login else cause


_FAREWELLS = frozenset({"BYE", "421"})
_OF_LOGINS: Mapping[Cause, Cause] = {Cause.SERVER_UNAVAILABLE: Cause.AUTH_TEMPORARY_FAILURE}


def by_class(protocol: Protocol, stage: str, code: str) -> Cause:
    """What a refusal with unknown words means, by its stage and the class of its code.

    ``unknown`` where the class says nothing (a 2xx, an IMAP ``BAD``, a 5xx at the login: RFC 4954
    has a code for wrong credentials, and this is not it). IMAP's ``NO`` and POP3's ``-ERR`` at the
    login have no codes of their own: RFC 9051 §6.2.3 and RFC 1939 §7 give wrong credentials as
    their first meaning.
    """
    kind = code[:1] if protocol is Protocol.SMTP else code
    return _BY_CLASS.get((stage, kind), _ANYWHERE.get(kind, Cause.UNKNOWN))


_ANYWHERE: Mapping[str, Cause] = {"BYE": Cause.SERVER_UNAVAILABLE, "4": Cause.SERVER_UNAVAILABLE}

_BY_CLASS: Mapping[tuple[str, str], Cause] = {
    ("greeting", "5"): Cause.SERVER_REFUSED,
    ("greeting", "BYE"): Cause.SERVER_REFUSED,
    ("greeting", "NO"): Cause.SERVER_REFUSED,
    ("greeting", "-ERR"): Cause.SERVER_REFUSED,
    ("starttls", "4"): Cause.TLS_STARTTLS_FAILED,
    ("starttls", "5"): Cause.TLS_STARTTLS_FAILED,
    ("starttls", "NO"): Cause.TLS_STARTTLS_FAILED,
    ("starttls", "BAD"): Cause.TLS_STARTTLS_FAILED,
    ("starttls", "-ERR"): Cause.TLS_STARTTLS_FAILED,
    ("login", "4"): Cause.AUTH_TEMPORARY_FAILURE,
    ("login", "NO"): Cause.AUTH_WRONG_CREDENTIALS,
    ("login", "-ERR"): Cause.AUTH_WRONG_CREDENTIALS,
    ("mailbox", "NO"): Cause.MAILBOX_UNAVAILABLE,
    ("mailbox", "-ERR"): Cause.MAILBOX_UNAVAILABLE,
    ("fetch", "NO"): Cause.MAILBOX_UNAVAILABLE,
    ("fetch", "-ERR"): Cause.MAILBOX_UNAVAILABLE,
    ("sender", "4"): Cause.SEND_TEMPORARY_FAILURE,
    ("sender", "5"): Cause.SEND_REJECTED,
    ("recipient", "4"): Cause.SEND_TEMPORARY_FAILURE,
    ("recipient", "5"): Cause.SEND_REJECTED,
    ("message", "4"): Cause.SEND_TEMPORARY_FAILURE,
    ("message", "5"): Cause.SEND_REJECTED,
}
