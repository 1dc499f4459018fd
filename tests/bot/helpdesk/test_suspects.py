"""Causes ranked, each with what speaks for and against it; a check confirms or strikes out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.helpdesk.redact import report_data
from bot.helpdesk.suspects import CLEARED_BY, Standing, Suspect, from_data, rank, to_data
from connectors.model import Outcome, Protocol, Report, Step, StepName
from knowledge.causes import Cause
from knowledge.load import Knowledge
from tests.bot import results

CONFIRMED, LIKELY, STRUCK = Standing.CONFIRMED, Standing.LIKELY, Standing.STRUCK


def ranked(knowledge: Knowledge, text: str, report: Report | None = None) -> tuple[Suspect, ...]:
    """The suspects of a text, and of a check."""
    data = report_data(report) if report else None
    return rank(knowledge.replies.read(text), data)


@pytest.mark.parametrize(
    "text", ["535 5.7.8 authentication failed", "「535 5.7.8 authentication failed」と表示されます"]
)
def test_words_alone_make_it_likely(knowledge: Knowledge, text: str) -> None:
    """With the line that speaks for it, and nothing against it."""
    first = ranked(knowledge, text)[0]
    assert (first.cause, first.standing) == (Cause.AUTH_WRONG_CREDENTIALS, LIKELY)
    assert "535 5.7.8" in first.speaks_for[0].values["line"]
    assert first.speaks_against == ()


@pytest.mark.parametrize(
    ("text", "report", "standings"),
    [
        (
            "535 5.7.8 authentication failed",
            results.report(results.failed()),
            {Cause.AUTH_WRONG_CREDENTIALS: CONFIRMED},
        ),
        (
            "535 5.7.8 authentication failed",
            results.report(results.worked()),
            {Cause.AUTH_WRONG_CREDENTIALS: STRUCK},
        ),
        (
            "connection refused",
            results.report(results.failed()),
            {Cause.AUTH_WRONG_CREDENTIALS: CONFIRMED, Cause.NET_REFUSED: STRUCK},
        ),
        (
            "535 5.7.8 authentication failed",
            results.report(results.failed(cause=Cause.NET_REFUSED, stage=StepName.CONNECT)),
            {Cause.NET_REFUSED: CONFIRMED, Cause.AUTH_WRONG_CREDENTIALS: LIKELY},
        ),
    ],
)
def test_a_check_decides(
    knowledge: Knowledge, text: str, report: Report, standings: dict[Cause, Standing]
) -> None:
    """What it met is confirmed; what it passed is struck out; what it did not reach stays."""
    found = {one.cause: one.standing for one in ranked(knowledge, text, report)}
    if text == "connection refused":
        # This made-up check shows no step between the name and the login.
        login = report.checks[0].steps
        target = report.checks[0].target
        connected = Step(target, StepName.CONNECT, Outcome.OK, 1.0)
        check = replace(report.checks[0], steps=(login[0], connected, *login[1:]))
        found = {one.cause: one.standing for one in ranked(knowledge, text, results.report(check))}
    assert standings.items() <= found.items()


def test_one_server_that_works_speaks_against_and_does_not_strike_out(
    knowledge: Knowledge,
) -> None:
    """IMAP took the password; SMTP may still refuse it."""
    refused = results.failed(Protocol.SMTP, Cause.NET_TIMEOUT, StepName.CONNECT)
    report = results.report(results.worked(), refused)
    found = ranked(knowledge, "535 5.7.8 authentication failed", report)
    login = next(one for one in found if one.cause is Cause.AUTH_WRONG_CREDENTIALS)
    assert login.standing is LIKELY
    assert "imap mail.example.com:993" in login.speaks_against[0].values["servers"]


def test_the_order(knowledge: Knowledge) -> None:
    """Confirmed, likely, struck out."""
    report = results.report(results.failed(cause=Cause.AUTH_ACCOUNT_DISABLED))
    text = "535 5.7.8 authentication failed\nno such host mail.example.com\n452 4.2.2 mailbox full"
    standings = [one.standing for one in ranked(knowledge, text, report)]
    assert standings == sorted(standings, key=list(Standing).index)
    assert standings[0] is CONFIRMED


@pytest.mark.parametrize("text", ["Outlook 0x800CCC0E", "Outlookで0x800CCC0Eと出ます"])
def test_a_line_is_quoted_once(knowledge: Knowledge, text: str) -> None:
    """Where it speaks for several causes; and those for which it hardly speaks are left out."""
    found = ranked(knowledge, text)
    codes = [reason.code for one in found for reason in one.speaks_for]
    assert codes[0] == "line"
    assert set(codes[1:]) == {"same_line"}
    assert len(found) < len(knowledge.replies.read(text))


def test_nothing_to_go_by(knowledge: Knowledge) -> None:
    """No suspects, no error."""
    assert ranked(knowledge, "") == ()
    assert ranked(knowledge, "メールが変です") == ()


def test_they_come_back_as_they_were_kept(knowledge: Knowledge) -> None:
    """Through JSON's kinds."""
    found = ranked(knowledge, "535 5.7.8", results.report(results.failed()))
    assert from_data(to_data(found)) == found


def test_every_stage_of_a_check_can_be_cleared() -> None:
    """By a step that there is."""
    stages = {cause.stage for cause in Cause} - {
        "ok",
        "unknown",
        "not_an_error",
        "check",
        "client",
    }
    assert set(CLEARED_BY) == stages
    assert {step for steps in CLEARED_BY.values() for step in steps} <= {*map(str, StepName)}
