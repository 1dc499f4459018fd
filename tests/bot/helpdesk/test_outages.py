"""Several people, one place, one step, one cause: one incident, until checks go well again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.core.chat import Who
from bot.core.plain import plain
from bot.helpdesk.outage_model import PERSONAL_TIMES
from connectors.model import CheckResult, Protocol, Report, Security, StepName
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot import results
from tests.bot.helpdesk.platform import ANN, AOI, BEN, CHANNEL, DESK
from tests.bot.helpdesk.world import World
from tests.bot.store.moments import Clock

DOWN = Cause.SERVER_UNAVAILABLE
PROVIDER_HOST = "imap.gmail.com"


def person(number: int) -> Who:
    """One of many."""
    return Who(f"slack:T1:P{number}", f"P{number}", language=Language.EN)


def at(host: str, result: CheckResult) -> CheckResult:
    """The result at another host."""
    return replace(result, target=replace(result.target, host=host))


def broken(
    cause: Cause = DOWN, host: str = results.HOST, protocol: Protocol = Protocol.IMAP
) -> Report:
    """A check that stopped at the greeting."""
    return results.report(at(host, results.failed(protocol, cause, StepName.GREETING)))


def well(host: str = results.HOST, protocol: Protocol = Protocol.IMAP) -> Report:
    """A check that went well."""
    one = results.worked(protocol)
    greeted = replace(one.steps[0], name=StepName.GREETING)
    return results.report(at(host, replace(one, steps=(*one.steps, greeted))))


async def check(world: World, who: Who, report: Report, *, minutes: float = 1) -> None:
    """Somebody's check ends, a minute after the one before."""
    world.clock.forward(minutes=minutes)
    await world.helpdesk.checked(who, CHANNEL, report, Language.EN)
    await world.helpdesk.tick()


async def outage(world: World, people: int = 3, report: Report | None = None) -> None:
    """An outage that so many people met."""
    for number in range(people):
        await check(world, person(number), report or broken())


def notice(world: World, text: str, language: Language = Language.EN) -> str:
    """What somebody is told who writes this."""
    return plain(world.helpdesk.notice(text, language))


async def test_three_people_make_one(world: World) -> None:
    """The third check posts one card, and four more people change it."""
    await outage(world, 2)
    assert world.slack.posted == []
    assert notice(world, "mail.example.com does not answer") == ""
    await check(world, person(2), broken())
    assert len(world.slack.posted) == 1
    for number in range(3, 7):
        await check(world, person(number), broken())
    assert len(world.slack.posted) == 1
    assert "mail.example.com" in world.slack.card()
    assert "7" in world.slack.card()


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("I cannot reach mail.example.com", Language.EN, ("09:01", "7 people")),
        ("mail.example.com につながりません", Language.JA, ("09:01", "7 人")),
        ("taro@example.com stopped working", Language.EN, ("09:01", "7 people")),
        ("taro@example.com のメールが届きません", Language.JA, ("09:01", "7 人")),
    ],
)
async def test_later_askers_are_told(
    world: World, text: str, language: Language, words: tuple[str, ...]
) -> None:
    """Since when, and how many: from memory, in their language."""
    await outage(world, 7)
    told = notice(world, text, language)
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    "text", ["mail.example.org is slow", "What is port 143?", "ポート143とは？", ""]
)
async def test_others_are_not_told(world: World, text: str) -> None:
    """Who names another place, or none, hears nothing of it."""
    await outage(world)
    assert notice(world, text) == ""


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (DOWN, True),
        (Cause.PROTO_SILENT, True),
        (Cause.NET_CANNOT_CONNECT, True),
        (Cause.NET_TIMEOUT, True),
        (Cause.UNKNOWN, True),
        (Cause.AUTH_WRONG_CREDENTIALS, False),
        (Cause.MAILBOX_OVER_QUOTA, False),
        (Cause.SEND_RECIPIENT_UNKNOWN, False),
        (Cause.CLIENT_PROFILE_BROKEN, False),
    ],
)
async def test_what_an_outage_may_show_as(world: World, cause: Cause, told: bool) -> None:
    """A program that cannot connect may have met it; a wrong password is another trouble."""
    await outage(world)
    assert bool(world.helpdesk.notice("mail.example.com", Language.EN, (cause,))) is told


