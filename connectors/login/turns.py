"""A login's turns, as far as they are the same in the three protocols (RFC 4422)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from connectors.dialogue.arguments import argument
from connectors.dialogue.details import DetailCode
from connectors.login.mechanism import TOKEN_ORDER, Mechanism
from connectors.login.sasl import Exchange, SaslFailed, exchange, token_status
from connectors.model import Credentials, Detail, Target
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

Outcome = TypeVar("Outcome")

CANCEL = b"*"
"""Gives a login up in all three protocols (RFC 4954 §4, RFC 5034 §4, RFC 9051 §6.2.2)."""


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
