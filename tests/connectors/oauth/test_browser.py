"""Signing in on the provider's page, with PKCE (RFC 7636)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.model import Credentials, Protocol
from connectors.oauth.browser import BrowserSignIn, challenge_of
from connectors.oauth.model import Answer, Client, Reason, SignInFailed, Unreachable
from knowledge.causes import Cause
from knowledge.replies import ours
from tests.connectors.oauth.posting import IMAP_SCOPE, SERVICE, TOKEN, Posted, answer, refusal

REDIRECT = "https://help.example/sign-in/back"
CODE = Credentials("code-secret")
CLIENT = Client("client-7", Credentials("client-secret"))


def signing_in(posted: Posted) -> tuple[BrowserSignIn, dict[str, str]]:
    """A sign-in, and the query with which the person is sent away."""
    sign_in = BrowserSignIn(SERVICE, CLIENT, posted, ours(), REDIRECT)
    parts = urlsplit(sign_in.address([Protocol.IMAP], "state-1", "taro@example.com"))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == SERVICE.authorization
    return sign_in, {name: value for name, (value,) in parse_qs(parts.query).items()}


def test_the_challenge() -> None:
    """The example of RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_there_and_back() -> None:
    """The verifier goes to the token endpoint only, and fits the challenge that went before."""
    posted = Posted(answer(TOKEN))
    sign_in, query = signing_in(posted)
    assert query["scope"] == IMAP_SCOPE
    assert query["code_challenge_method"] == "S256"
    assert (query["state"], query["login_hint"]) == ("state-1", "taro@example.com")
    token = await sign_in.exchange(CODE)
    assert token.reveal() == "token-secret"
    ((url, form),) = posted.sent
    assert url == SERVICE.token
    assert challenge_of(form["code_verifier"]) == query["code_challenge"]
    assert form["redirect_uri"] == query["redirect_uri"] == REDIRECT
    assert (form["code"], form["client_secret"]) == ("code-secret", "client-secret")


def test_every_sign_in_has_a_verifier_of_its_own() -> None:
    """Two people's codes cannot be exchanged for one another."""
    assert signing_in(Posted())[1]["code_challenge"] != signing_in(Posted())[1]["code_challenge"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (refusal("invalid_grant"), Reason.OTHER),
        (refusal("invalid_client"), Reason.CLIENT_REFUSED),
        (answer(TOKEN | {"scope": "openid"}), Reason.SCOPE_MISSING),
        (Unreachable(Cause.TLS_CERTIFICATE_INVALID), Reason.UNREACHABLE),
    ],
)
async def test_the_code_is_refused(given: Answer | Unreachable, reason: Reason) -> None:
    """Each way is told as what it is."""
    sign_in, _ = signing_in(Posted(given))
    with pytest.raises(SignInFailed) as failed:
        await sign_in.exchange(CODE)
    assert failed.value.reason is reason


def test_the_person_comes_back_without_a_code() -> None:
    """They said no on the provider's page."""
    sign_in, _ = signing_in(Posted())
    assert sign_in.refused("access_denied", "").reason is Reason.DECLINED
