"""Signing in by a code: the pace, and every way in which it ends (RFC 8628)."""

from __future__ import annotations

import pytest

from connectors.model import Protocol
from connectors.oauth.device import GRANT, DeviceSignIn, Pace
from connectors.oauth.grammar import Refusal
from connectors.oauth.model import Answer, Client, DeviceCode, Reason, SignInFailed, Unreachable
from knowledge.causes import Cause
from knowledge.replies import ours
from tests.connectors.oauth.posting import (
    CLIENT,
    DEVICE_CODE,
    IMAP_SCOPE,
    SERVICE,
    SMTP_SCOPE,
    TOKEN,
    Posted,
    answer,
    refusal,
)
from tests.servers.moved_clock import MovedClock

PENDING = refusal("authorization_pending")
SLOW_DOWN = refusal("slow_down")
LOST = Unreachable(Cause.NET_TIMEOUT)
PROTOCOLS = (Protocol.IMAP, Protocol.SMTP)


def signing_in(posted: Posted, clock: MovedClock, client: Client = CLIENT) -> DeviceSignIn:
    """A sign-in at the service of these tests."""
    return DeviceSignIn(SERVICE, client, posted, clock, ours())


async def begun(posted: Posted, clock: MovedClock) -> tuple[DeviceSignIn, DeviceCode]:
    """A sign-in whose code is shown."""
    sign_in = signing_in(posted, clock)
    return sign_in, await sign_in.begin(PROTOCOLS)


async def test_what_is_asked_for() -> None:
    """Our id, and the scopes of exactly the protocols that will be checked."""
    posted = Posted(answer(DEVICE_CODE), answer(TOKEN))
    sign_in, code = await begun(posted, MovedClock())
    await sign_in.wait(code)
    (first, second) = posted.sent
    assert first == (
        SERVICE.device,
        {"client_id": "client-7", "scope": f"{IMAP_SCOPE} {SMTP_SCOPE}"},
    )
    assert second == (
        SERVICE.token,
        {"grant_type": GRANT, "device_code": "device-code-secret", "client_id": "client-7"},
    )


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        ([answer(TOKEN)], 5),
        ([PENDING, PENDING, answer(TOKEN)], 15),
        ([PENDING, SLOW_DOWN, PENDING, answer(TOKEN)], 5 + 5 + 10 + 10),
        ([SLOW_DOWN, SLOW_DOWN, answer(TOKEN)], 5 + 10 + 15),
        ([LOST, answer(TOKEN)], 5 + 10),
        ([LOST, LOST, PENDING, answer(TOKEN)], 5 + 10 + 20 + 20),
    ],
    ids=["at once", "pending", "slow down", "slower still", "lost", "lost twice"],
)
async def test_the_pace(answers: list[Answer | Unreachable], seconds: float) -> None:
    """As often as the service wants, and less often whenever it says so or does not answer."""
    clock = MovedClock()
    sign_in, code = await begun(Posted(answer(DEVICE_CODE), *answers), clock)
    token = await sign_in.wait(code)
    assert token.reveal() == "token-secret"
    assert token.is_token
    assert clock.seconds() == seconds


async def test_nobody_signs_in() -> None:
    """After its life we stop asking, even where the service would go on."""
    clock = MovedClock()
    posted = Posted(answer(DEVICE_CODE), *[PENDING] * 1_000)
    sign_in, code = await begun(posted, clock)
    with pytest.raises(SignInFailed) as failed:
        await sign_in.wait(code)
    assert failed.value.reason is Reason.EXPIRED
    assert clock.seconds() <= 900
    assert len(posted.sent) == 1 + 179


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (refusal("access_denied"), Reason.DECLINED),
        (refusal("expired_token"), Reason.EXPIRED),
        (refusal("access_denied", "AADSTS53003: no"), Reason.DEVICE_CODE_BLOCKED),
        (refusal("invalid_client", "AADSTS7000218: no"), Reason.CLIENT_REFUSED),
        (answer({"access_token": 1}), Reason.MALFORMED),
        (answer(TOKEN | {"scope": IMAP_SCOPE}), Reason.SCOPE_MISSING),
    ],
)
async def test_it_ends_without_a_token(last: Answer, reason: Reason) -> None:
    """Each end is told as what it is, and nothing is asked after it."""
    posted = Posted(answer(DEVICE_CODE), PENDING, last)
    sign_in, code = await begun(posted, MovedClock())
    with pytest.raises(SignInFailed) as failed:
        await sign_in.wait(code)
    assert failed.value.reason is reason
    assert len(posted.sent) == 3


@pytest.mark.parametrize(
    ("first", "reason", "cause"),
    [
        (refusal("unauthorized_client"), Reason.CLIENT_REFUSED, Cause.AUTH_TOKEN_REJECTED),
        (Unreachable(Cause.DNS_FAILURE), Reason.UNREACHABLE, Cause.DNS_FAILURE),
        (answer({}), Reason.MALFORMED, Cause.PROTO_MALFORMED),
    ],
)
async def test_there_is_no_code(first: Answer | Unreachable, reason: Reason, cause: Cause) -> None:
    """Nothing is shown to anybody then."""
    with pytest.raises(SignInFailed) as failed:
        await signing_in(Posted(first), MovedClock()).begin(PROTOCOLS)
    assert (failed.value.reason, failed.value.cause) == (reason, cause)


@pytest.mark.parametrize(
    "scope",
    [
        f"{SMTP_SCOPE} {IMAP_SCOPE} openid",
        f"{IMAP_SCOPE.lower()} https://other.example/smtp.send",
    ],
)
async def test_scopes_are_compared_by_name(scope: str) -> None:
    """Services answer in another order, another case, and with another host."""
    granted = answer(TOKEN | {"scope": scope})
    sign_in, code = await begun(Posted(answer(DEVICE_CODE), granted), MovedClock())
    assert (await sign_in.wait(code)).reveal() == "token-secret"


def test_the_pace_has_an_end() -> None:
    """However often a service wants it slower, somebody is waiting."""
    pace = Pace(5)
    for _ in range(100):
        pace.heard(Refusal("slow_down", ""))
        pace.missed()
    assert pace.interval == 60
