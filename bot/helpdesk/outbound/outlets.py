"""All ways out of the helpdesk and into it besides the chats, put together from the settings.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_WEBHOOKS`` | see ``outbound.settings`` |
| ``MAILMEDIC_HOOK_SECRET`` | ``whsec_…``: with it other systems may say how a case stands |
| ``MAILMEDIC_MAIL_URL`` and others | see ``outbound.mail`` |
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
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
from bot.helpdesk.reports.count import Bookkeeper
from bot.helpdesk.reports.tell import Teller
from bot.helpdesk.reports.weekly import KIND as REPORT
from bot.helpdesk.reports.weekly import Weekly
from bot.helpdesk.settings import HelpdeskSettings
from bot.helpdesk.words import Words
from bot.store.cases import Case
from bot.store.incidents import Incident
from bot.store.outbox import Outbox
from bot.store.preferences import Preferences
from bot.store.store import Store
from connectors.clock import Clock
from connectors.lookup.model import Names
from connectors.policy import Policy
from knowledge.load import Knowledge
from knowledge.speak import Speaker

if TYPE_CHECKING:
    from aiohttp import web

    from bot.helpdesk.helpdesk import Helpdesk

PLAN_SECONDS = 300.0
"""How often it is looked whether a week has ended."""

log = logging.getLogger(__name__)

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
        self._helpdesk = helpdesk
        self._knowledge = knowledge
        self._speaker = speaker
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
    async def running(
        self, store: Store, preferences: Preferences, helpdesk: Helpdesk
    ) -> AsyncIterator[None]:
        """Deliver, report, and take what comes, as long as the block lasts."""
        self._updates = Updates(helpdesk.cases, self._clock.now)
        if self._settings.mail is not None:
            mailer = Mailer(self._settings.mail, self._context)
            self._resort = Resort(store, self._cards, mailer, self._language, self._clock.now)
            helpdesk.courier.bring[MAIL] = self._resort.bring
        weekly = self._weekly(store, preferences, helpdesk)
        helpdesk.courier.bring[REPORT] = weekly.bring
        deliverer = Deliverer(Outbox(store), self._settings.webhooks, self._post, self._clock)
        # Also without webhooks: what waits for one that was taken out is given up.
        tasks = [
            asyncio.create_task(deliverer.run(), name="webhooks"),
            asyncio.create_task(self._plan(weekly), name="reports"),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _weekly(self, store: Store, preferences: Preferences, helpdesk: Helpdesk) -> Weekly:
        zone, channel = self._helpdesk.zone, self._helpdesk.channel
        return Weekly(
            store,
            Bookkeeper(store, self._knowledge, zone),
            Teller(self._knowledge, self._speaker),
            lambda: sorted({*preferences.desks(), *([channel] if channel else [])}),
            helpdesk.courier.face,
            language=self._language,
            zone=zone,
            now=self._clock.now,
            operators=channel,
            webhooks=self._settings.webhooks,
        )

    async def _plan(self, weekly: Weekly) -> None:
        while True:
            try:
                await weekly.plan()
            except Exception as error:  # a store that fails for a while is waited for
                log.warning("no report was planned: %s", type(error).__name__)
            await self._clock.sleep(PLAN_SECONDS)

    async def _take(self, update: Update) -> Taken:
        return await self._updates(update) if self._updates else Taken.IMPOSSIBLE
