"""Each button and menu: what it comes back as, who sees what follows, also after a restart."""

from __future__ import annotations

import pytest

from bot.core.chat import Way
from bot.core.model import Choice, Choices, Feedback, Reply, Span, Text, Weight
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import World, answers, said, world_of

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
LABEL = {"en": "More about IMAP", "ja": "IMAPについて詳しく"}


def choosing(*choices: Choice, language: str = "en") -> Reply:
    """A reply with choices."""
    lead = (Span({"en": "Next?", "ja": "次は?"}[language]),)
    return said("?", Choices(lead, choices), language=language)


@LANGUAGES
async def test_a_choice_comes_back_as_its_message(world: World, language: str) -> None:
    """And its answer, on a message for everybody, is for whoever pressed."""
    choice = Choice(LABEL[language], "topic:imap4.what")
    answers(
        world.chat,
        {
            "q": choosing(choice, language=language),
            "topic:imap4.what": said("the topic's words", language=language),
        },
    )
    asked = await world.taro.slash("mail ask", question="q")
    got = await world.hanako.click(asked.message, LABEL[language])
    assert world.chat.last.way is Way.PICK
    assert "the topic's words" in got.text
    assert got.message.ephemeral
    assert "the topic's words" not in world.taro.reads


async def test_a_choice_whose_message_is_long(world: World) -> None:
    """It comes back whole, although it does not fit an id."""
    long = "check " + "a" * 200 + "@example.com"
    answers(world.chat, {"q": choosing(Choice("Go", long))})
    asked = await world.taro.slash("mail ask", question="q")
    await (await world.taro.click(asked.message, "Go")).answered()
    assert world.chat.last.text == long


@LANGUAGES
async def test_many_choices_are_a_menu(world: World, language: str) -> None:
    """Of 25 entries at most; the entry picked comes back."""
    many = tuple(Choice(f"{LABEL[language]} {n}", f"topic:{n}") for n in range(40))
    answers(world.chat, {"q": choosing(*many, language=language)})
    asked = await world.taro.slash("mail ask", question="q")
    got = await world.taro.select(asked.message, f"{LABEL[language]} 7")
    await got.answered()
    assert world.chat.last.text == "topic:7"


@LANGUAGES
async def test_feedback(world: World, language: str) -> None:
    """Each of its two buttons stands for its own message."""
    yes, no = {"en": ("It helped", "It did not"), "ja": ("解決した", "解決しない")}[language]
    answers(world.chat, {"q": said("?", Feedback(yes, no, "feedback:a1"), language=language)})
    asked = await world.taro.slash("mail ask", question="q")
    await world.taro.click(asked.message, yes)
    assert world.chat.last.text == "feedback:a1:yes"
    await world.hanako.click(asked.message, no)
    assert world.chat.last.text == "feedback:a1:no"


async def test_silence_is_acknowledged(world: World) -> None:
    """Where nothing is to be said, a press is still taken, and the message stays."""
    answers(world.chat, {"q": choosing(Choice("Quiet", "quiet"))})
    world.chat.answers["quiet"] = type(world.chat.answers["q"])(None)
    asked = await world.taro.slash("mail ask", question="q")
    before = asked.text
    got = await world.taro.click(asked.message, "Quiet")
    assert got.text == before


@LANGUAGES
async def test_a_long_answer_is_read_on(world: World, language: str) -> None:
    """Page after page, to the last word, each within the limits, for whoever reads on."""
    word = {"en": "mail ", "ja": "メールの設定"}[language]
    blocks = tuple(Text((Span(f"<{number}> " + word * 120),)) for number in range(20))
    answers(world.chat, {"q": Reply(blocks, Language(language), topic="imap4.what")})
    asked = await world.taro.slash("mail ask", question="q")
    message, read = asked.message, asked.text
    while "<19>" not in read.replace("\\", ""):
        more = [one for one in message.labels if one != world.label("follow_up", language)]
        message = (await world.taro.click(message, more[0])).message
        read += message.text
    assert all(f"<{number}>" in read.replace("\\", "") for number in range(20))
    assert message not in world.hanako.sees


@LANGUAGES
async def test_a_further_question(world: World, language: str) -> None:
    """The button under an answer opens a small form, and its answer is like a command's."""
    actor = world.person(language)
    answers(world.chat, {"q": said("first", language=language)})
    asked = await actor.slash("mail ask", question="q")
    opened = await actor.click(asked.message, world.label("follow_up", language))
    sent = await actor.submit(
        opened.modal, {world.label("form.ask_label", language): "and port 993?"}
    )
    await sent.answered()
    assert world.chat.last.text == "and port 993?"


async def test_share_and_keep(world: World) -> None:
    """Shared: everybody reads it. Kept: the asker finds it in their direct messages."""
    result = said("the result", private=True)
    world.chat.given["a1"] = result
    buttons = Choices((), (Choice("Share", "share:a1"), Choice("Keep", "keep:a1")))
    answers(world.chat, {"check": said("the result", buttons, private=True)})
    asked = await world.taro.slash("mail ask", question="check")
    assert asked.message.ephemeral
    assert "the result" not in world.hanako.reads
    kept = await world.taro.click(asked.message, "Keep")
    await kept.shows(world.label("kept", "en"))
    assert [one.text for one in world.taro.sees if one.channel is world.taro.alone.channel]
    assert "the result" not in world.hanako.reads
    await world.taro.click(asked.message, "Share")
    assert "the result" in world.hanako.reads


