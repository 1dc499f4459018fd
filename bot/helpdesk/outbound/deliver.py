"""Takes what waits in the outbox to the systems that are to hear it, again and again until they do.

Gaps grow as the Standard Webhooks specification proposes. An answer of 2xx ends it; 410 says that
nobody wants it any more; anything else is tried again. What was given up is logged by its name.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.helpdesk.outbound.body import BodyUnusable, body_of
from bot.helpdesk.outbound.model import Webhook
from bot.helpdesk.outbound.post import Post, Undelivered
from bot.helpdesk.outbound.signature import sign
from bot.helpdesk.outbound.tell import KIND
from bot.store.outbox import Entry, Outbox
from connectors.clock import Clock

GAPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""After the first attempt, the second …; after the last one it is given up, three days on."""

IDLE_SECONDS = 2.0
"""How often it looks whether something waits."""

GONE = 410

log = logging.getLogger(__name__)


class Deliverer:
    """Delivers to the webhooks of one operator."""

    def __init__(
        self, outbox: Outbox, webhooks: Sequence[Webhook], post: Post, clock: Clock
    ) -> None:
        self._outbox = outbox
        self._webhooks: Mapping[str, Webhook] = {webhook.name: webhook for webhook in webhooks}
        self._post = post
        self._clock = clock

    async def run(self) -> None:
        """Deliver until cancelled. A store that fails for a while is waited for."""
        while True:
            try:
                busy = await self.once()
            except Exception as error:
                log.warning("the outbox cannot be read: %s", type(error).__name__)
                busy = False
            if not busy:
                await self._clock.sleep(IDLE_SECONDS)

    async def once(self) -> bool:
        """Deliver what is due now; whether there was something."""
        entries = await self._outbox.due(self._clock.now(), [KIND])
        try:
            await asyncio.gather(*map(self._deliver, entries))
        except asyncio.CancelledError:
            # Told to end: whoever comes next need not wait for the loan to end.
            await self._outbox.give_back(entries, self._clock.now())
            raise
        return bool(entries)

    async def _deliver(self, entry: Entry) -> None:
        webhook = self._webhooks.get(entry.subject)
        if webhook is None:
            # The operator took it out of the settings meanwhile.
            await self._give_up(entry, "no such webhook")
            return
        try:
            status = await self._send(webhook, entry)
        except BodyUnusable as unusable:
            await self._give_up(entry, f"body: {unusable.why}")
        except Undelivered as undelivered:
            await self._again(entry, undelivered.reason)
        else:
            await self._heard(entry, status)

    async def _send(self, webhook: Webhook, entry: Entry) -> int:
        body = body_of(webhook.body, entry.body, webhook.values)
        seconds = int(self._clock.now().timestamp())
        signed = sign(webhook.secret, entry.event, seconds, body) if webhook.secret else {}
        return await self._post(webhook.url, body, {**webhook.headers, **signed})

    async def _heard(self, entry: Entry, status: int) -> None:
        if 200 <= status < 300:
            await self._outbox.done(entry, self._clock.now())
        elif status == GONE:
            await self._give_up(entry, "gone")
        else:
            await self._again(entry, f"status {status}")

    async def _again(self, entry: Entry, why: str) -> None:
        if entry.attempts > len(GAPS):
            await self._give_up(entry, why)
            return
        await self._outbox.failed(entry, why, self._next(entry))

    async def _give_up(self, entry: Entry, why: str) -> None:
        log.error("webhook %s: %s is given up: %s", entry.subject, entry.event, why)
        await self._outbox.failed(entry, why, None)

    def _next(self, entry: Entry) -> datetime:
        return self._clock.now() + GAPS[entry.attempts - 1]
