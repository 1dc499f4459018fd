"""What Slack hands out to be used for a while: triggers and response URLs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tests.slack_platform.clock import Time
from tests.slack_platform.records import Channel, Message, Person
from tests.slack_platform.workspace import Workspace

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS, RESPONSE_USES = 1800.0, 5


@dataclass
class Trigger:
    """Leave to open one view for somebody who has just done something."""

    workspace: Workspace
    person: Person
    until: float
    used: bool = False
    above: str | None = None
    """The view from which it came."""


@dataclass
class ResponseUrl:
    """Leave to answer what somebody did, where they did it. ``message``: what they clicked."""

    workspace: Workspace
    channel: Channel
    person: Person
    until: float
    message: Message | None = None
    left: int = RESPONSE_USES


class Tickets:
    """All that were handed out."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self.urls: dict[str, ResponseUrl] = {}

    def trigger(self, workspace: Workspace, person: Person, above: str | None = None) -> str:
        """A new ``trigger_id``."""
        trigger_id = (
            f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        )
        until = self._clock.now() + TRIGGER_SECONDS
        self._triggers[trigger_id] = Trigger(workspace, person, until, above=above)
        return trigger_id

    def use(self, trigger_id: str, workspace: Workspace) -> Trigger | str:
        """The trigger, used up; or the error for which it cannot be used."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None or trigger.workspace is not workspace:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if self._clock.now() > trigger.until:
            return "expired_trigger_id"
        trigger.used = True
        return trigger

    def response_url(
        self,
        workspace: Workspace,
        channel: Channel,
        person: Person,
        message: Message | None = None,
    ) -> str:
        """A new response URL's secret part."""
        key = f"{workspace.id}/{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
        until = self._clock.now() + RESPONSE_SECONDS
        self.urls[key] = ResponseUrl(workspace, channel, person, until, message)
        return key

    def answer(self, key: str) -> ResponseUrl | str:
        """The leave, used once more; or the error for which it cannot be used."""
        url = self.urls.get(key)
        if url is None:
            return "invalid_url"
        if self._clock.now() > url.until:
            return "expired_url"
        if url.left == 0:
            return "used_url"
        url.left -= 1
        return url
