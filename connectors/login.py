"""Logging in, as far as it is the same in the three protocols: the plan, and SASL's turns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from connectors.details import DetailCode
from connectors.dialogue import argument
from connectors.model import Credentials, Detail, Target
from connectors.sasl import (
    TOKEN_ORDER,
    Exchange,
    Mechanism,
    SaslFailed,
    can_scram,
    exchange,
    has_control_character,
    token_status,
)
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

Outcome = TypeVar("Outcome")

CANCEL = b"*"
"""Gives a login up in all three protocols (RFC 4954 §4, RFC 5034 §4, RFC 9051 §6.2.2)."""

_NEED_SCRAM_NAMES = (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1)


def begin(mechanism: Mechanism, user: str, credentials: Credentials, target: Target) -> Exchange:
    """Begin a login by SASL.

    Raises:
        WireFailed: ``auth.no_common_mechanism`` when the mechanism cannot carry these; nothing was
            sent.
        ArgumentRefused: the user name holds a control character.
    """
    argument(user)
    try:
        return exchange(mechanism, user, credentials.reveal(), host=target.host, port=target.port)
    except SaslFailed:
        detail = Detail(DetailCode.LOGIN_UNSUITABLE, {"mechanism": mechanism.value})
        raise WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail) from None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offers for logging in, commands of the protocol's own included.

    ``order`` is that in which we would take them. ``whole`` is false when the server could not
    say what it offers, so that more may be tried when asked for. ``more_with_tls``: the line is
    clear, and the server says that it could be encrypted or must be.
    """

    mechanisms: tuple[str, ...]
    order: Sequence[Mechanism]
    whole: bool = True
    more_with_tls: bool = False


def plan(offer: Offer, user: str, credentials: Credentials, wanted: str) -> tuple[Mechanism, ...]:
    """The mechanisms that could be used, strongest first; only ``wanted`` when that is given.

    Raises:
        WireFailed: there is none: ``auth.tls_required``, ``auth.oauth_required`` or
            ``auth.no_common_mechanism``; ``auth.wrong_credentials`` when what was given can be
            neither password nor token. Nothing was sent.
    """
    if has_control_character(credentials.reveal()):
        detail = Detail(DetailCode.LOGIN_INVISIBLE_CHARACTER)
        raise WireFailed(Cause.AUTH_WRONG_CREDENTIALS, detail=detail)
    if wanted:
        return (_wanted(offer, wanted.upper()),)
    usable = [mechanism for mechanism in offer.order if mechanism in offer.mechanisms]
    if not can_scram(user, credentials.reveal()):
        usable = [mechanism for mechanism in usable if mechanism not in _NEED_SCRAM_NAMES]
    if not usable:
        raise _nothing_usable(offer, credentials)
    return tuple(usable)


def _wanted(offer: Offer, name: str) -> Mechanism:
    supported = name in Mechanism.__members__.values()
    if supported and (name in offer.mechanisms or not offer.whole):
        return Mechanism(name)
    if offer.more_with_tls:
        raise WireFailed(Cause.AUTH_TLS_REQUIRED)
    values = {"mechanism": name, "offered": " ".join(offer.mechanisms)}
    detail = Detail(DetailCode.LOGIN_NOT_OFFERED, values)
    raise WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail)


def _nothing_usable(offer: Offer, credentials: Credentials) -> WireFailed:
    if offer.more_with_tls:
        return WireFailed(Cause.AUTH_TLS_REQUIRED)
    if not offer.mechanisms:
        detail = Detail(DetailCode.LOGIN_NOTHING_OFFERED)
        return WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail)
    detail = Detail(DetailCode.LOGIN_NOTHING_IN_COMMON, {"offered": " ".join(offer.mechanisms)})
    if not credentials.is_token and any(token in offer.mechanisms for token in TOKEN_ORDER):
        return WireFailed(Cause.AUTH_OAUTH_REQUIRED, detail=detail)
    return WireFailed(Cause.AUTH_NO_COMMON_MECHANISM, detail=detail)


async def converse(
    mechanism: Mechanism,
    spoken: Exchange,
    say: Callable[[bytes], Awaitable[None]],
    hear: Callable[[], Awaitable[bytes | Outcome]],
) -> Outcome:
    """Answer challenges until the protocol's own outcome, which is returned.

    ``hear`` gives a challenge in base64, or the outcome; ``say`` writes an answer, or ``CANCEL``.

    Raises:
        WireFailed: ``proto.malformed`` when the server's part was not the mechanism's.
    """
    try:
        while isinstance(heard := await hear(), bytes):
            # SCRAM's hash is slow by intent: others' checks must not wait for it.
            await say(await asyncio.to_thread(spoken.answer, heard))
    except SaslFailed as failed:
        await say(CANCEL)
        with suppress(WireFailed):
            await hear()
        raise _malformed(mechanism, failed) from None
    return heard


def confirm(mechanism: Mechanism, spoken: Exchange) -> None:
    """Believe a success only when the server has done its part.

    Raises:
        WireFailed: ``proto.malformed`` when it has not; in SCRAM it then may be anybody.
    """
    try:
        spoken.succeed()
    except SaslFailed as failed:
        raise _malformed(mechanism, failed) from None


def _malformed(mechanism: Mechanism, failed: SaslFailed) -> WireFailed:
    code = DetailCode.LOGIN_SERVER_UNPROVEN if failed.unproven else DetailCode.LOGIN_MALFORMED
    return WireFailed(Cause.PROTO_MALFORMED, detail=Detail(code, {"mechanism": mechanism.value}))


_SAID_OF_PASSWORDS = (Cause.AUTH_WRONG_CREDENTIALS, Cause.AUTH_NO_COMMON_MECHANISM, Cause.UNKNOWN)


def of_token(mechanism: Mechanism, spoken: Exchange, failed: WireFailed) -> WireFailed:
    """The same refusal when a token was refused: no password can have been wrong then."""
    if mechanism not in TOKEN_ORDER:
        return failed
    status = token_status(spoken.asked)
    if status is None and failed.cause is not Cause.AUTH_WRONG_CREDENTIALS:
        return failed
    if failed.cause not in _SAID_OF_PASSWORDS:
        return failed
    detail = Detail(DetailCode.LOGIN_TOKEN_STATUS, {"status": status}) if status else None
    return WireFailed(Cause.AUTH_TOKEN_REJECTED, detail=detail, reply=failed.reply)
