"""What the handlers of requests work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.web.assets import Assets
from bot.web.form import BODY_SECONDS
from bot.web.guard import Guard
from bot.web.links import CheckLinks
from bot.web.metrics import Metrics
from bot.web.pages import Pages
from bot.web.runs import Runs
from bot.web.services import Services, SignInService, Way
from bot.web.sign_ins import SignIns
from bot.web.wish import Wish
from connectors.oauth.model import Post
from knowledge.load import Knowledge
from knowledge.model import Language


@dataclass(frozen=True)
class Site:
    """One server's state and tools. ``guard`` knows where people reach it."""

    knowledge: Knowledge
    pages: Pages
    assets: Assets
    links: CheckLinks
    runs: Runs
    services: Services
    sign_ins: SignIns
    metrics: Metrics
    guard: Guard
    post: Post
    language: Language
    own_metrics_port: bool = False
    body_seconds: float = BODY_SECONDS

    def browser_service(self, wish: Wish) -> SignInService | None:
        """The service that people can sign in to from the page, where there is one."""
        service = self.services.of(wish.servers.provider)
        return service if service and service.way is Way.BROWSER else None
