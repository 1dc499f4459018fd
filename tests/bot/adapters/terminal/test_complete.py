"""What the Tab key offers."""

from __future__ import annotations

import pytest

from bot.adapters.terminal.complete import MOST, Completions
from bot.core.answer import Answerer
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

EN, JA = Language.EN, Language.JA


def completions(knowledge: Knowledge, speaker: Speaker, language: Language) -> Completions:
    """With an account to check."""
    return Completions(knowledge, speaker, language, ["check taro@ok.demo.test"])


@pytest.mark.parametrize(
    ("language", "words"), [(EN, "check help quit"), (JA, "チェック 使い方 終了")]
)
def test_nothing_typed(
    language: Language, words: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """The few words, and the accounts that are here."""
    offered = completions(knowledge, speaker, language).of("")
    assert offered == (*words.split(), "check taro@ok.demo.test")


@pytest.mark.parametrize(
    ("language", "typed", "offered"),
    [
        (EN, "the diff", "The difference between POP3 and IMAP4"),
        (EN, "DIFFERENCE BETWEEN POP", "The difference between POP3 and IMAP4"),
        (JA, "ＰＯＰ３と", "POP3とIMAP4の違い"),
        (JA, "の違い", "POP3とIMAP4の違い"),
        (EN, "che", "check"),
        (EN, "ok.demo", "check taro@ok.demo.test"),
    ],
)
def test_by_any_part(
    language: Language, typed: str, offered: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Width and case do not matter."""
    assert offered in completions(knowledge, speaker, language).of(typed)


def test_what_begins_so_comes_first(knowledge: Knowledge, speaker: Speaker) -> None:
    """Then what contains it; no more than fits."""
    offered = completions(knowledge, speaker, EN).of("port")
    assert len(offered) == MOST
    begins = [line.lower().startswith("port") for line in offered]
    assert begins == sorted(begins, reverse=True)
    assert begins[0]


@pytest.mark.parametrize("language", Language)
def test_a_title_leads_to_its_topic(
    language: Language, knowledge: Knowledge, speaker: Speaker, answerer: Answerer
) -> None:
    """What is completed is answered."""
    title = completions(knowledge, speaker, language).of("imap4")[0]
    assert answerer.answer(title, language).answered
