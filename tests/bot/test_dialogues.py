"""The conversations of ``tests/dialogues`` on the terminal's face."""

from __future__ import annotations

import io

import pytest

from bot.adapters.terminal.render import show
from bot.adapters.terminal.session import Session
from bot.core.assistant import Assistant
from bot.core.check_form import ADDRESS
from bot.core.model import Form, Reply
from knowledge.speak import Speaker
from tests.bot.dialogues import Dialogue, Turn, dialogues

DIALOGUES = tuple(dialogues())


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
def test_a_conversation(dialogue: Dialogue, assistant: Assistant, speaker: Speaker) -> None:
    """Each turn brings back what it must."""
    session = Session(assistant, speaker, dialogue.chat)
    if dialogue.greets:
        session.greeting()
    for turn in dialogue.turns:
        line = _line(turn, session)
        assert session.leaves(line) is turn.leaves
        if not turn.leaves:
            _look(session.reply(session.message(line)), turn, session)


def _line(turn: Turn, session: Session) -> str:
    """What is typed: the words, or the number of the choice that is picked."""
    if not turn.pick:
        return turn.says
    messages = [choice.message for choice in session.choices]
    return str(messages.index(turn.pick) + 1)


def _look(reply: Reply, turn: Turn, session: Session) -> None:
    shown = io.StringIO()
    show(reply, shown)
    if turn.language:
        assert reply.language is turn.language
    if turn.topic is not None:
        assert reply.topic == turn.topic
    kinds = iter(type(block).__name__ for block in reply.blocks)
    assert all(kind in kinds for kind in turn.blocks), f"not in this order: {turn.blocks}"
    for word in turn.words:
        assert word in shown.getvalue()
    for word in turn.absent:
        assert word not in shown.getvalue()
    if turn.picks:
        assert turn.picks in [choice.message for choice in session.choices]
    if turn.address is not None:
        (form,) = (block for block in reply.blocks if isinstance(block, Form))
        values = {field.id: field.value for field in form.fields}
        assert values[ADDRESS] == turn.address


def test_both_languages_converse() -> None:
    """As many conversations open in Japanese as in English, or nearly."""
    japanese = sum(dialogue.chat == "ja" for dialogue in DIALOGUES)
    assert abs(len(DIALOGUES) - 2 * japanese) <= 4
