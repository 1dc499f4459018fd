"""What a refusal can mean at a stage of a live check, and what it means when no row knows it."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.causes import Cause
from knowledge.providers import Protocol

# Kinds of causes that a reply can show at each stage: "access denied" at a recipient is never
# about the login.
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
NEVER_SAID = frozenset(
    {Cause.SEND_TIMED_OUT, Cause.SEND_DELAYED, Cause.SEND_MAIL_LOOP, Cause.PROTO_SILENT}
)


def plausible(cause: Cause, stage: str, protocol: Protocol) -> bool:
    """Whether a reply at this stage can mean this; any may where the stage is not known.

    Who only sends opens no mailbox: where one is "locked" there, the account is; and who only reads
    is not refused as a sender. Nothing is said of a recipient before one is named.
    """
    if cause in NEVER_SAID or cause in _TOO_EARLY.get(stage, ()):
        return False
    if cause is Cause.TLS_CLIENT_CERTIFICATE_REQUIRED:
        # Encrypted first, refused afterwards: some servers only look when they are spoken to.
        return True
    if cause.stage == ("mailbox" if protocol is Protocol.SMTP else "send"):
        return False
    return stage not in _KINDS or cause.stage in _KINDS[stage]


def possible(protocol: Protocol, stage: str, code: str) -> frozenset[Cause]:
    """What a refusal in any words can mean here: what is plausible, less what is never met.

    A farewell alone tells that a session was idle; SMTP's 4xx is not a plain rejection, and its 5xx
    no delay. A row may tell more: it knows the very words.
    """
    causes = {cause for cause in Cause if plausible(cause, stage, protocol)}
    causes -= _NOT_AT.get(stage, frozenset()) | {Cause.TLS_CLIENT_CERTIFICATE_REQUIRED}
    if code not in _FAREWELLS or stage in _AT_ONCE:
        causes -= {Cause.SERVER_IDLE_TIMEOUT}
    return frozenset(causes - _NOT_OF_CLASS.get(code[:1], frozenset()))


SAME_ELSEWHERE: Mapping[Cause, tuple[Cause, ...]] = {
    Cause.SEND_TEMPORARY_FAILURE: (Cause.AUTH_TEMPORARY_FAILURE, Cause.SERVER_UNAVAILABLE),
    Cause.SEND_GREYLISTED: (Cause.AUTH_TEMPORARY_FAILURE, Cause.SERVER_UNAVAILABLE),
    Cause.SEND_DELAYED: (Cause.AUTH_TEMPORARY_FAILURE, Cause.SERVER_UNAVAILABLE),
    Cause.AUTH_TEMPORARY_FAILURE: (Cause.SERVER_UNAVAILABLE, Cause.SEND_TEMPORARY_FAILURE),
    Cause.SERVER_UNAVAILABLE: (
        Cause.AUTH_TEMPORARY_FAILURE,
        Cause.SEND_TEMPORARY_FAILURE,
        Cause.TLS_STARTTLS_FAILED,
    ),
    Cause.SEND_ACCOUNT_SUSPENDED: (Cause.AUTH_ACCOUNT_DISABLED,),
    Cause.SEND_RECIPIENT_DISABLED: (Cause.AUTH_ACCOUNT_DISABLED,),
    Cause.AUTH_ACCOUNT_DISABLED: (Cause.SEND_ACCOUNT_SUSPENDED,),
    Cause.SEND_RECIPIENT_UNKNOWN: (Cause.AUTH_WRONG_CREDENTIALS, Cause.MAILBOX_NOT_FOUND),
    Cause.SEND_RECIPIENT_OVER_QUOTA: (Cause.MAILBOX_OVER_QUOTA,),
    Cause.MAILBOX_OVER_QUOTA: (Cause.SEND_RECIPIENT_OVER_QUOTA,),
    Cause.SEND_RATE_LIMITED: (Cause.AUTH_TOO_MANY_ATTEMPTS, Cause.MAILBOX_RATE_LIMITED),
    Cause.AUTH_TOO_MANY_ATTEMPTS: (Cause.MAILBOX_RATE_LIMITED, Cause.SEND_RATE_LIMITED),
    Cause.MAILBOX_RATE_LIMITED: (Cause.AUTH_TOO_MANY_ATTEMPTS, Cause.SEND_RATE_LIMITED),
    Cause.MAILBOX_NOT_FOUND: (Cause.SEND_RECIPIENT_UNKNOWN, Cause.AUTH_WRONG_CREDENTIALS),
    Cause.SEND_DOMAIN_NOT_FOUND: (Cause.SEND_HELO_REJECTED,),
    Cause.SEND_IP_BLOCKED: (Cause.AUTH_ACCESS_DENIED, Cause.SERVER_REFUSED),
    Cause.AUTH_ACCESS_DENIED: (Cause.SERVER_REFUSED,),
}
"""What is said in the same words at another stage: the first that is possible there is meant."""


def at_stage(cause: Cause, stage: str, code: str) -> Cause:
    """The same where it is met: what is down while a login is judged is what judges logins.

    A farewell (IMAP's ``BYE``, SMTP's 421) speaks of the whole server. Who has been let in is no
    longer refused as a client; and a host that is not known to who is handed an address is the
    address's.
    """
    if stage == "login" and code not in _FAREWELLS:
        return _OF_LOGINS.get(cause, cause)
    if stage in _INSIDE and cause is Cause.SERVER_REFUSED:
        return Cause.SERVER_UNAVAILABLE if code in _FAREWELLS else Cause.MAILBOX_UNAVAILABLE
    return _OF_ADDRESSES.get(cause, cause) if stage == "recipient" else cause


_INSIDE = frozenset({"mailbox", "fetch"})
_OF_ADDRESSES: Mapping[Cause, Cause] = {
    Cause.DNS_NO_SUCH_HOST: Cause.SEND_DOMAIN_NOT_FOUND,
    Cause.DNS_NO_ADDRESS: Cause.SEND_DOMAIN_NOT_FOUND,
    Cause.DNS_FAILURE: Cause.SEND_DOMAIN_NOT_FOUND,
}
_FAREWELLS = frozenset({"BYE", "421"})
_AT_ONCE = frozenset({"greeting", "capability", "starttls", "login"})
"""Stages that come one after the other, with no time to be idle."""
_NOT_OF_CLASS: Mapping[str, frozenset[Cause]] = {
    "4": frozenset({Cause.SEND_REJECTED}),
    "5": frozenset({Cause.SEND_TEMPORARY_FAILURE, Cause.SEND_GREYLISTED, Cause.SERVER_UNAVAILABLE}),
}
_SEND = {cause for cause in Cause if cause.stage == "send"}
_AUTH = {cause for cause in Cause if cause.stage == "auth"}
_PROTO = {cause for cause in Cause if cause.stage == "proto"}
_OF_A_LOGIN = {Cause.AUTH_ACCOUNT_DISABLED, Cause.AUTH_ACCESS_DENIED, Cause.AUTH_WEB_LOGIN_REQUIRED}
_OF_A_MESSAGE = {
    Cause.SEND_CONTENT_REJECTED,
    Cause.SEND_MESSAGE_MALFORMED,
}
_OF_A_RECIPIENT = {
    Cause.SEND_RECIPIENT_UNKNOWN,
    Cause.SEND_RECIPIENT_OVER_QUOTA,
    Cause.SEND_RECIPIENT_DISABLED,
    Cause.SEND_RECIPIENT_RESTRICTED,
}
_OF_A_DELIVERY = {Cause.SEND_DOMAIN_NOT_FOUND, Cause.SEND_REJECTED}
_TOO_EARLY: Mapping[str, frozenset[Cause]] = {
    "greeting": frozenset(_OF_A_RECIPIENT | _OF_A_DELIVERY),
    "capability": frozenset(_OF_A_RECIPIENT | _OF_A_DELIVERY),
    "sender": frozenset(_OF_A_RECIPIENT),
}
_NOT_AT: Mapping[str, frozenset[Cause]] = {
    "greeting": frozenset(_SEND - {Cause.SEND_IP_BLOCKED} | (_PROTO - {Cause.PROTO_WRONG_SERVICE})),
    "capability": frozenset(_SEND - {Cause.SEND_IP_BLOCKED, Cause.SEND_HELO_REJECTED} | _AUTH),
    "starttls": frozenset(
        {cause for cause in Cause if cause.stage in ("tls", "proto")}
        - {Cause.TLS_STARTTLS_FAILED, Cause.TLS_STARTTLS_MISSING}
        | {Cause.SERVER_UNAVAILABLE}
    ),
    "login": frozenset(
        _PROTO
        | {Cause.MAILBOX_NOT_FOUND, Cause.MAILBOX_ACCESS_DENIED, Cause.MAILBOX_RATE_LIMITED}
        | {Cause.SERVER_REFUSED, Cause.SERVER_OUT_OF_SPACE}
    ),
    "mailbox": frozenset(_PROTO | (_AUTH - _OF_A_LOGIN)),
    "fetch": frozenset(_PROTO | (_AUTH - _OF_A_LOGIN)),
    "sender": frozenset(_PROTO | (_AUTH - {Cause.AUTH_TLS_REQUIRED}) | _OF_A_MESSAGE),
    "recipient": frozenset(_PROTO | (_AUTH - {Cause.AUTH_TLS_REQUIRED}) | _OF_A_MESSAGE),
    "message": frozenset(
        _PROTO | (_AUTH - {Cause.AUTH_TLS_REQUIRED}) | {Cause.SERVER_TOO_MANY_CONNECTIONS}
    ),
}
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
