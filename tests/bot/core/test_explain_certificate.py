"""The certificate doctor's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.explain_certificate import DOCTORED, CertificateDoctor
from bot.core.explain_report import Reporter
from bot.core.model import Code, Facts, Text
from bot.core.plain import plain
from connectors.codes import ConnectionDetail
from connectors.model import Certificate, CheckResult, Detail, StepName
from connectors.wire.faults import HELPS_FIRST
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.results import CERTIFICATE, HOST, failed, report, worked

MIDDLE = Certificate(
    "CN=Middle Authority",
    "CN=Root Authority",
    (),
    datetime(2001, 1, 1, tzinfo=UTC),
    datetime(2020, 1, 31, tzinfo=UTC),
)


def bad(cause: Cause, *also: Cause, detail: Detail | None = None) -> CheckResult:
    """A certificate that was refused."""
    result = failed(cause=cause, stage=StepName.TLS, reply=None, detail=detail)
    facts = replace(result.facts, chain=(CERTIFICATE, MIDDLE))
    return replace(result, facts=facts, also=also)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("cause", DOCTORED)
def test_every_fault(cause: Cause, language: Language, speaker: Speaker) -> None:
    """The chain, who refuses it, and a text to send that names the server."""
    blocks = list(CertificateDoctor(bad(cause), speaker, language).blocks())
    (facts,) = (block for block in blocks if isinstance(block, Facts))
    assert len(facts.rows) == 2
    assert any(isinstance(block, Text) for block in blocks)
    letter = blocks[-1]
    assert isinstance(letter, Code)
    assert HOST in letter.text
    assert "993" in letter.text


def test_every_fault_of_a_certificate_has_words() -> None:
    """Those that a check can find; a handshake that failed has no certificate."""
    assert set(DOCTORED) == set(HELPS_FIRST) - {Cause.TLS_HANDSHAKE_FAILED}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("table", ["devices", "letter"])
def test_the_words_are_those_of_the_faults(
    table: str, language: Language, knowledge: Knowledge
) -> None:
    """None is missing, and none is left over."""
    start = f"certificate.{table}."
    keys = {key.removeprefix(start) for key in knowledge.phrases(language) if start in key}
    assert keys == set(map(str, DOCTORED))


@pytest.mark.parametrize("language", Language)
def test_several_faults_are_in_one_letter(language: Language, speaker: Speaker) -> None:
    """So that whoever mends mends them at once."""
    result = bad(Cause.TLS_HOSTNAME_MISMATCH, Cause.TLS_CERTIFICATE_EXPIRED, Cause.SERVER_REFUSED)
    *_, letter = CertificateDoctor(result, speaker, language).blocks()
    assert isinstance(letter, Code)
    first, second = letter.text.splitlines()
    assert "imap.example.com" in first
    assert "2027-01-01" in second


@pytest.mark.parametrize("language", Language)
def test_the_certificate_that_is_out_of_date_is_named(language: Language, speaker: Speaker) -> None:
    """It need not be the server's own."""
    values = {"subject": MIDDLE.subject, "not_before": "2001-01-01", "not_after": "2020-01-31"}
    detail = Detail(ConnectionDetail.CERTIFICATE_OUTDATED, values)
    result = bad(Cause.TLS_CERTIFICATE_EXPIRED, detail=detail)
    *_, letter = CertificateDoctor(result, speaker, language).blocks()
    assert isinstance(letter, Code)
    assert "Middle Authority" in letter.text
    assert "2020-01-31" in letter.text


@pytest.mark.parametrize("language", Language)
def test_what_is_missing_is_named(language: Language, speaker: Speaker) -> None:
    """The issuer of the last that was sent."""
    words = plain(CertificateDoctor(bad(Cause.TLS_INCOMPLETE_CHAIN), speaker, language).blocks())
    assert words.count("Root Authority") > 1


@pytest.mark.parametrize("language", Language)
def test_a_good_chain_is_only_shown(language: Language, reporter: Reporter) -> None:
    """Nothing is wrong, so nobody is written to."""
    result = worked()
    result = replace(result, facts=replace(result.facts, chain=(CERTIFICATE, MIDDLE)))
    blocks = reporter.details(report(result), language)
    assert "Middle Authority" in plain(blocks)
    assert not any(isinstance(block, Code) for block in blocks)
