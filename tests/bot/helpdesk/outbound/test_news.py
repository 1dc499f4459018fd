"""Acts on cases are told to other systems, and other systems' words become acts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.chat import NotDelivered, Where, Who
from bot.helpdesk.card import Cards
from bot.helpdesk.cases import Cases, Done
from bot.helpdesk.outage_card import OutageCards
from bot.helpdesk.outbound.body import READY, body_of, ready
from bot.helpdesk.outbound.inbound import Taken, Update
from bot.helpdesk.outbound.mail import NotSent
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.news import Newsroom
from bot.helpdesk.outbound.resort import KIND as MAIL
from bot.helpdesk.outbound.resort import PATIENCE, Resort
from bot.helpdesk.outbound.tell import KIND
from bot.helpdesk.outbound.updates import SYSTEM, Updates
from bot.helpdesk.roles import Act, Roles
from bot.helpdesk.settings import HelpdeskSettings
from bot.helpdesk.states import Doing, Reason
from bot.helpdesk.telling import OUTAGE_OPENED
from bot.helpdesk.words import Words
from bot.store import cases
from bot.store.cases import Case, State
from bot.store.incidents import Incident
from bot.store.outbox import Entry, Outbox
from bot.store.store import Store
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language, Owner, Severity
from knowledge.speak import Speaker
from tests.bot.store.databases import postgresql, store, url

__all__ = ["postgresql", "store", "url"]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DESK = "slack:T1:C9"
ANN, BEN = Who("slack:T1:U1", "Ann"), Who("slack:T1:U2", "Ben")
THERE = Where(DESK, "slack:T1")
VALUES: dict[str, object] = {"service_desk": 1, "request_type": 2, "email": "desk@example.com"}
NEW = Case(
    origin="o1", person="slack:T1:U7", person_name="Taro", workspace="slack:T1",
    place="slack:T1:C1", place_name="general", thread="", desk=DESK, language=Language.JA,
    cause=Cause.NET_TIMEOUT, severity=Severity.NORMAL, owner=Owner.PROVIDER, provider="ocn",
    host="mail.example", words="@channel 送信できません", opened_at=MONDAY, changed_at=MONDAY,
)  # fmt: skip


class Mailer:
    """Keeps what was sent, or sends nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.works = True

    async def send(self, subject: str, text: str) -> None:
        if not self.works:
            raise NotSent("OSError")
        self.sent.append((subject, text))


class Desk:
    """A helpdesk whose acts are told, with a clock."""

    def __init__(self, store: Store, knowledge: Knowledge, speaker: Speaker) -> None:
        self.at, self.store, self.outbox = MONDAY, store, Outbox(store)
        words = Words(speaker, UTC)
        cards = Cards(words, knowledge, Language.EN)
        outages = OutageCards(words, knowledge, Language.EN)
        hook = Webhook("own", "https://own.example/", "", frozenset(Happening))
        self.news = Newsroom((hook,), cards, outages, knowledge, Language.EN, lambda: self.at)
        self.mailer = Mailer()
        self.resort = Resort(store, cards, self.mailer, Language.EN, lambda: self.at)  # type: ignore[arg-type]
        roles = Roles(HelpdeskSettings(admins=frozenset({SYSTEM})))
        self.cases = Cases(store, roles, self.news.tell)
        self.updates = Updates(self.cases, lambda: self.at)

    async def does(self, act: Act, who: Who, text: str = "", **more: object) -> object:
        """An agent does something in the helpdesk's channel."""
        doing = replace(Doing(act, who.id, who.name, self.at, text), **more)  # type: ignore[arg-type]
        return await self.cases.do(1, doing, who, THERE)

    async def told(self) -> list[Entry]:
        """What waits for other systems, oldest first; it waits no more."""
        entries = await self.outbox.due(self.at, [KIND])
        for entry in entries:
            await self.outbox.done(entry, self.at)
        return entries

    async def case(self) -> Case:
        """The case as it stands."""
        async with self.store.reading() as connection:
            found = await cases.by_number(connection, 1)
        assert found
        return found


@pytest.fixture
async def desk(store: Store, knowledge: Knowledge, speaker: Speaker) -> Desk:
    """One with an open case."""
    desk = Desk(store, knowledge, speaker)
    await desk.cases.open(NEW)
    return desk


async def test_every_stage_is_told(desk: Desk) -> None:
    """In order, each once, with the case as it then stood."""
    assert isinstance(await desk.does(Act.CLAIM, ANN), Done)
    assert isinstance(await desk.does(Act.ASK, ANN, "Which device?"), Done)
    assert isinstance(await desk.does(Act.RESOLVE, ANN, reason=Reason.SETTINGS), Done)
    entries = await desk.told()
    told = [(entry.body["event"]["name"], entry.body["case"]["state"]) for entry in entries]
    assert told == [
        ("case.opened", "open"),
        ("case.claimed", "claimed"),
        ("case.waiting", "waiting"),
        ("case.resolved", "resolved"),
    ]
    assert len({entry.event for entry in entries}) == 4
    assert {entry.body["key"] for entry in entries} == {"mailmedic-1"}


