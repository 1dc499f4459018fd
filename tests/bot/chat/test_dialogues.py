"""The conversations of ``tests/dialogues`` as any chat has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chat import Way
from tests.bot.chat.dialogues import Spoken, spoken
from tests.bot.chat.talk import CHANNEL, DIRECT, Talk, choices_of

SPOKEN = tuple(spoken())


@pytest.mark.parametrize("place", ["direct", "channel"])
@pytest.mark.parametrize("dialogue", SPOKEN, ids=lambda dialogue: dialogue.name)
async def test_a_conversation(dialogue: Spoken, place: str, talk: Talk) -> None:
    """The same as at a terminal, in a direct message and in a channel."""
    talk.who = replace(talk.who, language=dialogue.language)
    talk.where = DIRECT if place == "direct" else CHANNEL
    shown = [talk.conversation.greeting(talk.who, talk.where)] if dialogue.greets else []
    for said, expected in dialogue.turns:
        if said.is_pick:
            offered = [choice.message for reply in shown for choice in choices_of(reply)]
            assert said.text in offered
        openly = Way.MENTION if place == "channel" else Way.DIRECT
        reply = talk.first(said.text, said.way if said.is_pick else openly)
        expected.look(reply)
        shown.append(reply)
