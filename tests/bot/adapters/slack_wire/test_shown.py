"""What people are shown: every block, hostile words in it, and more than fits in a message."""

from __future__ import annotations

import pytest

from bot.adapters.slack.render import Dialect
from bot.core.chat import Answer
from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Feedback,
    Field,
    Form,
    Heading,
    Mood,
    Note,
    Picture,
    Reply,
    Span,
    Steps,
    Style,
    Text,
    Tone,
    Weight,
)
from knowledge.model import Language
from tests.bot.adapters.slack_wire.office import COMMAND, Office
from tests.bot.adapters.slack_wire.script import Script
from tests.slack_platform.faults import Refuse

HOSTILE = (
    "<!channel> <!here> <@U0000001> <#C0000001> <!subteam^S1> @channel",
    "<https://evil.example|your bank> & *bold* _x_ ~y~ `z` ```w```",
    "[link](https://evil.example) # heading > quote | a | b |",
    "ﾎﾟｰﾄ １４３ 🐕\u200b\u202e日本語。**太字**、「引用」",
    "\x00\x07\x1b[31m red",
    " ",
)


def everything(words: str) -> tuple[Block, ...]:
    """Every kind of block with these words in each of its parts."""
    span = (Span(words),)
    styles = tuple(
        Span(words, style) for style in (Style.PLAIN, Style.STRONG, Style.EMPHASIS, Style.CODE)
    )
    link = Span(words, Style.LINK, "https://example.com/a?b=1&c=2")
    choice = Choice(words, "more words", Weight.PRIMARY)
    return (
        Heading(span, 1),
        Heading(span),
        Text((*styles, Span("", Style.BREAK), link)),
        Bullets((span, styles)),
        Steps((span, styles)),
        Facts((span, span), ((span, span), (span, styles))),
        Code(words),
        *(Note(span, tone) for tone in Tone),
        Picture("none", words, words),
        Choices(span, (choice, Choice(words, "other words", Weight.DANGER))),
        Feedback("Yes", "No", "feedback:1"),
        Form("f", words, (Field("a", words, hint=words),), words),
    )


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("mood", Mood)
async def test_hostile_words(
    stage: Office, script: Script, language: str, words: str, mood: Mood
) -> None:
    """Nothing pings, nothing is refused, and nothing is left out of the text beside the blocks."""
    blocks = tuple(block for block in everything(words) if not isinstance(block, Form))
    script.says("hello", Answer(Reply(blocks, Language(language), mood=mood)))
    await stage.taro.mentions("hello", stage.channel)
    answer = await stage.hana.waits_for_answer("", stage.channel)
    assert answer.blocks
    assert "<!" not in answer.text
    assert "<@" not in answer.text
    assert "<http" not in answer.text
    assert "\x1b" not in answer.words + answer.text
    assert "\x00" not in answer.words + answer.text


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_forms(stage: Office, script: Script, language: str, words: str) -> None:
    """Labels and hints are strangers' words too: they come from an operator's own files."""
    script.says("hello", Answer(Reply(everything(words), Language(language), private=True)))
    await stage.taro.command(COMMAND, "hello", channel=stage.channel)
    assert await stage.taro.waits_for_modal()


async def test_words_arrive_as_they_are(stage: Office, script: Script, language: str) -> None:
    """What looks like markup is shown, and escaped beside the blocks."""
    words = HOSTILE[0]
    script.says("hello", Answer(Reply((Text((Span(words),)),), Language(language))))
    await stage.taro.mentions("hello", stage.channel)
    answer = await stage.hana.waits_for_answer(words, stage.channel)
    assert "&lt;!channel&gt;" in answer.text


LONG = {"en": "A line of a log that is long. ", "ja": "ログの長い一行です。"}


@pytest.mark.parametrize(
    "kind", [Code, lambda text: Text((Span(text),)), lambda text: Bullets(((Span(text),),) * 3)]
)
@pytest.mark.parametrize("times", [100, 1000])
async def test_long_answers(
    stage: Office, script: Script, language: str, kind: object, times: int
) -> None:
    """Are cut where it does no harm; the rest is behind a button, down to the last word."""
    block = kind(LONG[language] * times + "THE END")  # type: ignore[operator]
    script.says("hello", Answer(Reply((block,), Language(language))))
    await stage.taro.mentions("hello", stage.channel)
    shown = await stage.hana.waits_for_answer("", stage.channel)
    pages = 1
    while "THE END" not in shown.words or shown.labels:
        assert shown.labels, "the rest cannot be reached"
        await stage.taro.click(shown, shown.labels[-1])
        shown = await stage.taro.waits_for_answer("", more_than=pages)
        pages += 1
        assert pages < 200
    assert stage.hana.answers() == [stage.hana.answers()[0]]


@pytest.mark.parametrize("count", [49, 120])
async def test_many_blocks(stage: Office, script: Script, language: str, count: int) -> None:
    """More than fifty are more than one message."""
    blocks = tuple(Text((Span(f"Paragraph {number}."),)) for number in range(count))
    rows = tuple(((Span(f"row {number}"),), (Span("x"),)) for number in range(count))
    facts = Facts(((Span("a"),), (Span("b"),)), rows)
    script.says("hello", Answer(Reply((*blocks, facts, facts), Language(language))))
    await stage.taro.mentions("hello", stage.channel)
    await stage.hana.waits_for_answer("Paragraph 0.", stage.channel)


async def test_blocks_that_slack_does_not_know_yet(
    stage: Office, script: Script, language: str
) -> None:
    """A roll-out that has not reached the workspace: plainer blocks, or words alone."""
    script.says("hello", Answer(Reply(everything("words")[:9], Language(language))))
    for refused in range(1, len(Dialect) + 1):
        stage.slack.faults.order("chat.postMessage", Refuse("invalid_blocks"), times=refused)
        await stage.taro.mentions("hello", stage.channel)
        answer = await stage.hana.waits_for_answer("words", stage.channel, more_than=refused - 1)
        assert bool(answer.blocks) is (refused < len(Dialect))
        assert stage.slack.faults.waiting == 0


async def test_many_choices(stage: Office, script: Script, language: str) -> None:
    """All of them can be picked, however many."""
    many = Choices((), tuple(Choice(f"Choice {n}", f"pick {n}") for n in range(60)))
    script.says("hello", Answer(Reply((many,), Language(language))))
    await stage.taro.writes("hello")
    answer = await stage.taro.waits_for_answer("Choice 59")
    if "Choice 59" in answer.labels:
        await stage.taro.click(answer, "Choice 59")
    else:
        await stage.taro.chooses(answer, "Choice 59")
    await stage.taro.waits_for_answer("answer to pick 59")