@LANGUAGES
async def test_keep_where_direct_messages_are_closed(world: World, language: str) -> None:
    """It says so, and how to open them."""
    actor = world.person(language)
    actor.close_messages()
    world.chat.given["a1"] = said("the result", language=language)
    keep = Choices((), (Choice("Keep", "keep:a1"),))
    answers(world.chat, {"q": said("the result", keep, language=language, private=True)})
    asked = await actor.slash("mail ask", question="q")
    kept = await actor.click(asked.message, "Keep")
    await kept.shows(world.label("closed", language))


@LANGUAGES
@pytest.mark.parametrize("verb", ["share", "keep"])
async def test_what_is_no_longer_there(world: World, language: str, verb: str) -> None:
    """An answer that was forgotten is said to be."""
    actor = world.person(language)
    answers(world.chat, {"q": choosing(Choice("It", f"{verb}:gone"), language=language)})
    asked = await actor.slash("mail ask", question="q")
    got = await actor.click(asked.message, "It")
    await got.shows(world.label("forgotten", language))


async def test_what_one_person_was_shown_is_not_opened_by_another(world: World) -> None:
    """A mention's private answer is a line with a button that works for the asker alone."""
    answers(world.chat, {"my check": said("only for taro", private=True)})
    line = await world.taro.answer_to(world.taro.says("my check", mention=True))
    assert "only for taro" not in world.hanako.reads + world.taro.reads
    pried = await world.hanako.click(line, world.label("show", "en"))
    assert "only for taro" not in pried.text
    opened = await world.taro.click(line, world.label("show", "en"))
    assert "only for taro" in opened.text
    assert "only for taro" not in world.hanako.reads


@pytest.mark.parametrize("times", [2, 3])
async def test_a_double_click(world: World, times: int) -> None:
    """Each press is answered for itself, and none breaks another."""
    answers(world.chat, {"q": choosing(Choice("Go", "topic:x"))})
    asked = await world.taro.slash("mail ask", question="q")
    presses = [await world.taro.press(asked.message, "Go") for _ in range(times)]
    for one in presses:
        await (await one.first()).answered()


async def test_old_buttons_after_a_restart(knowledge: Knowledge, speaker: Speaker) -> None:
    """Choices, menus, feedback and reading on work with a new process; what is lost is told."""
    async with world_of(knowledge, speaker) as world:
        long = "z" * 200
        few = Choices((), (Choice("Short", "topic:x"), Choice("Long", long, Weight.PRIMARY)))
        many = Choices((), tuple(Choice(f"Entry {n}", f"topic:{n}") for n in range(12)))
        words = tuple(Text((Span("word " * 150),)) for _ in range(12))
        known = {
            "q": said("?", few, many, Feedback("Yes", "No", "feedback:a1")),
            "pages": Reply(words, Language.EN, topic="imap4.what"),
            "topic:imap4.what": Reply(words, Language.EN, topic="imap4.what"),
        }
        answers(world.chat, known)
        async with world.started():
            asked = await world.taro.slash("mail ask", question="q")
            paged = await world.taro.slash("mail ask", question="pages")
        async with world.started():
            for label, heard in (("Short", "topic:x"), ("Yes", "feedback:a1:yes")):
                await (await world.taro.click(asked.message, label)).answered()
                assert world.chat.last.text == heard
            await (await world.taro.select(asked.message, "Entry 5")).answered()
            assert world.chat.last.text == "topic:5"
            lost = await world.taro.click(asked.message, "Long")
            assert world.label("forgotten", "en") in lost.text
            on = await world.taro.click(paged.message, paged.message.labels[0])
            assert "word" in on.text


async def test_commands_are_told_once(knowledge: Knowledge, speaker: Speaker) -> None:
    """A restart tells Discord nothing that it knows; another name does."""
    async with world_of(knowledge, speaker) as world:
        for _ in range(2):
            async with world.started():
                await world.taro.slash("mail help")
        assert len(world.discord.requests("PUT", "/commands")) == 1
        async with world.started(command="post"):
            await world.taro.slash("post help")
        assert len(world.discord.requests("PUT", "/commands")) == 2


@LANGUAGES
async def test_what_only_they_see_can_be_shown_and_kept(world: World, language: str) -> None:
    """The face's own buttons below a private answer: by whom it is shown stands below it."""
    actor, other = world.person(language), world.onlooker(language)
    answers(world.chat, {"q": said("the result", language=language)})
    world.chat.given["answer-0"] = said("the result", language=language)
    asked = await actor.slash("mail ask", question="q", private=True)
    assert "the result" not in other.reads
    kept = await actor.click(asked.message, world.label("keep", language))
    await kept.shows(world.label("kept", language))
    assert "the result" not in other.reads
    await actor.click(asked.message, world.label("share", language))
    shown = await other.finds("the result")
    assert actor.user.name in shown.text
