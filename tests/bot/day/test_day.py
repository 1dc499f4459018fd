"""A day at a helpdesk, played on each chat: forty reports, an outage, a restart, a lost line."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.adapters.terminal.context import Context
from bot.commands.faces import configured
from bot.commands.service import service
from bot.config import Settings
from bot.core.check_talk import Checker
from bot.helpdesk.reports.count import Bookkeeper
from bot.helpdesk.reports.model import Figures
from bot.store import cases
from bot.store.cases import Case, State
from bot.store.store import Store, opened
from bot.store.tables import incident_people, incidents, outbox, questions
from connectors.budget import Budget
from connectors.clock import SystemClock
from connectors.lookup.dns import Resolver
from connectors.policy import Policy
from connectors.wire.contexts import Contexts
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.day.discord_stage import discord_stage
from tests.bot.day.slack_stage import slack_stage
from tests.bot.day.stage import Stage, StageOpened
from tests.bot.helpdesk.outbound.receiver import Receiver, receiving
from tests.bot.web.world import SETTINGS

TURNS: Sequence[Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "day.toml").read_text("utf-8")
)["turn"]
ASKED = [turn for turn in TURNS if "asks" in turn]
HANDED = [turn["human"] for turn in TURNS if "human" in turn]
LANGUAGES = {turn["asks"]: turn["lang"] for turn in ASKED}

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 60.0
HOOKS = """
[[webhook]]
name = "own"
url = "https://{host}:{port}/in"
"""

STAGES: Mapping[str, Callable[[], StageOpened]] = {
    "slack": slack_stage,
    "discord": discord_stage,
}


@dataclass
class Day:
    """The day so far. ``agents`` have claimed the cases of people, by name."""

    stage: Stage
    service: Callable[[], Any]
    store: Store
    speaker: Speaker
    open: AsyncExitStack = field(default_factory=AsyncExitStack)
    agents: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, name: str = "", **values: object) -> str:
        """A phrase as somebody sees it."""
        return self.speaker.plain(key, Language(LANGUAGES.get(name, "en")), **values)

    async def starts(self) -> None:
        """The service comes up."""
        await self.open.enter_async_context(self.service())
        await self.stage.connected()

    async def ends(self) -> None:
        """And goes down, with words to whoever waits."""
        await self.open.aclose()
        self.open = AsyncExitStack()

    async def plays(self, turn: Mapping[str, Any]) -> None:
        """One turn."""
        match turn:
            case {"asks": name, "text": text}:
                await self.asks(name, text, outage=turn.get("outage", False))
            case {"human": name}:
                await self.hands_over(name, turn.get("words", ""))
            case {"stops": True}:
                await self.ends()
                await self.starts()
            case {"line": True}:
                await self.stage.loses_line()
            case {"act": act}:
                await getattr(self, act)(turn)

    async def asks(self, name: str, text: str, *, outage: bool) -> None:
        """Somebody asks, is answered, and told of the outage where there is one."""
        self.stage.joins(name, LANGUAGES[name])
        self.shown[name] = await self.stage.asks(name, text)
        if outage:
            assert "OCN" in self.shown[name].partition("\n")[0], self.shown[name]

    async def hands_over(self, name: str, words: str) -> None:
        """They press "ask a person", and see the number of their case."""
        label = self.say("helpdesk.form.label.words", name)
        typed = {label: words} if words else {}
        await self.stage.fills(name, self.say("chats.human.ask", name), typed)
        case = await self.case(name)
        opened = self.say("helpdesk.letter.opened", name, number=case.number)
        await self.stage.finds(name, opened.partition("。")[0].partition(".")[0])
        await self.stage.card(self.title(case.number))

    async def race(self, turn: Mapping[str, Any]) -> None:
        """Both agents claim the case at once; one of them has it."""
        case, claim = await self.case(turn["of"]), self.say("helpdesk.button.claim")
        await asyncio.gather(
            *(self.stage.works(name, self.title(case.number), claim) for name in ("ann", "ben")),
            return_exceptions=True,
        )
        mine = await self.until(turn["of"], lambda one: one.state is State.CLAIMED)
        self.agents[turn["of"]] = mine.agent_name
        assert mine.agent_name in ("ann", "ben")
        await self.stage.card(self.title(case.number), mine.agent_name)

    async def ask(self, turn: Mapping[str, Any]) -> None:
        """An agent asks back; the person reads it."""
        typed = {self.say("helpdesk.form.label.question"): turn["text"]}
        await self.act(turn, "ask", typed)
        await self.until(turn["of"], lambda one: one.state is State.WAITING)
        await self.stage.finds(turn["of"], turn["text"])

    async def reply(self, turn: Mapping[str, Any]) -> None:
        """Their answer comes back into the case."""
        name = turn["of"]
        typed = {self.say("helpdesk.form.label.answer", name): turn["text"]}
        await self.stage.fills(name, self.say("helpdesk.button.reply", name), typed)
        await self.until(name, lambda one: one.state is State.CLAIMED)
        await self.stage.card(turn["text"])

    async def resolve(self, turn: Mapping[str, Any]) -> None:
        """The agent who has it resolves it; the person is told."""
        typed = {
            self.say("helpdesk.form.label.reason"): self.say("helpdesk.reason.credentials"),
            self.say("helpdesk.form.label.told"): turn["text"],
        }
        await self.act(turn, "resolve", typed)
        await self.until(turn["of"], lambda one: one.state is State.RESOLVED)
        await self.stage.finds(turn["of"], turn["text"])

    async def still(self, turn: Mapping[str, Any]) -> None:
        """It does not work after all: the case is open again."""
        name = turn["of"]
        typed = {self.say("helpdesk.form.label.still", name): turn["text"]}
        await self.stage.fills(name, self.say("helpdesk.button.still", name), typed)
        await self.until(name, lambda one: one.state is State.OPEN)

    async def confirm(self, turn: Mapping[str, Any]) -> None:
        """The helpdesk says that it is an outage."""
        await self.outage(turn, "confirm")

    async def outage_over(self, turn: Mapping[str, Any]) -> None:
        """And that it is over."""
        await self.outage(turn, "close")

    async def outage(self, turn: Mapping[str, Any], act: str) -> None:
        """Press a button of the outage's card, and be told that it was done."""
        await self.stage.works(turn["by"], "OCN", self.say(f"helpdesk.button.{act}"))
        await self.stage.hears(turn["by"], self.say(f"helpdesk.outage.done.{act}", number=1))

    async def act(self, turn: Mapping[str, Any], button: str, typed: Mapping[str, str]) -> None:
        """Whoever has the case does something with it."""
        name = turn["of"]
        case = await self.case(name)
        agent = self.agents.setdefault(name, turn.get("by", "ann"))
        label = self.say(f"helpdesk.button.{button}")
        await self.stage.works(agent, self.title(case.number), label, typed)

    def title(self, number: int, cause: str = "") -> str:
        """How a card of the helpdesk begins."""
        return self.say("helpdesk.card.title", number=number, title=cause)

    async def case(self, name: str) -> Case:
        """Somebody's case, once there is one."""
        return await self.until(name, lambda _: True)

    async def until(self, name: str, wanted: Callable[[Case], bool]) -> Case:
        """Somebody's case, once it is as wanted."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                async with self.store.reading() as connection:
                    found = await cases.listed(connection, person=self.stage.id_of(name))
                if found and wanted(found[-1]):
                    return found[-1]
                await asyncio.sleep(0)


@asynccontextmanager
async def day_on(
    stage: Stage, knowledge: Knowledge, folder: Path, receiver: Receiver
) -> AsyncIterator[Day]:
    """Everything an operator sets up, before the service starts."""
    hooks, ca_file = folder / "webhooks.toml", folder / "ca.pem"
    hooks.write_text(HOOKS.format(host=LOOPBACK, port=receiver.port))
    ca_file.write_bytes(receiver.authority.cert_pem.bytes())
    url = f"sqlite:///{folder}/mailmedic.db"
    environ = {
        **stage.environ,
        "MAILMEDIC_DATABASE_URL": url,
        "MAILMEDIC_WEBHOOKS": str(hooks),
        "MAILMEDIC_OUTAGE": "3/60",
    }
    settings = Settings(ca_file=ca_file, serve=SETTINGS)
    context = Context(settings, Language.EN, environ)
    context.__dict__["knowledge"] = knowledge

    def started() -> Any:
        clock = SystemClock()
        policy = Policy.public(knowledge.providers, SETTINGS.allowed_networks)
        checker = Checker(knowledge, Resolver(), policy, clock, Contexts(), Budget(clock))
        return service(configured(context, clock), checker, context, lambda *_, **__: None)

    async with opened(url) as store:
        day = Day(stage, started, store, Speaker(knowledge))
        try:
            await day.starts()
            yield day
        finally:
            await day.ends()


@pytest.mark.parametrize("name", STAGES)
async def test_a_day(
    name: str, knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every report is answered or has a case, and whoever counts finds the day as it was."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    before = datetime.now(UTC)
    async with (
        receiving(LOOPBACK) as receiver,
        STAGES[name]() as stage,
        day_on(stage, knowledge, tmp_path, receiver) as day,
    ):
        for turn in TURNS:
            await day.plays(turn)
        await _delivered(day)
        # What is written down beside the answers is there when the service has ended.
        await day.ends()
        await _judge(day, knowledge, receiver, before)


async def _delivered(day: Day) -> None:
    """Nothing waits in the outbox any more."""
    columns = (outbox.c.kind, outbox.c.attempts, outbox.c.error)
    waiting = select(*columns).where(outbox.c.done_at.is_(None))
    left: Sequence[Any] = ("not looked",)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while left:
                async with day.store.reading() as connection:
                    left = (await connection.execute(waiting)).all()
                await asyncio.sleep(0)
    except TimeoutError:
        raise AssertionError(f"still to be delivered: {left}") from None


async def _judge(day: Day, knowledge: Knowledge, receiver: Receiver, before: datetime) -> None:
    async with day.store.reading() as connection:
        asked = (await connection.execute(select(questions))).all()
        handed = await cases.listed(connection)
        outages = (await connection.execute(select(incidents))).all()
        met = (await connection.execute(select(incident_people))).all()
    by_person = {row.person: row.outcome for row in asked}
    helped = {person for person, how in by_person.items() if how in ("answered", "error_read")}
    with_case = {case.person for case in handed}
    everybody = {turn["asks"]: day.stage.id_of(turn["asks"]) for turn in ASKED}
    assert len(everybody) == 40
    left = {
        name: (by_person.get(id_, "not recorded"), day.shown[name][:200])
        for name, id_ in everybody.items()
        if id_ not in helped | with_case
    }
    assert not left, "somebody was neither answered nor has a case"
    assert sorted(case.person for case in handed) == sorted(map(day.stage.id_of, HANDED))
    for case in handed:
        cause = day.speaker.title(knowledge.causes[case.cause], Language.EN)
        assert day.stage.cards(day.title(case.number, cause)) == 1
    (outage,) = outages
    assert outage.closed_at is not None
    told = [turn["asks"] for turn in ASKED if "421 4.3.2" in turn["text"]]
    assert {row.person for row in met} == set(map(day.stage.id_of, told))
    assert [case.incident for case in handed if case.person == day.stage.id_of("leo")] == [1]
    _judge_webhook(receiver, len(handed))
    _judge_figures(await _figures(day, knowledge, before), len(handed))


def _judge_webhook(receiver: Receiver, handed: int) -> None:
    """The other system has each event once."""
    events = [json.loads(body)["event"] for _, body in receiver.got]
    assert len({event["id"] for event in events}) == len(events)
    named = Counter(event["name"] for event in events)
    assert named == {
        "case.opened": handed,
        "case.claimed": 1,
        "case.waiting": 1,
        "case.resolved": 2,
        "case.reopened": 1,
        "outage.opened": 1,
        "outage.closed": 1,
    }


async def _figures(day: Day, knowledge: Knowledge, before: datetime) -> Figures:
    days = (datetime.now(UTC).date() - before.date()).days + 1
    now = datetime.now(UTC) + timedelta(days=2)
    return await Bookkeeper(day.store, knowledge, UTC).figures(before.date(), days, now)


def _judge_figures(figures: Figures, handed: int) -> None:
    assert figures.asked == 40
    assert (figures.handed_over, figures.opened, figures.resolved) == (handed, handed, 1)
    assert figures.settled == figures.answered
    assert dict(figures.providers)["ocn"] == 6
