"""Each way in, as the library reads it, and who sees the answer."""

from __future__ import annotations

import pytest

from bot.core.chat import Way
from tests.bot.adapters.discord_wire.world import LOCALES, World, answers, said
from tests.discord_platform.offered import NotOffered, Upload

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
QUESTION = {"en": "what is port 143?", "ja": "ポート143って何ですか"}
ANSWER = {"en": "IMAP uses it.", "ja": "IMAPが使います。"}


@LANGUAGES
async def test_a_question_is_answered_to_everybody(world: World, language: str) -> None:
    """The public answer of a slash command, in one response."""
    answers(world.chat, {QUESTION[language]: said(ANSWER[language], language=language)})
    got = await world.person(language).slash("mail ask", question=QUESTION[language])
    assert ANSWER[language] in got.text
    assert ANSWER[language] in world.onlooker(language).reads
    assert world.chat.last.who.language == language
    assert world.chat.last.where.workspace == f"discord:{world.server.guild.id}"


@LANGUAGES
async def test_a_question_is_answered_privately_on_wish(world: World, language: str) -> None:
    """``private`` hides the answer from everybody else, and from the chat's other readers."""
    answers(world.chat, {QUESTION[language]: said(ANSWER[language], language=language)})
    asker, other = world.person(language), world.onlooker(language)
    got = await asker.slash("mail ask", question=QUESTION[language], private=True)
    assert ANSWER[language] in got.text
    assert ANSWER[language] not in other.reads
    assert world.chat.last.way is Way.COMMAND


@LANGUAGES
async def test_topics_complete_a_question(world: World, language: str) -> None:
    """At most 25, answered from memory, and picking one asks for its topic."""
    many = tuple((f"{ANSWER[language]} {number}", f"topic:{number}") for number in range(40))
    world.chat.suggested = many
    actor = world.person(language)
    got = await actor.autocomplete("mail ask", "question", ANSWER[language])
    assert len(got.choices) == 25
    picked = await actor.slash("mail ask", question="topic:3")
    assert world.chat.last.way is Way.PICK
    assert "topic:3" in picked.text


@LANGUAGES
async def test_a_check_is_private(world: World, language: str) -> None:
    """With all that was filled in."""
    actor = world.person(language)
    got = await actor.slash(
        "mail check",
        address="taro@example.com",
        protocol="imap",
        host="imap.example.com",
        port=993,
        security="tls",
    )
    assert got.message.ephemeral
    assert world.chat.last.text == "check taro@example.com"
    assert dict(world.chat.values) == {
        "address": "taro@example.com",
        "protocol": "imap",
        "host": "imap.example.com",
        "port": "993",
        "security": "tls",
    }
    assert "taro@example.com" not in world.onlooker(language).reads


@LANGUAGES
async def test_a_report_is_read_from_text(world: World, language: str) -> None:
    """And answered privately: it may quote."""
    got = await world.person(language).slash("mail triage", text="550 5.1.1 unknown")
    assert got.message.ephemeral
    assert "550 5.1.1 unknown" in world.chat.last.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"550 5.7.1 spam\nsecond line", "second line"),
        ("宛先が見つかりません\n2行目".encode(), "2行目"),
        ("宛先が見つかりません\n2行目".encode("iso2022_jp"), "2行目"),
        ("宛先が見つかりません\n2行目".encode("cp932"), "2行目"),
    ],
)
async def test_a_report_is_read_from_a_file(world: World, content: bytes, words: str) -> None:
    """The file is fetched from where Discord keeps it, after the answer was put off."""
    got = await world.hanako.slash("mail triage", file=Upload("bounce.txt", content))
    await got.answered()
    assert words in world.chat.last.files["bounce.txt"]
    assert got.message.ephemeral


@LANGUAGES
async def test_a_report_is_pasted_into_a_form(world: World, language: str) -> None:
    """A bare command opens a form whose lines are kept."""
    actor = world.person(language)
    got = await actor.slash("mail triage")
    assert got.modal.title == world.label("form.triage_title", language)
    lines = "550 5.1.1\nunknown user\n日本語の行"
    sent = await actor.submit(got.modal, {world.label("form.triage_label", language): lines})
    assert lines in world.chat.last.text
    assert sent.message.ephemeral


@LANGUAGES
async def test_a_port_and_a_provider(world: World, language: str) -> None:
    """Each becomes the question that it stands for."""
    actor = world.person(language)
    await actor.slash("mail port", number=143)
    assert world.chat.last.text == world.label("asks.port", language, number="143")
    got = await actor.autocomplete("mail provider", "name", "gma")
    assert any("Gmail" in one for one in got.choices)
    await actor.slash("mail provider", name="Gmail")
    assert world.chat.last.text == "Gmail"


@LANGUAGES
async def test_help_is_private(world: World, language: str) -> None:
    """So that it can be asked for in a busy channel."""
    got = await world.person(language).slash("mail help")
    assert got.message.ephemeral
    assert world.chat.last.text == world.label("asks.help", language)


