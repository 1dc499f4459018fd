"""What a week's figures count, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from bot.core.model import Outcome
from bot.helpdesk.reports.count import Bookkeeper, unanswered
from bot.helpdesk.reports.model import Figures
from bot.store import cases, questions
from bot.store.cases import Case
from bot.store.questions import Question
from bot.store.store import Store
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language, Owner, Severity
from tests.bot.store.databases import postgresql, store, url

__all__ = ["postgresql", "store", "url"]

MONDAY = date(2026, 11, 16)
NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)
AFTERWARDS = NINE + timedelta(days=30)


class Week:
    """A store that a week is written into."""

    def __init__(self, store: Store, knowledge: Knowledge) -> None:
        self.store, self.knowledge, self.number = store, knowledge, 0

    async def asks(
        self,
        person: str,
        hours: float = 0,
        outcome: Outcome = Outcome.ANSWERED,
        *,
        cause: str = "",
        provider: str = "",
        words: str | None = None,
    ) -> str:
        """Somebody asks something, hours after Monday at nine; the answer's id."""
        self.number += 1
        asked = Question(
            f"h{self.number}",
            NINE + timedelta(hours=hours),
            f"slack:T:{person}",
            "slack:T",
            "slack:T:C",
            "mention",
            Language.EN,
            outcome,
            cause=cause,
            provider=provider,
            answer=f"a{self.number}",
            words=words,
        )
        async with self.store.writing() as connection:
            await questions.add(connection, asked)
        return f"a{self.number}"

    async def judges(self, person: str, answer: str, hours: float, *, helpful: bool) -> None:
        """They press a button below the answer."""
        at = NINE + timedelta(hours=hours)
        async with self.store.writing() as connection:
            await questions.judge(connection, answer, f"slack:T:{person}", "", helpful, at)

    async def hands_over(
        self, person: str, hours: float, *, answered: float = 0, resolved: float = 0
    ) -> None:
        """They open a case; the helpdesk answers and resolves it so many hours later."""
        self.number += 1
        at = NINE + timedelta(hours=hours)
        case = Case(
            origin=f"o{self.number}", person=f"slack:T:{person}", person_name=person,
            workspace="slack:T", place="slack:T:C", place_name="", thread="", desk="",
            language=Language.EN, cause=Cause.UNKNOWN, severity=Severity.NORMAL,
            owner=Owner.USER, provider="", host="", words="", opened_at=at, changed_at=at,
            answered_at=at + timedelta(hours=answered) if answered else None,
            resolved_at=at + timedelta(hours=resolved) if resolved else None,
        )  # fmt: skip
        async with self.store.writing() as connection:
            await cases.add(connection, case)

    async def figures(self, now: datetime = AFTERWARDS, zone: tzinfo = UTC) -> Figures:
        """The week's figures."""
        return await Bookkeeper(self.store, self.knowledge, zone).figures(MONDAY, 7, now)


@pytest.fixture
def week(store: Store, knowledge: Knowledge) -> Week:
    """A week in which nothing has happened yet."""
    return Week(store, knowledge)


def counted(figures: Figures) -> Sequence[tuple[int, int, int]]:
    """Each day's numbers."""
    return [(day.answered, day.unsure, day.handed_over) for day in figures.days]


async def test_each_question_is_counted_once_on_its_day(week: Week) -> None:
    """By how it went; those of other weeks are not."""
    await week.asks("ann")
    await week.asks("ben", 1, Outcome.ERROR_READ)
    await week.asks("cid", 2, Outcome.UNSURE)
    await week.asks("dan", 25, Outcome.NOT_OURS)
    await week.asks("eve", -10)
    await week.asks("fay", 24 * 7)
    figures = await week.figures()
    assert counted(figures)[:2] == [(2, 1, 0), (0, 1, 0)]
    assert (figures.asked, figures.answered, figures.unsure) == (4, 2, 2)


async def test_the_last_question_before_a_case_was_handed_over(week: Week) -> None:
    """However it had been answered; another person's was not."""
    await week.asks("ann")
    await week.asks("ann", 1)
    await week.asks("ben", 1)
    await week.hands_over("ann", 2, answered=1.25, resolved=5)
    await week.hands_over("ben", 60)
    figures = await week.figures()
    assert counted(figures)[0] == (2, 0, 1)
    assert (figures.opened, figures.resolved) == (2, 1)
    assert figures.first_answer_seconds == 4_500


async def test_who_is_quiet_for_a_day_is_settled(week: Week) -> None:
    """Once for all that they asked; not who was told nothing, and not before the day is over."""
    await week.asks("ann")
    await week.asks("ann", 3)
    await week.asks("ben", 1, Outcome.UNSURE)
    await week.asks("ann", 80)
    assert (await week.figures()).settled == 2
    assert (await week.figures(NINE + timedelta(hours=4))).settled == 0


@pytest.mark.parametrize(("helpful", "settled"), [(True, 1), (False, 0)])
async def test_what_people_say_counts_more(week: Week, helpful: bool, settled: int) -> None:
    """At once, and against their silence."""
    answer = await week.asks("ann")
    await week.judges("ann", answer, 1, helpful=not helpful)
    await week.judges("ann", answer, 2, helpful=helpful)
    assert (await week.figures(NINE + timedelta(hours=3))).settled == settled
    assert (await week.figures()).settled == settled


async def test_days_are_the_helpdesks(week: Week) -> None:
    """Nine in the evening in London is tomorrow in Tokyo."""
    await week.asks("ann", 12)
    assert counted(await week.figures(zone=ZoneInfo("Asia/Tokyo")))[:2] == [(0, 0, 0), (1, 0, 0)]


async def test_causes_and_services_by_number(week: Week) -> None:
    """The most frequent first."""
    for number in range(3):
        await week.asks("ann", number, cause="net.timeout", provider="gmail")
    await week.asks("ben", 1, cause="auth.wrong_credentials", provider="ocn")
    figures = await week.figures()
    assert figures.causes == (("net.timeout", 3), ("auth.wrong_credentials", 1))
    assert figures.providers == (("gmail", 3), ("ocn", 1))


async def test_gaps_are_of_what_was_kept(week: Week) -> None:
    """Only where the operator keeps words, and only what was asked in vain."""
    await week.asks("ann", 0, Outcome.UNSURE, words="メールを印刷したい")
    await week.asks("ben", 1, Outcome.UNSURE, words="メールの印刷をしたい")
    await week.asks("cid", 2, Outcome.UNSURE)
    await week.asks("dan", 3, Outcome.ANSWERED, words="not a gap")
    (gap,) = (await week.figures()).gaps
    assert (gap.example, gap.count) == ("メールを印刷したい", 2)
    assert await unanswered(week.store, NINE + timedelta(minutes=30)) == ["メールの印刷をしたい"]