async def test_an_outage_is_told(desk: Desk) -> None:
    """When it begins, with whom and what it concerns, and without where we posted it."""
    outage = Incident(
        number=3, scope="host:mail.example", step="connect", cause=Cause.NET_TIMEOUT, desk=DESK,
        confirmed=True, first_at=MONDAY, last_at=MONDAY, opened_at=MONDAY, closed_at=None,
        closed_by="", snoozed_until=None, card_place=DESK, card_message="1.1", people=7,
        cases=(1, 2),
    )  # fmt: skip
    await desk.told()
    async with desk.store.writing() as connection:
        await desk.news.tell(connection, outage, OUTAGE_OPENED)
    (entry,) = await desk.told()
    assert entry.body["event"]["name"] == "outage.opened"
    assert entry.body["key"] == "mailmedic-outage-3"
    assert entry.body["outage"] == {
        "number": 3, "scope": "host:mail.example", "step": "connect", "cause": "net.timeout",
        "desk": DESK, "confirmed": True, "first_at": MONDAY.isoformat(),
        "last_at": MONDAY.isoformat(), "opened_at": MONDAY.isoformat(), "closed_at": None,
        "closed_by": "", "snoozed_until": None, "people": 7, "cases": [1, 2],
    }  # fmt: skip
    assert "mail.example" in entry.body["subject"]


async def test_opening_it_twice_is_told_once(desk: Desk) -> None:
    """The same thing heard again is the same case."""
    await desk.cases.open(NEW)
    assert len(await desk.told()) == 1


@pytest.mark.parametrize("name", READY)
async def test_every_system_gets_its_body(desk: Desk, name: str) -> None:
    """With the cause in words, what the person wrote, and no button."""
    (entry,) = await desk.told()
    body = body_of(ready(name), entry.body, VALUES).decode()
    text = json.loads(body) if name == "plain" else body
    assert "送信できません" in str(text)
    assert "net.timeout" in str(text)
    assert "case:claim" not in str(text)


async def test_what_was_done_elsewhere_is_done_here(desk: Desk) -> None:
    """The note is for the history; the first word counts as a case's answer."""
    assert await desk.updates(Update(1, State.RESOLVED, "restarted it", "Jira")) is Taken.DONE
    case = await desk.case()
    assert (case.state, case.note, case.agent_name) == (State.RESOLVED, "restarted it", "Jira")


async def test_somebody_here_has_it(desk: Desk) -> None:
    """Work that was done elsewhere ends the case all the same."""
    await desk.does(Act.CLAIM, BEN)
    assert await desk.updates(Update(1, State.RESOLVED, "done")) is Taken.DONE
    assert (await desk.case()).state is State.RESOLVED


@pytest.mark.parametrize(
    ("update", "taken"),
    [
        (Update(2, State.RESOLVED), Taken.UNKNOWN),
        (Update(1, State.OPEN), Taken.IMPOSSIBLE),
        (Update(1, State.WAITING, "  "), Taken.IMPOSSIBLE),
        (Update(1, State.WAITING, "Which device?"), Taken.DONE),
        (Update(1, State.CLAIMED), Taken.DONE),
    ],
)
async def test_only_what_can_be(desk: Desk, update: Update, taken: Taken) -> None:
    """A case is opened again by its own person alone, and a question needs words."""
    assert await desk.updates(update) is taken


async def test_resolved_twice_is_impossible(desk: Desk) -> None:
    """It stands where it stands."""
    await desk.updates(Update(1, State.RESOLVED))
    assert await desk.updates(Update(1, State.RESOLVED)) is Taken.IMPOSSIBLE


async def opened_with_mail(desk: Desk, case: Case) -> None:
    """Open a case of which the last resort hears."""
    opened, _ = await desk.cases.open(case)
    async with desk.store.writing() as connection:
        await desk.resort.tell(connection, opened, Act.OPEN)


async def brought(desk: Desk) -> bool:
    """One attempt at what waits; whether it ended."""
    (entry,) = await desk.outbox.due(desk.at, [MAIL])
    try:
        await desk.resort.bring(entry)
    except NotDelivered as refused:
        desk.at += timedelta(minutes=2)
        await desk.outbox.failed(entry, refused.reason, desk.at)
        return False
    await desk.outbox.done(entry, desk.at)
    return True


async def test_a_case_without_a_channel_is_mailed_at_once(desk: Desk) -> None:
    """Nobody else would see it."""
    await opened_with_mail(desk, replace(NEW, origin="o2", desk=""))
    assert await brought(desk)
    ((subject, text),) = desk.mailer.sent
    assert "2" in subject
    assert "送信できません" in text


async def test_a_case_that_is_shown_is_not_mailed(desk: Desk) -> None:
    """The channel has it."""
    await opened_with_mail(desk, replace(NEW, origin="o2"))
    async with desk.store.writing() as connection:
        await cases.show_at(connection, 2, DESK, "1.1")
    assert await brought(desk)
    assert desk.mailer.sent == []


async def test_a_channel_is_waited_for(desk: Desk) -> None:
    """Some minutes; then it is mailed, and again while the server takes nothing."""
    await opened_with_mail(desk, replace(NEW, origin="o2"))
    desk.mailer.works = False
    assert [await brought(desk) for _ in range(PATIENCE)] == [False] * PATIENCE
    desk.mailer.works = True
    assert await brought(desk)
    assert len(desk.mailer.sent) == 1
