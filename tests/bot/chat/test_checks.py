"""Checks that are asked for in a chat, from the wish to the result."""

from __future__ import annotations

import pytest

from bot.core.chat import Way
from bot.core.model import Facts, Mood, Style, Text
from knowledge.model import Language
from tests.bot.chat.talk import HANAKO, Talk, choices_of, message_of, next_of, read, text_of
from tests.bot.web.world import PASSWORD, TARO

EN, JA = Language.EN, Language.JA
WISH = {EN: f"check {TARO}", JA: f"{TARO} をチェックして"}


@pytest.mark.parametrize("language", Language)
async def test_consent_first(talk: Talk, language: Language) -> None:
    """Which servers, whose account, what is sent and kept; nothing is dialled before the yes."""
    first, card = await read(talk.say(WISH[language]))
    assert not first.final
    assert first.private
    assert TARO in text_of(first)
    assert card.final
    assert card.private
    assert card.language is language
    text = text_of(card)
    assert "imap" in text.lower()
    assert TARO in text
    assert {EN: "nothing of it is kept", JA: "どこにも残しません"}[language] in text
    kinds = [choice.message.partition(":")[0] for choice in choices_of(card)]
    assert kinds == ["go", "dry", "stop"]
    assert all(len(choice.message) <= 90 for choice in choices_of(card))


async def test_by_the_page(talk: Talk) -> None:
    """A link for the asker, the stages while it runs, and the result with all its buttons."""
    card = await talk.last(WISH[EN])
    answer = talk.pick(card, "go")
    assert answer.later
    link = await next_of(answer.later)
    (url,) = (
        span.href
        for block in link.blocks
        if isinstance(block, Text)
        for span in block.spans
        if span.style is Style.LINK
    )
    assert not link.final
    await talk.web.post(url)
    *progress, result = [reply async for reply in answer.later]
    assert progress
    assert all(not reply.final and reply.private for reply in progress)
    assert any(isinstance(block, Facts) for block in progress[-1].blocks)
    assert result.final
    assert result.private
    assert result.mood is Mood.OK
    messages = {choice.message for choice in choices_of(result)}
    assert {"last:details", "last:conversation", f"check {TARO}"} <= messages
    assert {file.name for file in result.files} >= {"read-me.txt"}
    assert PASSWORD not in repr(result)
    conversation = talk.first("last:conversation", Way.PICK)
    assert "LOGIN" in text_of(conversation) or "AUTHENTICATE" in text_of(conversation)
    assert PASSWORD not in text_of(conversation)


async def test_without_login(talk: Talk) -> None:
    """No password is asked for."""
    card = await talk.last(WISH[EN])
    *_, result = await read(talk.pick(card, "dry"))
    assert "Nobody logged in" in text_of(result)
    assert result.files == ()


async def test_cancelled_before_it_began(talk: Talk) -> None:
    """Nothing was dialled, and the buttons of the question are dead."""
    card = await talk.last(WISH[EN])
    (reply,) = await read(talk.pick(card, "stop"))
    assert "Nothing was checked" in text_of(reply)
    (reply,) = await read(talk.pick(card, "go"))
    assert "I no longer know" in text_of(reply)


async def test_stopped_while_the_page_waits(talk: Talk) -> None:
    """The link closes, and the answer that waited for it ends."""
    card = await talk.last(WISH[EN])
    answer = talk.pick(card, "go")
    assert answer.later
    link = await next_of(answer.later)
    await read(talk.pick(link, "stop"))
    (end,) = [reply async for reply in answer.later]
    assert end.topic == "check.cancelled"
    (url,) = (
        span.href
        for block in link.blocks
        if isinstance(block, Text)
        for span in block.spans
        if span.style is Style.LINK
    )
    assert (await talk.web.get(url)).status == 410


async def test_nobody_else_decides(talk: Talk) -> None:
    """Whoever sees the buttons of somebody else's question can do nothing with them."""
    card = await talk.last(WISH[EN])
    for kind in ("go", "dry", "stop"):
        (reply,) = await read(talk.pick(card, kind, who=HANAKO))
        assert "Only the person" in text_of(reply)
    assert message_of(card, "go")
    assert talk.first("last:conversation", Way.PICK, who=HANAKO).topic == ""
