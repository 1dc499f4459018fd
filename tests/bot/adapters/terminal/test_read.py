"""A typed line to a message."""

from __future__ import annotations

import pytest

from bot.adapters.terminal.read import leaves, read
from bot.core.model import Choice
from knowledge.model import Language

CHOICES = (Choice("Details", "details:pop3.what"), Choice("POP3", "topic:pop3.what"))
QUIT = "quit exit bye 終了 おわり"


@pytest.mark.parametrize("line", ["1", " 1 ", "1.", "1)", "１", "１．"])
def test_a_number_picks(line: str) -> None:
    """One of the choices on the screen, in half or full width."""
    assert read(line, CHOICES, Language.EN).text == "details:pop3.what"


@pytest.mark.parametrize("line", ["0", "3", "143", "1 2", "-1", "one", "1st", "①x"])
def test_what_picks_nothing(line: str) -> None:
    """Is what was typed: 143 may be a question."""
    assert read(line, CHOICES, Language.EN).text == line


def test_without_choices_a_number_is_text() -> None:
    """Nothing is on the screen to pick."""
    assert read("1", (), Language.JA).text == "1"


def test_lines_of_a_paste_stay_together() -> None:
    """An error of several lines is one message."""
    pasted = "Undelivered Mail\n\n550 5.1.1 User unknown"
    message = read(pasted, CHOICES, Language.JA)
    assert (message.text, message.private, message.language) == (pasted, True, Language.JA)


@pytest.mark.parametrize("line", ["quit", "Quit", " exit ", "bye.", "終了", "おわり。", "ＱＵＩＴ"])
def test_words_that_leave(line: str) -> None:
    """In either language, by whatever width and case."""
    assert leaves(line, QUIT)


@pytest.mark.parametrize("line", ["quit smoking", "how do I exit", "終了コード", "", "q"])
def test_words_that_do_not(line: str) -> None:
    """The word within a sentence is none."""
    assert not leaves(line, QUIT)
