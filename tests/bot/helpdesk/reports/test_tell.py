"""A report as people read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.model import Facts, Reply
from bot.core.plain import plain, plain_spans
from bot.helpdesk.reports.model import Day, Figures, Gap
from bot.helpdesk.reports.tell import Teller
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

MONDAY = date(2026, 11, 16)
WEEK = Figures(
    days=(Day(MONDAY, 30, 4, 2), Day(MONDAY + timedelta(1), 11, 0, 1)),
    settled=25,
    opened=3,
    resolved=2,
    first_answer_seconds=4_500.0,
    causes=(("auth.wrong_credentials", 9), ("net.timeout", 2)),
    providers=(("gmail", 7), ("no.such.provider", 1)),
    gaps=(Gap("how do I forward *everything* to <address>", 4),),
)


@pytest.fixture(scope="module")
def teller(knowledge: Knowledge, speaker: Speaker) -> Teller:
    """Tells in the words that we ship."""
    return Teller(knowledge, speaker)


def tables(reply: Reply) -> list[Facts]:
    """The tables of a reply."""
    return [block for block in reply.blocks if isinstance(block, Facts)]


@pytest.mark.parametrize("language", list(Language))
def test_the_table_says_what_the_chart_shows(teller: Teller, language: Language) -> None:
    """Each day's numbers in the chart's order, and their sum below."""
    by_day = tables(teller.reply(WEEK, language))[0]
    rows = [tuple(map(plain_spans, row)) for row in by_day.rows]
    assert rows[0] == ("2026-11-16", "36", "30", "4", "2")
    assert rows[1] == ("2026-11-17", "12", "11", "0", "1")
    assert rows[2][1:] == ("48", "41", "4", "3")
    assert len(by_day.header) == 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, ("1 h 15 min", "The server refuses this user name and password", "Gmail")),
        (Language.JA, ("1時間15分", "ユーザー名かパスワードが違う", "Gmail")),
    ],
)
def test_codes_become_words(teller: Teller, language: Language, words: tuple[str, ...]) -> None:
    """Causes and services have their names, times their units; an unknown service keeps its id."""
    text = plain(teller.reply(WEEK, language).blocks)
    assert all(word in text for word in (*words, "no.such.provider"))


@pytest.mark.parametrize("language", list(Language))
def test_a_question_is_shown_as_it_was_written(teller: Teller, language: Language) -> None:
    """Its marks are no markup."""
    assert "how do I forward *everything* to <address>" in plain(
        teller.reply(WEEK, language).blocks
    )


@pytest.mark.parametrize("language", list(Language))
def test_the_chart_goes_with_it(teller: Teller, language: Language) -> None:
    """One picture, named by the first day."""
    (chart,) = teller.reply(WEEK, language).files
    assert chart.name == "mail-help-2026-11-16.png"
    assert chart.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("language", list(Language))
def test_a_quiet_week_is_one_sentence(teller: Teller, language: Language) -> None:
    """No empty tables, no empty chart."""
    reply = teller.reply(Figures((Day(MONDAY),)), language)
    assert not reply.files
    assert not tables(reply)
    assert len(plain(reply.blocks).splitlines()) == 3


def test_who_never_answered_has_no_time(teller: Teller) -> None:
    """Without a case there is no time to a first answer."""
    text = plain(teller.reply(Figures((Day(MONDAY, 1),)), Language.EN).blocks)
    assert "First answer by a person (median) | none" in text
