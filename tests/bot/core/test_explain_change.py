"""What to change in the mail program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.explain import Explainer
from bot.core.explain_change import Changes
from bot.core.explain_report import Reporter
from bot.core.model import Bullets, Steps
from bot.core.plain import plain, plain_spans
from connectors.model import CheckResult, Protocol, Security, StepName, Working
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.results import ADDRESS, HOST, failed, report, worked

EN, JA = Language.EN, Language.JA
IMAP, POP3 = Protocol.IMAP, Protocol.POP3
TLS, STARTTLS = Security.TLS, Security.STARTTLS
SAME = Working(IMAP, HOST, 993, TLS, ADDRESS)


def refused(way: Working, protocol: Protocol = IMAP) -> CheckResult:
    """Nobody listens, and other settings answer."""
    result = failed(protocol, Cause.NET_REFUSED, StepName.CONNECT, reply=None)
    return replace(result, instead=(way,))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("way", "named"),
    [
        (replace(SAME, host="imap.example.com"), (HOST, "imap.example.com")),
        (replace(SAME, port=143, security=STARTTLS), ("993", "143", "SSL/TLS", "STARTTLS")),
        (replace(SAME, user="taro"), (ADDRESS, "taro")),
    ],
)
def test_what_differs_is_named(
    way: Working, named: tuple[str, ...], language: Language, speaker: Speaker
) -> None:
    """What was and what becomes of it, in that order; nothing else."""
    (step,) = Changes(speaker, language).steps([refused(way)])
    text = plain_spans(step)
    assert sorted(named, key=text.index) == sorted(named, key=lambda one: named.index(one))
    assert ("143" in text) == (way.port != 993)


@pytest.mark.parametrize("language", Language)
def test_it_says_whether_anybody_logged_in(language: Language, speaker: Speaker) -> None:
    """What only answers is no promise."""
    way = replace(SAME, port=143)
    texts = {
        plain_spans(step)
        for logged_in in (True, False)
        for step in Changes(speaker, language).steps([refused(replace(way, logged_in=logged_in))])
    }
    assert len(texts) == 2


def test_results_without_anything_better_say_nothing(speaker: Speaker) -> None:
    """They have no step."""
    assert Changes(speaker, EN).steps([worked(), failed()]) == ()


@pytest.mark.parametrize("language", Language)
def test_the_change_is_the_first_step(language: Language, explainer: Explainer) -> None:
    """It is the next thing to do; what the topic says comes after it."""
    without = explainer.explain(failed(cause=Cause.NET_REFUSED), language)
    explanation = explainer.explain(refused(replace(SAME, port=143)), language)
    assert "143" in explanation.steps[0]
    assert len(explanation.steps) == len(without.steps) + 1


@pytest.mark.parametrize("language", Language)
def test_servers_with_one_cause_change_together(language: Language, reporter: Reporter) -> None:
    """The cause is told once, with a step for each of them."""
    pop3 = refused(Working(POP3, HOST, 110, STARTTLS, ADDRESS, logged_in=False), POP3)
    blocks = reporter.report(report(refused(replace(SAME, port=143)), pop3), language)
    (steps,) = (block for block in blocks if isinstance(block, Steps))
    assert ["143" in plain_spans(item) for item in steps.items[:2]] == [True, False]
    assert "110" in plain_spans(steps.items[1])


@pytest.mark.parametrize("language", Language)
def test_what_answers_is_told_apart_from_what_let_us_in(
    language: Language, reporter: Reporter
) -> None:
    """Two lists, each with its own words."""
    answers = Working(POP3, HOST, 110, STARTTLS, ADDRESS, logged_in=False)
    mixed = replace(report(worked(), refused(answers, POP3)), works=(SAME, answers))
    lists = [b for b in reporter.report(mixed, language) if isinstance(b, Bullets)]
    assert ["110" in plain([block]) for block in lists] == [False, True]


@pytest.mark.parametrize("language", Language)
def test_what_was_met_on_the_way(language: Language, reporter: Reporter) -> None:
    """Other faults are named beside the one to mend."""
    bad = failed(cause=Cause.TLS_HOSTNAME_MISMATCH, stage=StepName.TLS, reply=None)
    told = plain(reporter.report(report(bad), language))
    both = replace(bad, also=(Cause.TLS_CERTIFICATE_EXPIRED,))
    told_both = plain(reporter.report(report(both), language))
    assert len(told_both) > len(told)
    word = "run out" if language is EN else "期限"
    assert word in told_both