@LANGUAGES
async def test_the_menu_of_a_message(world: World, language: str) -> None:
    """Somebody else's message is explained to whoever asked, and to nobody else."""
    other = world.onlooker(language)
    error = other.says("Outlook says 0x800CCC0E. 接続できません。")
    got = await world.person(language).menu(error, world.label("commands.explain.name", language))
    await got.answered()
    assert world.chat.last.way is Way.SHORTCUT
    assert world.chat.last.text == error.text
    assert got.message.ephemeral
    assert got.message not in other.sees


@LANGUAGES
async def test_a_mention(world: World, language: str) -> None:
    """Our name is left out of what was said; the answer is a reply to the message."""
    actor = world.person(language)
    asked = actor.says(QUESTION[language], mention=True)
    answer = await actor.answer_to(asked)
    assert world.chat.last.text == QUESTION[language]
    assert world.chat.last.way is Way.MENTION
    assert answer.raw["message_reference"]["message_id"] == asked.id


@LANGUAGES
async def test_a_direct_message(world: World, language: str) -> None:
    """Nobody else reads there."""
    actor = world.person(language)
    answer = await actor.answer_to(actor.dm(QUESTION[language]))
    assert world.chat.last.way is Way.DIRECT
    assert world.chat.last.where.direct
    assert answer not in world.onlooker(language).sees


async def test_messages_not_for_us_are_left_alone(world: World) -> None:
    """Neither somebody's talk nor our own messages are heard: a mention afterwards is the first."""
    world.taro.says("anybody knows port 143?")
    await world.taro.answer_to(world.taro.says("hello", mention=True))
    await world.hanako.answer_to(world.hanako.says("こんにちは", mention=True))
    assert [one.text for one in world.chat.heard] == ["hello", "こんにちは"]


@LANGUAGES
async def test_commands_in_a_direct_conversation(world: World, language: str) -> None:
    """Without a server."""
    got = await world.person(language).alone.slash("mail ask", question=QUESTION[language])
    await got.answered()
    assert world.chat.last.where.direct
    assert world.chat.last.where.workspace == "discord:@me"


@LANGUAGES
async def test_somebody_who_installed_it_for_themselves(world: World, language: str) -> None:
    """In a server that does not have it: their commands work, with their language."""
    elsewhere = world.discord.guild("Elsewhere", has_app=False)
    guest = elsewhere.member("jiro", LOCALES[language], installed=True)
    got = await guest.slash("mail ask", question=QUESTION[language])
    await got.answered()
    assert world.chat.last.who.language == language
    private = await guest.slash("mail check", address="jiro@example.com")
    assert private.message.ephemeral


async def test_where_external_apps_are_not_allowed_all_is_private(world: World) -> None:
    """Discord makes it so; nothing of ours breaks by it."""
    strict = world.discord.guild("Strict", has_app=False, external_apps=False)
    guest = strict.member("jiro", installed=True)
    got = await guest.slash("mail ask", question="port 143")
    assert got.message.ephemeral


async def test_between_two_people(world: World) -> None:
    """In a conversation of two the command of one of them is no direct talk with us."""
    one, other = world.discord.user("jiro"), world.discord.user("saburo", installed=False)
    got = await one.beside(other).slash("mail ask", question="port 143")
    await got.answered()
    assert not world.chat.last.where.direct
    assert got.message in other.sees


async def test_names_are_japanese_for_japanese(world: World) -> None:
    """Menus, subcommands, options and choices have Japanese words."""
    assert world.label("commands.explain.name", "ja") in world.hanako.commands
    assert world.label("commands.explain.name", "en") in world.taro.commands
    mail = world.discord.state.commands[""][0]
    for part in [one for sub in mail["options"] for one in (sub, *sub.get("options", []))]:
        assert part["name_localizations"]["ja"]
        assert part["description_localizations"]["ja"]
        for choice in part.get("choices", []):
            assert choice["name_localizations"]["ja"]


async def test_commands_need_no_more_than_is_asked(world: World) -> None:
    """Somebody who has not installed it, and is in no server that has, is offered nothing."""
    stranger = world.discord.user("shiro", installed=False)
    friend = world.discord.user("goro", installed=False)
    with pytest.raises(NotOffered):
        await stranger.beside(friend).slash("mail help")


async def test_no_privileged_intent_is_asked_for(world: World) -> None:
    """Discord would refuse the connection of a bot that was not reviewed."""
    identified = [one["d"] for one in world.discord.gateway.heard if one["op"] == 2]
    assert [one["intents"] for one in identified] == [1 << 9 | 1 << 12]


async def test_the_settings_are_for_administrators(world: World) -> None:
    """A command of its own, which Discord offers to nobody else; its answer is private."""
    admin = world.server.member("admin", admin=True)
    command = "mail-settings"
    assert command in admin.commands
    assert command not in world.taro.commands
    with pytest.raises(NotOffered):
        await world.taro.slash(command)
    got = await admin.slash(command)
    assert got.message.ephemeral
    assert world.chat.last.who.admin
    assert not any("\n" in one.who.name or one.who.admin for one in world.chat.heard[:-1])
