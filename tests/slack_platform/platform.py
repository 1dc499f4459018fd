"""The stand-in as a whole: one app, its workspaces, and all that goes between them."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Protocol

from tests.slack_platform.app_config import AppConfig
from tests.slack_platform.calls import Call
from tests.slack_platform.changes import PATIENCE_SECONDS, Changes
from tests.slack_platform.clock import MovedTime, Time
from tests.slack_platform.faults import Faults
from tests.slack_platform.ids import Ids
from tests.slack_platform.parcels import (
    RETRIES_AFTER,
    Acked,
    Delivered,
    NotAcked,
    Outcome,
    Parcel,
)
from tests.slack_platform.payloads import callback, judge_sent
from tests.slack_platform.rates import Rates
from tests.slack_platform.records import Installation
from tests.slack_platform.shapes import Json, Violation
from tests.slack_platform.sockets import Sockets
from tests.slack_platform.tickets import Tickets
from tests.slack_platform.workspace import Workspace


class Transport(Protocol):
    """A way to the app."""

    async def send(self, parcel: Parcel) -> Outcome: ...


@dataclass
class _Retry:
    due: float
    parcel: Parcel


@dataclass
class SlackPlatform:
    """Slack, for one app. ``violations`` is what it did that Slack refuses or that we do not want.

    ``address`` is where it listens, once it does.
    """

    app: AppConfig = field(default_factory=AppConfig)
    clock: Time = field(default_factory=MovedTime)
    enforces_rates: bool = False
    address: str = ""

    def __post_init__(self) -> None:
        self.ids = Ids(self.clock)
        self.changes = Changes()
        self.faults = Faults()
        self.tickets = Tickets(self.clock)
        self.rates = Rates(self.clock)
        self.violations: list[Violation] = []
        self.planted: set[str] = set()
        self.calls: list[Call] = []
        self.delivered: list[Delivered] = []
        self.workspaces: dict[str, Workspace] = {}
        self.codes: dict[str, Workspace] = {}
        self.acks_to_lose = 0
        self.sockets = Sockets(self.app.id, self.changes, self.tell)
        self.transport: Transport = self.sockets
        self._retries: list[_Retry] = []
        self._tasks: set[asyncio.Task[object]] = set()

    @property
    def api_url(self) -> str:
        """The root of the Web API, as a client wants it."""
        return f"{self.address}/api/"

    def tell(self, violation: Violation) -> None:
        """Remember what was wrong."""
        self.violations.append(violation)
        self.changes.ring()

    def take_violations(self) -> list[str]:
        """The codes of what was wrong so far, for a test that wants them; they count no more."""
        codes = [violation.code for violation in self.violations]
        self.violations.clear()
        return codes

    def plant(self, secret: str) -> str:
        """From here on, whatever is sent with this in it is a violation."""
        self.planted.add(secret)
        return secret

    def look_for_secrets(self, body: str, where: str) -> None:
        """Whether a planted secret went out."""
        for secret in self.planted:
            if secret in body:
                self.tell(Violation(where, "secret_sent"))

    def workspace(self, name: str, *, enterprise: str = "", installed: bool = True) -> Workspace:
        """The workspace of this name, new when it is first asked for."""
        for workspace in self.workspaces.values():
            if workspace.domain == name:
                return workspace
        installation = Installation("", self.app.scopes)
        workspace = Workspace(self.ids.new("T"), name, self.ids, installation, enterprise)
        self.workspaces[workspace.id] = workspace
        if installed:
            self.issue(workspace)
        return workspace

    def issue(self, workspace: Workspace) -> Installation:
        """New tokens for the app in this workspace; the old ones are remembered as such."""
        old = workspace.installation
        if old.token:
            old.old_tokens[old.token] = "token_expired"
        kind = "xoxe.xoxb-1" if self.app.rotates else "xoxb"
        new = Installation(
            f"{kind}-{workspace.id}-{uuid.uuid4().hex}",
            self.app.scopes,
            old_tokens=old.old_tokens,
        )
        if self.app.rotates:
            new.refresh_token = f"xoxe-1-{uuid.uuid4().hex}"
            new.expires_at = self.clock.now() + self.app.token_seconds
        workspace.installation = new
        return new

    def spawn(self, work: Coroutine[object, object, object]) -> None:
        """Do it besides."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def event(self, workspace: Workspace, name: str, event: Json) -> Outcome | None:
        """Deliver an event, if the app subscribes to it; None if it does not."""
        if name not in self.app.events:
            return None
        payload = callback(workspace, self.app.id, event, self.ids.new("Ev"), int(self.clock.now()))
        return await self.deliver("events_api", payload)

    async def deliver(self, kind: str, payload: Json) -> Outcome:
        """Deliver once; an event that is not taken comes again at once, and later."""
        for violation in judge_sent(kind, payload):
            self.tell(Violation(f"stand-in/{violation.where}", violation.code, violation.detail))
        return await self.attempt(self._parcel(kind, payload))

    async def attempt(self, parcel: Parcel) -> Outcome:
        """One attempt, and what follows from its failing."""
        if parcel.kind == "events_api":
            await self._connected()
        outcome = await self.transport.send(parcel)
        if isinstance(outcome, Acked) and self.acks_to_lose and parcel.kind == "events_api":
            self.acks_to_lose -= 1
            outcome = NotAcked("timeout")
        elif isinstance(outcome, NotAcked) and "timeout" in outcome.reason:
            self.tell(Violation(parcel.kind, "late_ack", outcome.reason))
        self.delivered.append(Delivered(parcel, outcome))
        self.changes.ring()
        if isinstance(outcome, NotAcked) and parcel.kind == "events_api":
            return await self._again(parcel, outcome)
        return outcome

    async def again(self, delivered: Delivered, reason: str = "http_timeout") -> Outcome:
        """Deliver a second time what was taken already, as Slack does when it missed the answer."""
        payload, kind = delivered.parcel.payload, delivered.parcel.kind
        parcel = self._parcel(kind, payload)
        parcel.attempt, parcel.reason = delivered.parcel.attempt + 1, reason
        return await self.attempt(parcel)

    async def passes(self, seconds: float) -> None:
        """Let time pass, and deliver what is due by then."""
        assert isinstance(self.clock, MovedTime)
        self.clock.move(seconds)
        due = [retry for retry in self._retries if retry.due <= self.clock.now()]
        for retry in due:
            self._retries.remove(retry)
            await self.attempt(retry.parcel)

    async def until(
        self,
        look: Callable[[], object | None],
        told: str = "it never came",
        seconds: float = PATIENCE_SECONDS,
    ) -> object:
        """Wait until something is so."""
        return await self.changes.until(look, lambda: f"{told}; {self.story()}", seconds)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of a method that had their effect."""
        return [call for call in self.calls if call.method == method and not call.error]

    def story(self) -> str:
        """What happened, for whoever wonders why a test failed."""
        last = [
            f"{call.method}{'!' + call.error if call.error else ''}" for call in self.calls[-12:]
        ]
        return f"calls: {' '.join(last)}; violations: {[str(one) for one in self.violations]}"

    async def settled(self) -> None:
        """Wait until all that Slack sends by itself, the app's own messages, was taken."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def end(self) -> None:
        """Stop everything that goes on besides."""
        for task in list(self._tasks):
            task.cancel()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        await self.sockets.close()

    def _parcel(self, kind: str, payload: Json) -> Parcel:
        accepts = kind == "slash_commands" or payload.get("type") in (
            "view_submission",
            "block_suggestion",
        )
        return Parcel(kind, payload, str(uuid.uuid4()), accepts)

    async def _connected(self) -> None:
        """Slack keeps an event while the app is on no line at all."""
        if self.transport is self.sockets and not self.sockets.connections:
            await self.changes.until(lambda: self.sockets.connections or None)

    async def _again(self, parcel: Parcel, outcome: NotAcked) -> Outcome:
        if parcel.attempt >= len(RETRIES_AFTER):
            return outcome
        wait = RETRIES_AFTER[parcel.attempt]
        second = self._parcel(parcel.kind, parcel.payload)
        second.attempt, second.reason = parcel.attempt + 1, outcome.reason
        if wait:
            self._retries.append(_Retry(self.clock.now() + wait, second))
            return outcome
        return await self.attempt(second)
