"""A case from the first word to the last, as both sides see it."""

from __future__ import annotations

import pytest

from bot.core.chat import Where, Who
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.helpdesk.platform import AOI, BEN, CHANNEL, form_of, messages_of, picked
from tests.bot.helpdesk.world import World

PLAIN = {
    "a1": (BEN, Language.EN, "It says 535 5.7.8 authentication failed", "case 1"),
    "a2": (AOI, Language.JA, "535 5.7.8 authentication failed と出ます", "案件 1"),
}
DIRECT = Where("slack:T1:D1", "slack:T1", direct=True)


@pytest.mark.parametrize("answer", PLAIN)
async def test_from_the_first_word_to_the_last(world: World, answer: str) -> None:
    """Asked, claimed, asked back, answered, resolved, still broken, resolved again."""
    who, language, text, named = PLAIN[answer]
    await world.ask(who, text, answer, language, (Cause.AUTH_WRONG_CREDENTIALS,))
    form = form_of(await world.hear(picked(who, f"human:{answer}")))
    words = next(field for field in form.fields if field.id == "words")
    assert words.value == text

    assert named in await world.fill(form.id, who, CHANNEL, words=text)
    assert "auth.wrong_credentials" in world.slack.card()
    assert text in world.slack.card()

    assert "yours" in await world.do("case:claim:1")
    assert "Ann" in world.slack.said_to(who)[-1]
    await world.fill("case:ask:1", text="Which program?")
    assert "Which program?" in world.slack.said_to(who)[-1]
    reply = form_of(await world.hear(picked(who, "case:reply:1", DIRECT)))
    await world.fill(reply.id, who, DIRECT, text="Thunderbird 140")
    assert "Thunderbird 140" in world.slack.threads()[-1]
    await world.fill("case:resolve:1", reason="credentials", text="New password set.")
    assert "New password set." in world.slack.said_to(who)[-1]
    assert "case:still:1" in messages_of(world.slack.directs[-1][1])
    await world.fill("case:still:1", who, DIRECT, text="No change")
    assert "No change" in world.slack.threads()[-1]
    assert "open" in world.slack.card()
    assert "yours" in await world.do("case:claim:1")
    await world.fill("case:resolve:1", reason="server")
    assert "Mended on the server" in world.slack.card()
    assert len(world.slack.cards) == 1 + len(world.slack.threads())


async def test_one_answer_makes_one_case(world: World) -> None:
    """However often the button is pressed, by one person; another one has a case of their own."""
    assert "case 1" in await world.open(BEN)
    assert "already" in await world.open(BEN)
    assert "案件 2" in await world.open(Who("slack:T1:U7", "Chie", language=Language.JA))
    assert len(world.slack.posted) == 2
