"""The conversations of ``tests/dialogues`` on Discord: said directly, picked by button or menu."""

from __future__ import annotations

import pytest

from bot.core.chat import Where, Who
from bot.core.check_form import ADDRESS
from bot.core.model import Choices, Form, Reply
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.talking import Recorded, choice_of, conversing
from tests.bot.adapters.discord_wire.world import World, world_of
from tests.bot.dialogues import Dialogue, Turn, dialogues
from tests.discord_platform.actors import Actor
from tests.discord_platform.filled import Modal
from tests.discord_platform.places import User
from tests.discord_platform.posted import Posted

DIALOGUES = tuple(dialogues())
HELLO = {Language.EN: "hello", Language.JA: "こんにちは"}


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
async def test_a_conversation(dialogue: Dialogue, knowledge: Knowledge, speaker: Speaker) -> None:
    """Each turn brings back what it must, in what Discord shows."""
    async with (
        world_of(knowledge, speaker) as world,
        conversing(knowledge, speaker, world.clock, world.discord.changes) as chat,
        world.started(chat) as face,
    ):
        actor = world.person(dialogue.chat.value)
        # A message does not tell what language its author chose on Discord; a command does.
        await actor.alone.slash("mail ask", question=HELLO[dialogue.chat])
        shown: Posted | None = None
        reply: Reply | None = None
        if dialogue.greets:
            reply = chat.greeting(_who(actor.user), WHERE)
            await face.direct(_who(actor.user).id, reply)
            shown = actor.sees[-1]
        for turn in dialogue.turns:
            answer = await _turn(world, chat, actor, turn, shown, reply)
            reply = chat.last
            _look(reply, turn)
            if isinstance(answer, Modal):
                _look_at_form(answer, turn)
                continue
            shown = answer
            _look_at_words(shown, turn)
            if turn.address == "":
                _look_at_form(await _opened(actor, shown, reply), turn)


async def _turn(
    world: World,
    chat: Recorded,
    actor: Actor,
    turn: Turn,
    shown: Posted | None,
    reply: Reply | None,
) -> Posted | Modal:
    """What the person sees in answer: a message, or the form that a button opened."""
    before = len(chat.replies)
    if not turn.pick:
        answer = await actor.answer_to(actor.dm(turn.says))
    else:
        assert shown
        assert reply
        label = choice_of(reply, turn.pick).label
        press = actor.click if label in shown.labels else actor.select
        got = await press(shown, label)
        if got.interaction.modal:
            return got.modal
        answer = got.message
    # A wish for a check is looked up first; the card replaces the first reply.
    await world.clock.passing(
        world.discord.changes.until(
            lambda: len(chat.replies) > before and chat.last.final, "a final reply"
        )
    )
    await world.clock.passing(
        world.discord.changes.until(lambda: _is_shown(chat.last, answer), "what was said last")
    )
    return answer


def _is_shown(reply: Reply, message: Posted) -> bool:
    """Whether the message has been brought up to the last reply: by its first choice's label."""
    labels = [c.label for b in reply.blocks if isinstance(b, Choices) for c in b.choices]
    return not labels or labels[0] in message.text


def _look(reply: Reply, turn: Turn) -> None:
    if turn.language:
        assert reply.language is turn.language
    if turn.topic is not None:
        assert reply.topic == turn.topic
    kinds = iter(type(block).__name__ for block in reply.blocks)
    assert all(kind in kinds for kind in turn.blocks), f"not in this order: {turn.blocks}"
    if turn.picks:
        choice_of(reply, turn.picks)


def _look_at_words(shown: Posted, turn: Turn) -> None:
    text = shown.text.replace("\\", "").replace("\u200b", "")
    if turn.address is None:
        for word in turn.words:
            assert word in text
    for word in turn.absent:
        assert word not in text
    if turn.address:
        assert turn.address in text


async def _opened(actor: Actor, shown: Posted, reply: Reply) -> Modal:
    """The form that a message offers."""
    (form,) = (block for block in reply.blocks if isinstance(block, Form))
    return (await actor.click(shown, form.title)).modal


def _look_at_form(modal: Modal, turn: Turn) -> None:
    assert (modal.part(ADDRESS).get("value") or "") == turn.address


def _who(user: User) -> Who:
    return Who(f"discord:{user.id}", user.name, language=Language(user.locale[:2]))


WHERE = Where("discord:@me:1", "discord:@me", direct=True)
