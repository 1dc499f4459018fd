"""The logins of one account, one after another, and an end to them in time.

Three protocols that try one wrong password at once lock an account, and mail servers ban the
address that they came from. So a run has one gate for all its targets.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connectors.clock import Clock
from connectors.wire.wire import WireFailed
from knowledge.causes import Cause

REFUSALS_LIMIT = 2
"""Refused logins of one run, all protocols together: servers that lock accounts begin at three."""

BLAMES_CREDENTIALS = frozenset(
    {
        Cause.AUTH_WRONG_CREDENTIALS,
        Cause.AUTH_APP_PASSWORD_REQUIRED,
        Cause.AUTH_OAUTH_REQUIRED,
        Cause.AUTH_TOKEN_REJECTED,
        Cause.AUTH_ACCOUNT_DISABLED,
        Cause.AUTH_PASSWORD_EXPIRED,
        Cause.AUTH_WEB_LOGIN_REQUIRED,
        Cause.AUTH_ACCESS_DENIED,
        Cause.AUTH_TOO_MANY_ATTEMPTS,
    }
)
"""After one of these the same credentials are tried nowhere else."""


class LoginGate:
    """Lets one target log in at a time.

    ``closed_by`` is why nobody may any more, ``None`` as long as somebody may. A closed gate still
    lets in the other form of the user name while it ``has_room``: once, and wherever that form is
    known to work (``other_form_works``).
    """

    def __init__(self) -> None:
        self.closed_by: Cause | None = None
        self.other_form_works = False
        self._refusals = 0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, clock: Clock, seconds: float) -> AsyncIterator[None]:
        """Wait for one's turn; look at ``closed_by`` before using it.

        Raises:
            TimeoutError: it did not come within these seconds.
        """
        async with clock.limit(max(0.0, seconds)):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    @property
    def has_room(self) -> bool:
        """Whether a refusal more would still be none too many, for all that was said so far."""
        wrong = self.closed_by in (None, Cause.AUTH_WRONG_CREDENTIALS)
        return wrong and self._refusals < REFUSALS_LIMIT

    def refused(self, failed: WireFailed) -> None:
        """Count a login that the server has refused, or after which the line broke.

        A server may hang up on a wrong password without a word, and count it.
        """
        self._refusals += 1
        if failed.cause in BLAMES_CREDENTIALS or self._refusals >= REFUSALS_LIMIT:
            self.closed_by = failed.cause
