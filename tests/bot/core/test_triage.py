"""A report of trouble read into causes, entities, and what is missing."""

from __future__ import annotations

import pytest

from bot.core.model import Facts, Heading
from bot.core.triage import Triager
from knowledge.causes import Cause
from knowledge.excerpt import excerpt
from knowledge.fold import language_of
from knowledge.load import Knowledge
from knowledge.model import Language, Owner, Severity

EN, JA = Language.EN, Language.JA

REPORTS = [
    (
        "Since this morning Outlook says 0x800CCC0E, my address is taro@example.co.jp",
        "net",
        Owner.USER,
    ),
    (
        "Thunderbirdで送信すると 550 5.1.1 <hanako@example.com>: User unknown と出ます",
        "send",
        Owner.SENDER,
    ),
    ("535 5.7.8 Error: authentication failed", "auth", Owner.USER),
    ("-ERR [IN-USE] 他のセッションが使用中 と表示されて受信できない", "mailbox", Owner.USER),
]


@pytest.mark.parametrize(("text", "category", "owner"), REPORTS)
def test_a_report_is_read(
    text: str, category: str, owner: Owner, triager: Triager, knowledge: Knowledge
) -> None:
    """The likeliest cause decides category, severity and owner; the line that decided is told."""
    triage = triager.triage(text, language_of(text))
    first = triage.causes[0]
    assert triage.category == category == first.stage
    assert triage.owner is knowledge.owners[first]
    assert triage.severity is knowledge.severities[first]
    assert triage.decisive in text
    assert triage.decisive
    assert triage.answer.answered
    assert str(first) in triage.summary
    assert owner in Owner


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("server: the passphrase you typed does not belong to that user", "most probably"),
        ("サーバー: IDとパスが合致しないのでお通しできません", "いちばん可能性が高い"),
    ],
)
def test_a_guess_is_told_as_one(text: str, words: str, triager: Triager) -> None:
    """Words that no row knows are quoted, and nobody is told that it is certain."""
    triage = triager.triage(text, language_of(text))
    assert triage.causes[0] is Cause.AUTH_WRONG_CREDENTIALS
    assert words in triage.reply
    assert text in triage.reply


@pytest.mark.parametrize(("text", "_", "__"), REPORTS)
def test_what_is_known_is_told_as_known(text: str, _: str, __: Owner, triager: Triager) -> None:
    """No doubt is cast on what a row says."""
    reply = triager.triage(text, language_of(text)).reply
    assert "most probably" not in reply
    assert "いちばん可能性が高い" not in reply


@pytest.mark.parametrize("text", ["my mail is funny today", "メールの調子が悪いです"])
def test_a_report_that_names_nothing(text: str, triager: Triager) -> None:
    """Unknown, and what a helpdesk would ask first."""
    triage = triager.triage(text, language_of(text))
    assert triage.causes == (Cause.UNKNOWN,)
    assert triage.category == "question"
    assert triage.decisive == ""
    assert len(triage.missing) == 3
    assert triage.reply


@pytest.mark.parametrize(("text", "language"), [("out of office", EN), ("不在通知です", JA)])
def test_what_is_no_error_asks_for_nothing(text: str, language: Language, triager: Triager) -> None:
    """An automatic reply needs no more questions, once it is known to be one."""
    triage = triager.triage(text, language)
    if triage.causes[0] is Cause.NOT_AN_ERROR:
        assert triage.missing == ()
    assert triage.severity in Severity


@pytest.mark.parametrize("language", Language)
def test_what_was_named_is_not_asked_for(language: Language, triager: Triager) -> None:
    """Address and program stand in the report already."""
    text = "Thunderbird: 535 5.7.8 authentication failed for taro@example.com"
    triage = triager.triage(text, language)
    assert triage.missing == ()
    assert triage.entities.addresses == ("taro@example.com",)
    assert triage.entities.clients == ("thunderbird",)
    assert "thunderbird" in triage.summary


@pytest.mark.parametrize("language", Language)
def test_the_reading_for_a_person(language: Language, triager: Triager) -> None:
    """A title, the ticket's facts, then the user's answer."""
    triage = triager.triage("535 5.7.8 authentication failed", language)
    heading, facts, *answer = triager.blocks(triage)
    assert isinstance(heading, Heading)
    assert isinstance(facts, Facts)
    assert tuple(answer) == triage.answer.reply.blocks


LONG = {
    EN: ("the nightly report was written\n", "smtp: 552 5.2.2 mailbox full\n"),
    JA: ("夜間のレポートを書き出しました\n", "エラー：メールボックスの容量がいっぱいです\n"),
}


@pytest.mark.parametrize("language", LONG)
def test_a_long_report_is_read_in_part(language: Language, triager: Triager) -> None:
    """It says so, to the user and in the ticket; the error in its middle is found all the same."""
    filler, error = LONG[language]
    text = filler * 20_000 + error + filler * 30_000
    triage = triager.triage(text, language)
    assert triage.causes[0] in (Cause.MAILBOX_OVER_QUOTA, Cause.SEND_RECIPIENT_OVER_QUOTA)
    assert triage.decisive == error.strip()
    left_out = f"{excerpt(text).left_out:,}"
    assert left_out in triage.reply
    assert left_out in triage.summary
    assert left_out not in triager.triage(error, language).reply
