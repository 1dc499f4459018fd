"""Signing in on the provider's page in the browser: authorization code with PKCE.

RFC 6749 §4.1 and RFC 7636. Without a browser of its own this only makes the address to send
the person to, and turns the code that comes back into a token.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable
from urllib.parse import urlencode

from connectors.model import Credentials, Protocol
from connectors.oauth.grammar import Refusal, read_token
from connectors.oauth.model import Client, Post, Reason, Service, SignInFailed, Unreachable
from connectors.oauth.refusals import read_refusal
from connectors.oauth.token import client_fields, scoped
from knowledge.replies import Replies

VERIFIER_BYTES = 32
"""As RFC 7636 §4.1 recommends: 43 characters."""


def challenge_of(verifier: str) -> str:
    """The verifier's challenge by S256 (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class BrowserSignIn:
    """One sign-in in the browser: ``address``, and once the person is back ``exchange``."""

    def __init__(
        self, service: Service, client: Client, post: Post, replies: Replies, redirect_uri: str
    ) -> None:
        self._service = service
        self._client = client
        self._post = post
        self._replies = replies
        self._redirect_uri = redirect_uri
        self._verifier = Credentials(secrets.token_urlsafe(VERIFIER_BYTES))
        self._scope = ""

    def address(self, protocols: Iterable[Protocol], state: str, user: str) -> str:
        """Where to send the person; ``state`` comes back with them, ``user`` saves them typing."""
        self._scope = self._service.scope_for(protocols)
        query = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._redirect_uri,
            "scope": self._scope,
            "state": state,
            "code_challenge": challenge_of(self._verifier.reveal()),
            "code_challenge_method": "S256",
            "login_hint": user,
            # Without it Google takes whoever is signed in already, silently.
            "prompt": "consent",
        }
        return f"{self._service.authorization}?{urlencode(query)}"

    def refused(self, error: str, description: str) -> SignInFailed:
        """Why the person came back without a code (RFC 6749 §4.1.2.1)."""
        return read_refusal(Refusal(error[:100], description[:2000]), self._service, self._replies)

    async def exchange(self, code: Credentials) -> Credentials:
        """The token for a code.

        Raises:
            SignInFailed: the service gave none.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code.reveal(),
            "redirect_uri": self._redirect_uri,
            "code_verifier": self._verifier.reveal(),
        }
        try:
            answer = await self._post(self._service.token, form | client_fields(self._client))
        except Unreachable as unreachable:
            raise SignInFailed(Reason.UNREACHABLE, unreachable.cause) from None
        granted = read_token(answer)
        if isinstance(granted, Refusal):
            raise read_refusal(granted, self._service, self._replies)
        return scoped(granted, self._scope)
