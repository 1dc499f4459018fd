"""Signing in by a code that is typed on another device (RFC 8628)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.clock import Clock
from connectors.model import Credentials, Protocol
from connectors.oauth.grammar import (
    LONGEST_INTERVAL,
    Granted,
    Refusal,
    read_device_code,
    read_token,
)
from connectors.oauth.model import (
    Answer,
    Client,
    DeviceCode,
    Post,
    Reason,
    Service,
    SignInFailed,
    Unreachable,
)
from connectors.oauth.refusals import read_refusal
from connectors.oauth.token import client_fields, scoped
from knowledge.replies import Replies

GRANT = "urn:ietf:params:oauth:grant-type:device_code"

SLOWER = 5.0
"""Seconds by which the interval grows at each ``slow_down`` (RFC 8628 §3.5)."""

_PENDING, _SLOW_DOWN = "authorization_pending", "slow_down"


@dataclass
class Pace:
    """How long to wait before the next question. Pure."""

    interval: float

    def heard(self, refusal: Refusal) -> bool:
        """Take in an error; False when it is one to stop at."""
        if refusal.error == _SLOW_DOWN:
            self._grow_to(self.interval + SLOWER)
        return refusal.error in (_PENDING, _SLOW_DOWN)

    def missed(self) -> None:
        """The service did not answer: come less often (RFC 8628 §3.5)."""
        self._grow_to(self.interval * 2)

    def _grow_to(self, seconds: float) -> None:
        self.interval = min(seconds, LONGEST_INTERVAL)


class DeviceSignIn:
    """One sign-in by code: ``begin``, show the code, ``wait``."""

    def __init__(
        self, service: Service, client: Client, post: Post, clock: Clock, replies: Replies
    ) -> None:
        self._service = service
        self._client = client
        self._post = post
        self._clock = clock
        self._replies = replies
        self._scope = ""

    async def begin(self, protocols: Iterable[Protocol]) -> DeviceCode:
        """Ask for a code that lets us use these protocols.

        Raises:
            SignInFailed: the service gave none.
        """
        self._scope = self._service.scope_for(protocols)
        form = {"client_id": self._client.id, "scope": self._scope}
        try:
            answer = await self._post(self._service.device, form)
        except Unreachable as unreachable:
            raise SignInFailed(Reason.UNREACHABLE, unreachable.cause) from None
        code = read_device_code(answer)
        if isinstance(code, Refusal):
            raise read_refusal(code, self._service, self._replies)
        return code

    async def wait(self, code: DeviceCode) -> Credentials:
        """Ask until the person has signed in, at the pace that the service wants.

        Raises:
            SignInFailed: they said no, the code ran out, or the service refused.
        """
        pace = Pace(code.interval)
        ends = self._clock.seconds() + code.expires_in
        while self._clock.seconds() + pace.interval < ends:
            await self._clock.sleep(pace.interval)
            try:
                answer = await self._ask(code)
            except Unreachable:
                pace.missed()
                continue
            granted = read_token(answer)
            if isinstance(granted, Granted):
                return scoped(granted, self._scope)
            if not pace.heard(granted):
                raise read_refusal(granted, self._service, self._replies)
        raise SignInFailed(Reason.EXPIRED)

    async def _ask(self, code: DeviceCode) -> Answer:
        form = {"grant_type": GRANT, "device_code": code.device_code.reveal()}
        return await self._post(self._service.token, form | client_fields(self._client))
