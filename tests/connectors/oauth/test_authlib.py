"""Signing in at an authorization server that is not ours."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from connectors.model import Credentials, Protocol
from connectors.oauth.browser import BrowserSignIn
from connectors.oauth.device import DeviceSignIn
from connectors.oauth.model import Client, Reason, Service, SignInFailed
from connectors.oauth.transport import HttpPost
from connectors.wire.contexts import Contexts
from knowledge.replies import ours
from tests.servers import authorization as served
from tests.servers.authorization import CLIENT_ID, CLIENT_SECRET, Authorization, Device
from tests.servers.authorization import authorization_server as serve
from tests.servers.certificates import Certificates
from tests.servers.moved_clock import MovedClock

TARO = "taro@example.com"
BACK = "https://help.example/sign-in/back"
PROTOCOLS = (Protocol.IMAP,)


def known(user: str = TARO, **more: object) -> Authorization:
    """A server that makes tokens which name their user."""
    return Authorization(
        token=lambda user: f"token-of-{user}",
        client=served.Client(CLIENT_ID, redirect_uris=[BACK]),
        user=user,
        **more,  # type: ignore[arg-type]  # single fields of it
    )


def service(authorization: Authorization) -> Service:
    """The server as our facts would name it."""
    origin = authorization.origin
    scopes = dict.fromkeys(Protocol, "https://mail.example/all")
    return Service("example", f"{origin}/device", f"{origin}/authorize", f"{origin}/token", scopes)


def post(certificates: Certificates) -> HttpPost:
    """Our transport, trusting the tests' authority."""
    return HttpPost(lambda: Contexts().verifying(certificates.ca_file))


def by_code(
    authorization: Authorization, certificates: Certificates, clock: MovedClock
) -> DeviceSignIn:
    """A sign-in by code there."""
    return DeviceSignIn(
        service(authorization), Client(CLIENT_ID), post(certificates), clock, ours()
    )


async def test_by_code(certificates: Certificates) -> None:
    """Pending, then slower, then the person allows it: a token of that person's."""
    authorization = known(slow_down_at=frozenset({2}))
    clock = MovedClock()
    async with serve(authorization, certificates.good):
        sign_in = by_code(authorization, certificates, clock)
        code = await sign_in.begin(PROTOCOLS)
        assert code.uri == f"{authorization.origin}/enter"
        assert code.user_code in code.whole_uri

        def person(device: Device) -> None:
            if device.asked == 3:
                authorization.approve(device.user_code)

        authorization.on_question = person
        token = await sign_in.wait(code)
    assert token.reveal() == f"token-of-{TARO}"
    assert clock.seconds() == 5 + 5 + 10


async def test_by_code_and_they_say_no(certificates: Certificates) -> None:
    """The server's access_denied."""
    authorization = known()
    async with serve(authorization, certificates.good):
        sign_in = by_code(authorization, certificates, MovedClock())
        code = await sign_in.begin(PROTOCOLS)
        authorization.refuse(code.user_code)
        with pytest.raises(SignInFailed) as failed:
            await sign_in.wait(code)
    assert failed.value.reason is Reason.DECLINED


async def test_an_unknown_client(certificates: Certificates) -> None:
    """The operator's registration is wrong."""
    authorization = known()
    async with serve(authorization, certificates.good):
        sign_in = DeviceSignIn(
            service(authorization), Client("another"), post(certificates), MovedClock(), ours()
        )
        with pytest.raises(SignInFailed) as failed:
            await sign_in.begin(PROTOCOLS)
    assert failed.value.reason is Reason.CLIENT_REFUSED


async def came_back(address: str, certificates: Certificates) -> dict[str, str]:
    """What the provider's page sends the browser back with."""
    context = Contexts().verifying(certificates.ca_file)
    async with (
        ClientSession() as browser,
        browser.get(address, ssl=context, allow_redirects=False) as response,
    ):
        assert response.status == 302
        location = response.headers["Location"]
    assert location.startswith(BACK)
    return {name: value for name, (value,) in parse_qs(urlsplit(location).query).items()}


@pytest.mark.parametrize("secret", ["", CLIENT_SECRET])
async def test_in_the_browser(certificates: Certificates, secret: str) -> None:
    """There with a challenge, back with a code, and a token for it; only once."""
    authorization = known()
    authorization.client.secret = secret
    async with serve(authorization, certificates.good):
        client = Client(CLIENT_ID, Credentials(secret) if secret else None)
        sign_in = BrowserSignIn(service(authorization), client, post(certificates), ours(), BACK)
        back = await came_back(sign_in.address(PROTOCOLS, "state-1", TARO), certificates)
        assert back["state"] == "state-1"
        code = Credentials(back["code"])
        assert (await sign_in.exchange(code)).reveal() == f"token-of-{TARO}"
        with pytest.raises(SignInFailed):
            await sign_in.exchange(code)


async def test_a_code_of_somebody_else_is_worth_nothing(certificates: Certificates) -> None:
    """Without the verifier that belongs to it the server gives no token (RFC 7636 §4.6)."""
    authorization = known()
    async with serve(authorization, certificates.good):
        there = service(authorization)
        mine, other = (
            BrowserSignIn(there, Client(CLIENT_ID), post(certificates), ours(), BACK)
            for _ in range(2)
        )
        mine.address(PROTOCOLS, "state-1", TARO)
        back = await came_back(other.address(PROTOCOLS, "state-2", TARO), certificates)
        with pytest.raises(SignInFailed) as failed:
            await mine.exchange(Credentials(back["code"]))
    assert failed.value.code == "invalid_grant"


async def test_in_the_browser_and_they_say_no(certificates: Certificates) -> None:
    """The error comes back in the address."""
    authorization = known(consents=False)
    async with serve(authorization, certificates.good):
        sign_in = BrowserSignIn(
            service(authorization), Client(CLIENT_ID), post(certificates), ours(), BACK
        )
        back = await came_back(sign_in.address(PROTOCOLS, "state-1", TARO), certificates)
    assert sign_in.refused(back["error"], "").reason is Reason.DECLINED
