"""A whole check in words, at a glance and in full."""

from __future__ import annotations

import pytest

from bot.core.explain_report import Reporter, causes_first
from bot.core.model import Block, Bullets, Choices, Code, Facts, Heading, Note, Steps, Text, Tone
from bot.core.plain import plain, plain_spans
from connectors.codes import ConnectionDetail
from connectors.lookup.model import Discovery
from connectors.model import Protocol, Report, StepName
from knowledge.causes import Cause, Warn
from knowledge.model import Language
from tests.bot.results import ADDRESS, failed, report, skipped, without_login, worked

EN, JA = Language.EN, Language.JA
WRONG = Cause.AUTH_WRONG_CREDENTIALS

REFUSED = report(failed(), skipped(Protocol.POP3, WRONG), skipped(Protocol.SMTP, WRONG))
HEALTHY = report(*map(worked, Protocol))
MIXED = report(worked(), failed(Protocol.POP3, Cause.AUTH_PROTOCOL_DISABLED))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("checked", [REFUSED, HEALTHY, MIXED])
def test_the_result_comes_first(checked: Report, language: Language, reporter: Reporter) -> None:
    """A headline with the address, then one row a server."""
    heading, facts, *_ = reporter.report(checked, language)
    assert isinstance(heading, Heading)
    assert ADDRESS in plain_spans(heading.text)
    assert isinstance(facts, Facts)
    assert len(facts.rows) == len(checked.checks)


@pytest.mark.parametrize("language", Language)
def test_each_row_says_how_it_went(language: Language, reporter: Reporter) -> None:
    """✗ for what failed, – for what was left out because of it, ✓ for what works."""
    marks = [plain_spans(row[0])[0] for row in _facts(reporter.report(REFUSED, language)).rows]
    assert marks == ["✗", "–", "–"]
    marks = [plain_spans(row[0])[0] for row in _facts(reporter.report(MIXED, language)).rows]
    assert marks == ["✓", "✗"]


@pytest.mark.parametrize("language", Language)
def test_a_cause_is_told_once(language: Language, reporter: Reporter) -> None:
    """However many servers it concerns; with what to do and who can do it, without details."""
    blocks = reporter.report(REFUSED, language)
    assert sum(isinstance(block, Steps) for block in blocks) == 1
    assert not any(isinstance(block, Bullets | Code) for block in blocks)
    assert isinstance(blocks[-1], Note)


@pytest.mark.parametrize("language", Language)
def test_when_all_is_well(language: Language, reporter: Reporter) -> None:
    """Short: the newest message shows that it is the right mailbox."""
    blocks = reporter.report(HEALTHY, language)
    assert [type(block) for block in blocks] == [Heading, Facts, Text]
    words = plain(blocks)
    assert "件名 <b>Lunch</b>" in words
    assert "aoi@example.com" in words


@pytest.mark.parametrize("language", Language)
def test_what_works_is_listed_when_not_all_does(language: Language, reporter: Reporter) -> None:
    """Settings that were tried and worked can be taken over."""
    blocks = reporter.report(MIXED, language)
    assert isinstance(blocks[-1], Bullets)
    assert "993" in plain(blocks[-1:])
    assert not any(isinstance(b, Bullets) for b in reporter.report(REFUSED, language))


@pytest.mark.parametrize("language", Language)
def test_nobody_logged_in(language: Language, reporter: Reporter) -> None:
    """All that was asked for works, and what was not tested is said."""
    blocks = reporter.report(report(without_login()), language)
    assert isinstance(blocks[-1], Note)
    assert not any(isinstance(block, Steps) for block in blocks)


@pytest.mark.parametrize("language", Language)
def test_a_warning_is_told_once(language: Language, reporter: Reporter) -> None:
    """Beside a verdict of ok too."""
    warned = [worked(p, warnings=(Warn.CERTIFICATE_EXPIRES_SOON,)) for p in Protocol]
    blocks = reporter.report(report(*warned), language)
    warnings = [b for b in blocks if isinstance(b, Note) and b.tone is Tone.WARNING]
    assert len(warnings) == 1


def test_one_result_a_cause() -> None:
    """The one that failed by it explains it, wherever it stands."""
    left_out, refused = skipped(Protocol.IMAP, WRONG), failed(Protocol.SMTP)
    other = failed(Protocol.POP3, Cause.NET_REFUSED, StepName.CONNECT, reply=None)
    assert causes_first(report(left_out, refused, other)) == (refused, other)
    assert causes_first(report(worked())) == ()


@pytest.mark.parametrize("language", Language)
def test_the_details(language: Language, reporter: Reporter) -> None:
    """The cause's details, and the facts of each server."""
    words = plain(reporter.details(report(worked(), failed(Protocol.POP3)), language))
    for fact in ("192.0.2.7", "TLSv1.3", "imap.example.com", "2027-01-01", "PLAIN", "900 / 1000"):
        assert fact in words
    assert "RFC" in words


@pytest.mark.parametrize("language", Language)
def test_the_conversations(language: Language, reporter: Reporter) -> None:
    """One a server, each below its name."""
    kinds = [type(block) for block in reporter.conversations(HEALTHY, language)]
    assert kinds == [Heading, *[Heading, Code] * 3]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "cause",
    [
        Cause.CHECK_NO_SETTINGS_FOUND,
        Cause.DNS_FAILURE,
        Cause.DNS_NO_SUCH_HOST,
        Cause.DNS_NO_MAIL_SERVICE,
    ],
)
def test_no_server_was_found(cause: Cause, language: Language, reporter: Reporter) -> None:
    """Why, and what to do now."""
    discovery = Discovery(ADDRESS, "example.com", (), (), (), None, cause)
    blocks = reporter.no_servers(discovery, language)
    assert ADDRESS in plain(blocks[:1])
    assert any(isinstance(block, Steps) for block in blocks)


@pytest.mark.parametrize("language", Language)
def test_a_protocol_without_server(language: Language, reporter: Reporter) -> None:
    """Is named where it was asked for."""
    (note,) = reporter.not_found([Protocol.POP3], language)
    assert "POP3" in plain((note,))


@pytest.mark.parametrize("language", Language)
def test_words_of_strangers_stay_data(language: Language, reporter: Reporter) -> None:
    """A server's host and reply cannot make links, emphasis or choices."""
    detail = ConnectionDetail.LOGIN_UNTRUSTED_HOST
    host = "**x**.[a](https://evil.example)"
    result = skipped(Protocol.IMAP, Cause.CHECK_NOT_ALLOWED, detail, host=host)
    blocks = reporter.report(report(result), language)
    assert host in plain(blocks)
    assert not any(isinstance(block, Choices) for block in blocks)


def _facts(blocks: tuple[Block, ...]) -> Facts:
    (facts,) = (block for block in blocks if isinstance(block, Facts))
    return facts
