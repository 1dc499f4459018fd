"""Sign-ins that have gone to a provider's page in the browser and are expected back."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.web.services import SignInService
from bot.web.wish import Wish
from connectors.clock import Clock
from connectors.oauth.browser import BrowserSignIn

BACK_SECONDS = 600.0
"""For choosing an account, typing a password there, and confirming."""

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Expected:
    """Who is expected back, from where, and the other half of their sign-in."""

    wish: Wish
    service: SignInService
    sign_in: BrowserSignIn
    until: float


class SignIns:
    """The sign-ins of one process, by the hash of the state that comes back with them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._expected: OrderedDict[bytes, Expected] = OrderedDict()

    def expect(self, wish: Wish, service: SignInService, sign_in: BrowserSignIn) -> str:
        """A new state, to send along (RFC 6749 §10.12)."""
        state = secrets.token_urlsafe(32)
        until = self._clock.seconds() + BACK_SECONDS
        self._expected[_hash(state)] = Expected(wish, service, sign_in, until)
        while len(self._expected) > MOST:
            self._expected.popitem(last=False)
        return state

    def look(self, state: str) -> Expected | None:
        """Who comes back with this state. Changes nothing."""
        expected = self._expected.get(_hash(state))
        return expected if expected and expected.until > self._clock.seconds() else None

    def take(self, state: str) -> Expected | None:
        """The same, and nobody else can any more."""
        expected = self.look(state)
        if expected:
            del self._expected[_hash(state)]
        return expected


def _hash(state: str) -> bytes:
    return hashlib.sha256(state.encode("utf-8", "replace")).digest()