async def test_ones_own_repeats_count_once(world: World) -> None:
    """Ten checks of one person are one person."""
    for _ in range(10):
        await check(world, BEN, broken())
    await check(world, AOI, broken())
    assert world.slack.posted == []
    await check(world, ANN, broken())
    assert len(world.slack.posted) == 1


async def test_the_window_moves(world: World) -> None:
    """Three people in two hours are no outage; three in one are."""
    for number in range(3):
        await check(world, person(number), broken(), minutes=40)
    assert world.slack.posted == []
    await check(world, person(3), broken(), minutes=10)
    assert len(world.slack.posted) == 1


@pytest.mark.parametrize(
    ("host", "wrong"),
    [
        (PROVIDER_HOST, {"port": 2525}),
        (PROVIDER_HOST, {"security": Security.STARTTLS}),
        (results.HOST, {"source": "given"}),
        (results.HOST, {"trusted": False}),
    ],
)
async def test_where_nothing_is_nothing_breaks(
    world: World, host: str, wrong: Mapping[str, Any]
) -> None:
    """Three who name a wrong port are told to the helpdesk, and make no rumour."""
    result = broken(host=host).checks[0]
    report = results.report(replace(result, target=replace(result.target, **wrong)))
    await outage(world, report=report)
    assert len(world.slack.posted) == 1
    assert notice(world, f"{host} does not answer") == ""
    await check(world, person(3), broken(host=host))
    assert notice(world, f"{host} does not answer")


async def test_hosts_of_a_provider_are_one_place(world: World) -> None:
    """Its IMAP and SMTP servers fail together: one outage, by the provider's name."""
    for number, (host, protocol) in enumerate(
        [
            ("imap.gmail.com", Protocol.IMAP),
            ("smtp.gmail.com", Protocol.SMTP),
            ("pop.gmail.com", Protocol.POP3),
        ]
    ):
        await check(world, person(number), broken(DOWN, host, protocol))
    assert len(world.slack.posted) == 1
    assert "Gmail" in world.slack.card()
    assert "Gmail" in notice(world, "gmail is broken")
    assert "Gmail" in notice(world, "taro@gmail.com に届きません", Language.JA)


async def test_other_causes_and_places_do_not_add_up(world: World) -> None:
    """Three people with three troubles are no outage."""
    await check(world, person(0), broken(Cause.SERVER_UNAVAILABLE))
    await check(world, person(1), broken(Cause.PROTO_SILENT))
    await check(world, person(2), broken(host="mail.example.org"))
    assert world.slack.posted == []


async def test_wrong_passwords_are_mostly_peoples_own(world: World) -> None:
    """Three who mistype are no outage; when nine do, the directory is at fault."""
    report = results.report(results.failed())
    await outage(world, 3 * PERSONAL_TIMES - 1, report)
    assert world.slack.posted == []
    await check(world, person(99), report)
    assert len(world.slack.posted) == 1


@pytest.mark.parametrize("cause", [Cause.CHECK_CANCELLED, Cause.CHECK_NOT_ALLOWED])
async def test_our_own_refusals_never_are(world: World, cause: Cause) -> None:
    """What we did not look at says nothing of a server."""
    await outage(world, 12, broken(cause))
    assert world.slack.posted == []


async def test_it_is_over_when_it_works_for_one_of_them(world: World) -> None:
    """Then the card says so, and later askers are told nothing."""
    await outage(world)
    await check(world, person(1), well())
    assert "over" in world.slack.card()
    assert "go well again" in world.slack.threads()[-1]
    assert notice(world, "mail.example.com") == ""


async def test_it_is_over_when_it_works_for_two_others(world: World) -> None:
    """One alone may be lucky."""
    await outage(world)
    await check(world, AOI, well())
    assert notice(world, "mail.example.com") != ""
    await check(world, BEN, well())
    assert notice(world, "mail.example.com") == ""


async def test_a_failure_in_between_keeps_it_going(world: World) -> None:
    """Two who succeed count only after the last one who fails."""
    await outage(world)
    await check(world, AOI, well())
    await check(world, person(8), broken())
    await check(world, BEN, well())
    assert notice(world, "mail.example.com") != ""


async def test_another_server_that_works_proves_nothing(world: World) -> None:
    """IMAP is down; that SMTP greets does not end it."""
    await outage(world)
    await check(world, person(1), well(protocol=Protocol.SMTP))
    assert notice(world, "mail.example.com") != ""


