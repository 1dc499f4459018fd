"""All ways out of the helpdesk and into it besides the chats, put together from the settings.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_WEBHOOKS`` | see ``outbound.settings`` |
| ``MAILMEDIC_HOOK_SECRET`` | ``whsec_…``: with it other systems may say how a case stands |
| ``MAILMEDIC_MAIL_URL`` and others | see ``outbound.mail`` |
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import SettingsError
from bot.helpdesk.card import Cards
from bot.helpdesk.outage_card import OutageCards
from bot.helpdesk.outbound.deliver import Deliverer
from bot.helpdesk.outbound.inbound import Inbound, Taken, Update
from bot.helpdesk.outbound.mail import Mailer, MailSettings
from bot.helpdesk.outbound.model import Webhook
from bot.helpdesk.outbound.news import Newsroom
from bot.helpdesk.outbound.post import HttpJson
from bot.helpdesk.outbound.resort import KIND as MAIL
from bot.helpdesk.outbound.resort import Resort
from bot.helpdesk.outbound.settings import webhooks_from_env
from bot.helpdesk.outbound.signature import SecretUnusable, secret_of
from bot.helpdesk.outbound.updates import SYSTEM, Updates
from bot.helpdesk.settings import HelpdeskSettings
from bot.helpdesk.words import Words
from bot.store.cases import Case
from bot.store.incidents import Incident
from bot.store.outbox import Outbox
from bot.store.store import Store
from connectors.clock import Clock
from connectors.lookup.model import Names
from connectors.policy import Policy
from knowledge.load import Knowledge
from knowledge.speak import Speaker

if TYPE_CHECKING:
    from aiohttp import web

    from bot.helpdesk.helpdesk import Helpdesk

SECRET = "MAILMEDIC_HOOK_SECRET"  # noqa: S105 - a variable's name


@dataclass(frozen=True, slots=True)
class OutletSettings:
    """The operator's decisions. Secrets are hidden from ``repr``."""

    webhooks: tuple[Webhook, ...] = ()
    mail: MailSettings | None = None
    hook_secret: bytes = field(default=b"", repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> OutletSettings:
        """The settings of an environment.

        Raises:
            SettingsError: a value cannot be used.
        """
        written = environ.get(SECRET, "").strip()
        try:
            secret = secret_of(written) if written else b""
        except SecretUnusable:
            raise SettingsError("hook_secret", variable=SECRET) from None
        return cls(webhooks_from_env(environ), MailSettings.from_env(environ), secret)


class Outlets:
    """The ways out and in of one process."""

    def __init__(
        self,
        settings: OutletSettings,
        helpdesk: HelpdeskSettings,
        knowledge: Knowledge,
        speaker: Speaker,
        clock: Clock,
        *,
        names: Names,
        policy: Policy,
        context: Callable[[], ssl.SSLContext],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._language = helpdesk.language
        self._context = context
        self._post = HttpJson(names, policy, context)
        words = Words(speaker, helpdesk.zone)
        self._cards = Cards(words, knowledge, helpdesk.language)
        outages = OutageCards(words, knowledge, helpdesk.language)
        self._newsroom = Newsroom(
            settings.webhooks, self._cards, outages, knowledge, helpdesk.language, clock.now
        )
        self._resort: Resort | None = None
        self._updates: Updates | None = None

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """For the web application; none where nobody may tell us anything."""
        if not self._settings.hook_secret:
            return ()
        return Inbound(self._settings.hook_secret, self._take, self._clock).routes()

    def with_roles(self, helpdesk: HelpdeskSettings) -> HelpdeskSettings:
        """The helpdesk's settings, in which whoever has our secret may act."""
        if not self._settings.hook_secret:
            return helpdesk
        return replace(helpdesk, admins=helpdesk.admins | {SYSTEM})

    async def tell(self, connection: AsyncConnection, matter: Case | Incident, what: str) -> None:
        """See ``helpdesk.telling.Told``."""
        await self._newsroom.tell(connection, matter, what)
        if self._resort is not None:
            await self._resort.tell(connection, matter, what)

    @asynccontextmanager
    async def running(self, store: Store, helpdesk: Helpdesk) -> AsyncIterator[None]:
        """Deliver, and take what comes, as long as the block lasts."""
        self._updates = Updates(helpdesk.cases, self._clock.now)
        if self._settings.mail is not None:
            mailer = Mailer(self._settings.mail, self._context)
            self._resort = Resort(store, self._cards, mailer, self._language, self._clock.now)
            helpdesk.courier.bring[MAIL] = self._resort.bring
        webhooks = self._settings.webhooks
        deliverer = Deliverer(Outbox(store), webhooks, self._post, self._clock)
        # Also without webhooks: what waits for one that was taken out is given up.
        task = asyncio.create_task(deliverer.run(), name="webhooks")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _take(self, update: Update) -> Taken:
        return await self._updates(update) if self._updates else Taken.IMPOSSIBLE
