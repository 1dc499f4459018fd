"""The conversations of ``tests/dialogues`` in Slack: written directly, picked by button."""

from __future__ import annotations

import pytest

from bot.core.check_form import ADDRESS
from bot.core.model import Form, Reply
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import Office, office
from tests.bot.adapters.slack_wire.recorded import Recorded, choice_of, choices_of, conversing
from tests.bot.dialogues import Dialogue, Turn, dialogues
from tests.servers.moved_clock import MovedClock
from tests.slack_platform.records import Message

DIALOGUES = tuple(dialogues())


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
async def test_a_conversation(dialogue: Dialogue, knowledge: Knowledge, speaker: Speaker) -> None:
    """Each turn brings back what it must, in what Slack shows."""
    clock = MovedClock()
    async with (
        conversing(knowledge, speaker, clock) as chat,
        office(chat, speaker, clock, language=dialogue.chat) as there,
    ):
        chat.ring = there.slack.changes.ring
        if dialogue.greets:
            await there.taro.opens("messages")
            await there.taro.waits_for_answer("")
        for turn in dialogue.turns:
            await _turn(there, chat, turn)


async def _turn(there: Office, chat: Recorded, turn: Turn) -> None:
    before, seen = len(chat.replies), len(there.taro.answers())
    if turn.pick:
        await _pick(there, chat.replies[-1], turn.pick)
    else:
        await there.taro.writes(turn.says)
    await there.slack.until(
        lambda: (len(chat.replies) > before and chat.replies[-1].final) or None, turn.says
    )
    reply = chat.replies[-1]
    _look(reply, turn)
    if there.taro.modal or (turn.pick and _form(reply) and not turn.words):
        await there.taro.waits_for_modal()
    else:
        shown = await there.taro.waits_for_answer(
            "", more_than=seen, wanted=lambda one: _shows(one, reply)
        )
        _look_at_words(shown, turn)
        if turn.address == "" and not there.taro.modal:
            await there.taro.click(shown, _form_button(shown, reply))
            await there.taro.waits_for_modal()
    if turn.address == "":
        assert _address_in_form(there) == ""
    if modal := there.taro.modal:
        await there.taro.closes(modal)


async def _pick(there: Office, reply: Reply, message: str) -> None:
    """By the newest button that says it."""
    label = choice_of(reply, message).label
    for shown in reversed(there.taro.answers()):
        if label in shown.labels:
            await there.taro.click(shown, label)
            return
    await there.taro.chooses(there.taro.answers()[-1], label)


def _shows(message: Message, reply: Reply) -> bool:
    """Whether the message has been brought up to the reply: by its first choice's label."""
    labels = [choice.label for choice in choices_of(reply)]
    return not labels or labels[0] in message.words


def _look(reply: Reply, turn: Turn) -> None:
    if turn.language:
        assert reply.language is turn.language
    if turn.topic is not None:
        assert reply.topic == turn.topic
    kinds = iter(type(block).__name__ for block in reply.blocks)
    assert all(kind in kinds for kind in turn.blocks), f"not in this order: {turn.blocks}"
    if turn.picks:
        choice_of(reply, turn.picks)


def _look_at_words(shown: Message, turn: Turn) -> None:
    if turn.address is None:
        for word in turn.words:
            assert word in shown.words.replace("\n", "") or word in shown.words
    for word in turn.absent:
        assert word not in shown.words
    if turn.address:
        assert turn.address in shown.words


def _form(reply: Reply) -> Form | None:
    return next((block for block in reply.blocks if isinstance(block, Form)), None)


def _form_button(shown: Message, reply: Reply) -> str:
    """The button that opens the form: it says the form's title."""
    form = _form(reply)
    assert form
    return next(label for label in shown.labels if form.title.startswith(label.rstrip("…")))


def _address_in_form(there: Office) -> str:
    modal = there.taro.modal
    assert modal
    for block in modal.view["blocks"]:
        if block["type"] == "input" and ADDRESS in block["block_id"]:
            return str(block["element"].get("initial_value", ""))
    raise AssertionError("no field for an address")