async def test_it_needs_as_many_people_to_come_back(world: World) -> None:
    """Those of the first outage are not counted again; those who meet it anew are."""
    await outage(world)
    await check(world, person(1), well())
    for number in range(2):
        await check(world, person(number), broken())
    assert notice(world, "mail.example.com") == ""
    await check(world, person(5), broken())
    assert "3 people" in notice(world, "mail.example.com")
    assert "Outage 2" in world.slack.card(-1)


async def test_it_is_closed_when_nobody_meets_it(world: World) -> None:
    """Nobody checks any more: after four hours it is not told."""
    await outage(world)
    world.clock.forward(hours=4, minutes=1)
    await world.helpdesk.tick()
    assert "nobody has met it" in world.slack.threads()[-1]
    assert notice(world, "mail.example.com") == ""


async def test_a_snooze_expires(world: World) -> None:
    """It is put away for an hour; then it rings if it is still going on."""
    await outage(world)
    assert "put away" in await world.fill("outage:snooze:1", hours="1")
    assert "Snoozed" in world.slack.card()
    await check(world, person(7), broken(), minutes=50)
    assert world.slack.threads() == []
    await check(world, person(8), broken(), minutes=11)
    assert "still going on: 5 people" in world.slack.threads()[-1]
    assert "Snoozed" not in world.slack.card()


async def test_a_snooze_holds_when_it_comes_back(world: World) -> None:
    """Ended and begun again within the hour: no new card until the hour is over."""
    await outage(world)
    await world.fill("outage:snooze:1", hours="1")
    await check(world, person(1), well())
    await outage(world)
    assert len(world.slack.cards) - len(world.slack.threads()) == 1
    await check(world, person(5), broken(), minutes=58)
    assert len(world.slack.cards) - len(world.slack.threads()) == 2
    assert "Outage 2" in world.slack.card(-1)


async def test_what_is_only_told_is_not_passed_on(world: World) -> None:
    """Three who write that a server is down make a card for the helpdesk, and no notice."""
    for number in range(3):
        text = "mail.example.com says 421 4.3.2 service shutting down"
        await world.ask(person(number), text, f"a{number}", causes=(DOWN,))
    await world.helpdesk.tick()
    assert "no check of ours has seen it" in world.slack.card()
    assert notice(world, "mail.example.com") == ""
    assert "is now told" in await world.do("outage:confirm:1")
    assert "3 people" in notice(world, "mail.example.com")


async def test_the_helpdesk_closes_it(world: World) -> None:
    """By hand, and only the helpdesk."""
    await outage(world)
    assert "not allowed" in await world.do("outage:close:1", BEN, CHANNEL)
    assert notice(world, "mail.example.com") != ""
    assert "closed" in await world.do("outage:close:1")
    assert notice(world, "mail.example.com") == ""
    assert "is over" in await world.do("outage:close:1")


async def test_cases_are_linked(world: World) -> None:
    """Those from before and those from after; they are as grave as the outage."""
    await check(world, person(0), broken())
    await world.open(person(0), "IMAP does not answer", "a0")
    await check(world, person(1), broken())
    await check(world, person(2), broken())
    assert "#1" in world.slack.card(0)
    assert "urgent" in world.slack.card(0)
    await world.open(person(2), "No mail since nine", "a2")
    assert "urgent" in world.slack.card(-1)
    assert "#1, #2" in world.slack.card(1)
    await world.open(person(8), "mail.example.com: cannot connect to server", "a8")
    await world.open(person(9), "mail.example.com: 535 5.7.8 authentication failed", "a9")
    assert "#1, #2, #3\n" in world.slack.card(1)


async def test_another_process_tells_too(world: World) -> None:
    """What one process counted, another one knows after its next tick, and after a restart."""
    other = await world.again()
    await outage(world)
    await other.helpdesk.tick()
    assert "3 people" in notice(other, "mail.example.com")
    await check(other, person(1), well())
    await world.helpdesk.tick()
    assert notice(world, "mail.example.com") == ""


async def test_two_processes_count_together(world: World) -> None:
    """Each sees some of the checks."""
    other = await world.again()
    assert isinstance(world.clock, Clock)
    for number, process in enumerate((world, other, world)):
        await check(process, person(number), broken())
    assert len(world.slack.posted) == 1
    assert DESK.id == world.slack.posted[0][0]
