"""Each button of an answer does something, in both languages, wherever the answer is."""

from __future__ import annotations

import pytest

from tests.bot.adapters.slack_wire.office import COMMAND, Office
from tests.slack_platform.records import Message

QUESTION = {"en": "what's port 143?", "ja": "ポート143とは?"}
BROAD = {"en": "what's the difference between pop and imap?", "ja": "POP3とIMAP4の違いは?"}
OURS = {"en": ("Share", "Keep"), "ja": ("共有", "残")}


async def _asked(there: Office, language: str, place: str) -> Message:
    if place == "direct":
        await there.taro.writes(QUESTION[language])
        return await there.taro.waits_for_answer("143", there.taro.dm)
    if place == "mention":
        await there.taro.mentions(QUESTION[language], there.channel)
        return await there.taro.waits_for_answer("143", there.channel)
    await there.taro.command(COMMAND, QUESTION[language], channel=there.channel)
    return await there.taro.waits_for_answer("143", there.channel)


@pytest.mark.parametrize("place", ["direct", "mention", "command"])
async def test_every_button(there: Office, language: str, place: str) -> None:
    """Leads to a further answer, that only those see who saw the first one."""
    answer = await _asked(there, language, place)
    assert answer.labels
    for label in answer.labels:
        if any(part in label for part in OURS[language]):
            continue
        before, forms = len(there.taro.answers()), there.taro.modal
        await there.taro.click(answer, label)
        await there.slack.until(
            lambda before=before, forms=forms: (
                len(there.taro.answers()) > before or there.taro.modal is not forms
            ),  # type: ignore[misc]
            f"nothing came of {label!r}",
        )
    if place != "mention":
        assert there.hana.answers() == []


@pytest.mark.parametrize("good", [True, False], ids=["helped", "did not"])
async def test_feedback(there: Office, language: str, *, good: bool) -> None:
    """Both buttons are taken, and the last one counts."""
    answer = await _asked(there, language, "direct")
    await there.taro.rates(answer, good=not good)
    await there.taro.waits_for_answer("", there.taro.dm, more_than=1)
    await there.taro.rates(answer, good=good)
    await there.taro.waits_for_answer("", there.taro.dm, more_than=2)


async def test_details_follow(there: Office, language: str) -> None:
    """What a brief answer leaves out is behind a button."""
    await there.taro.writes(BROAD[language])
    answer = await there.taro.waits_for_answer("IMAP", there.taro.dm)
    await there.taro.click(answer, answer.labels[0])
    more = await there.taro.waits_for_answer("", there.taro.dm, more_than=1)
    assert more.words != answer.words


async def test_buttons_of_an_answer_that_is_forgotten(there: Office, language: str) -> None:
    """A day later they still say something, instead of nothing."""
    answer = await _asked(there, language, "command")
    await there.slack.passes(25 * 3600)
    for label in answer.labels:
        before = len(there.taro.answers())
        await there.taro.click(answer, label)
        await there.slack.until(
            lambda before=before: (  # type: ignore[misc]
                len(there.taro.answers()) > before or answer.gone or there.taro.modal
            ),
            f"nothing came of {label!r}",
        )
