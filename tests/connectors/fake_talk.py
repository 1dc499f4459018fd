"""A dialogue that says nothing on the wire and behaves as it is told, for tests of the driver."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from connectors.model import Credentials, Detail, Facts, Protocol, Reply, StepName, Target
from connectors.stages.run import MakeTalk
from connectors.steps import Errand, Stages
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

Wait = Callable[[], Awaitable[None]]


async def at_once() -> None:
    """No wait at all."""


@dataclass
class Behaviour:
    """How a protocol's dialogue goes; ``log`` is what happened, by all dialogues of a test.

    ``logins`` are the causes of one login after the other, ``OK`` for one that succeeds.
    ``found`` are the answers to whether the message is there.
    """

    log: list[str] = field(default_factory=list)
    before_login: Wait = at_once
    in_login: Wait = at_once
    mechanisms: tuple[str, ...] = ("PLAIN",)
    logins: Iterator[Cause] = field(default_factory=lambda: iter([Cause.OK] * 9))
    facts: Facts = field(default_factory=Facts)
    look: Cause = Cause.OK
    found: Iterator[bool] = field(default_factory=lambda: iter([True]))


class FakeTalk:
    """See ``steps.Talk``."""

    def __init__(self, wire: Wire, target: Target, behaviour: Behaviour) -> None:
        self._target = target
        self._behaviour = behaviour
        self._wire = wire

    @property
    def facts(self) -> Facts:
        return self._behaviour.facts

    async def greet(self) -> None:
        self._log("greet")

    async def ask_capabilities(self) -> None:
        await self._behaviour.before_login()

    async def start_tls(self) -> None:
        await self._wire.start_tls()

    def login_plan(self, credentials: Credentials, mechanism: str = "") -> tuple[str, ...]:
        return (mechanism,) if mechanism else self._behaviour.mechanisms

    async def log_in(self, mechanism: str, user: str, credentials: Credentials) -> None:
        self._log(f"login {mechanism} as {user}")
        await self._behaviour.in_login()
        cause = next(self._behaviour.logins)
        self._log("login ended")
        if cause is not Cause.OK:
            judged = cause.stage in ("auth", "mailbox", "server")
            raise WireFailed(cause, reply=Reply("NO", "", "told to") if judged else None)

    async def look(self, stages: Stages, errand: Errand) -> None:
        smtp = self._target.protocol is Protocol.SMTP
        names = (
            [StepName.SENDER, StepName.RECIPIENT] if smtp else [StepName.MAILBOX, StepName.FETCH]
        )
        if smtp and not errand.address:
            names = []
        if smtp and errand.message:
            names.append(StepName.MESSAGE)
        for name in names:
            with stages(name) as stage:
                self._log(name.value)
                stage.detail = Detail("fake")
                if self._behaviour.look is not Cause.OK:
                    raise WireFailed(self._behaviour.look)
        if smtp or not errand.message:
            with stages(StepName.LOGOUT):
                await self.log_out()

    def _stages_of(self, errand: Errand) -> tuple[StepName, ...]:
        sending = (StepName.SENDER, StepName.RECIPIENT) if errand.address else ()
        return (*sending, StepName.MESSAGE) if errand.message else sending

    async def find_message(self, message_id: str) -> bool:
        self._log("find")
        return next(self._behaviour.found)

    async def log_out(self) -> None:
        self._log("logout")

    def _log(self, event: str) -> None:
        self._behaviour.log.append(f"{self._target.protocol}: {event}")


def fakes(behaviours: Mapping[Protocol, Behaviour]) -> dict[Protocol, MakeTalk]:
    """Dialogues of these behaviours, all of which write one log: the first one's."""
    log = next(iter(behaviours.values())).log

    def make(behaviour: Behaviour) -> MakeTalk:
        behaviour.log = log

        def talk(wire: Wire, target: Target, replies: Replies) -> FakeTalk:
            return FakeTalk(wire, target, behaviour)

        return talk

    return {protocol: make(behaviour) for protocol, behaviour in behaviours.items()}
