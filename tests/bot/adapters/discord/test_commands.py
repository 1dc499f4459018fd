"""Slash commands and the menu of a message, as people meet them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.discord import command_limits, commands
from bot.adapters.discord.run.sync import payload_of
from bot.adapters.discord.run.tree import WordingTranslator
from bot.core.chat import Answer, Way
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord.conftest import World, texts
from tests.bot.adapters.discord.scripted import reply, titled

BOUNCE = "Delivery failed\n\n550 5.1.1 <taro@example.com>: no such user\nDiagnostic-Code: smtp"


async def test_a_question_is_answered_for_everybody(world: World) -> None:
    """As it was asked, in the channel."""
    result = await world.alice.slash(world.channel, "mail ask", question="What is IMAP?")
    assert "You said: What is IMAP?" in texts(result.response)
    assert not result.ephemeral
    assert world.chat.last.way is Way.COMMAND
    assert world.chat.last.who.id == f"discord:{world.alice.id}"
    assert world.chat.last.where.id == f"discord:{world.guild.id}:{world.channel.id}"
    assert not world.chat.last.where.direct


async def test_a_question_can_be_private(world: World) -> None:
    """Who wants that says so."""
    result = await world.alice.slash(world.channel, "mail ask", question="IMAP?", private=True)
    assert result.ephemeral


async def test_what_the_chat_calls_private_is_private(world: World) -> None:
    """Whatever the command."""
    world.chat.answers["mine"] = Answer(reply("Yours.", private=True))
    assert (await world.alice.slash(world.channel, "mail ask", question="mine")).ephemeral


async def test_a_channel_where_nothing_is_said(world: World) -> None:
    """The command is acknowledged all the same, to its caller."""
    world.chat.answers["psst"] = Answer(None)
    result = await world.alice.slash(world.channel, "mail ask", question="psst")
    assert result.ephemeral
    assert "I say nothing to this here" in texts(result.response)


async def test_topics_are_offered_while_typing(world: World) -> None:
    """Twenty-five at most, none whose message is too long; picking one is a choice."""
    many = tuple((f"port {n}", f"topic:port.{n}") for n in range(40))
    world.chat.suggested = (("port of old", "topic:" + "x" * 100), *many)
    offered = await world.alice.autocomplete(world.channel, "mail ask", "question", "port")
    assert len(offered) == 24
    assert offered[0] == {"name": "port 0", "value": "topic:port.0"}
    await world.alice.slash(world.channel, "mail ask", question="topic:port.0")
    assert (world.chat.last.way, world.chat.last.text) == (Way.PICK, "topic:port.0")


async def test_a_check_is_seen_by_its_asker_only(world: World) -> None:
    """With what was given besides the address."""
    result = await world.alice.slash(
        world.channel, "mail check", address="taro@example.com", protocol="imap", port=993
    )
    assert result.ephemeral
    assert world.chat.last.text == "check taro@example.com"
    assert dict(world.chat.values) == {
        "address": "taro@example.com",
        "protocol": "imap",
        "port": "993",
    }


async def test_a_report_is_read(world: World) -> None:
    """For the asker."""
    result = await world.alice.slash(world.channel, "mail triage", text="0x800CCC0E")
    assert result.ephemeral
    assert (world.chat.last.text, world.chat.last.way) == ("0x800CCC0E", Way.COMMAND)


async def test_a_bare_report_opens_a_form_that_keeps_lines(world: World) -> None:
    """A command's field would join them."""
    shown = await world.alice.slash(world.channel, "mail triage")
    assert shown.modal is not None
    (label,) = shown.modal["components"]
    assert label["component"]["style"] == 2
    result = await world.alice.submit_modal(shown, {"text": BOUNCE})
    assert world.chat.last.text == BOUNCE
    assert result.ephemeral


async def test_a_port(world: World) -> None:
    """A number becomes a question in words."""
    await world.alice.slash(world.channel, "mail port", number=143)
    assert world.chat.last.text == "What is port 143?"


async def test_providers_are_offered_while_typing(world: World) -> None:
    """By any of their names; the entry stands for the provider's topic."""
    offered = await world.alice.autocomplete(world.channel, "mail provider", "name", "gma")
    assert {"name": "Gmail", "value": "topic:provider.gmail"} in offered
    everything = await world.alice.autocomplete(world.channel, "mail provider", "name", "")
    assert len(everything) == 25
    await world.alice.slash(world.channel, "mail provider", name="topic:provider.gmail")
    assert (world.chat.last.way, world.chat.last.text) == (Way.PICK, "topic:provider.gmail")


async def test_help(world: World) -> None:
    """For the asker."""
    assert (await world.alice.slash(world.channel, "mail help")).ephemeral
    assert world.chat.last.text == "help"


async def test_a_message_is_explained(world: World) -> None:
    """To whoever called for it, from what stands in it."""
    message = await world.bob.send(world.channel, "421 4.7.0 try again later")
    result = await world.alice.context_menu(world.channel, "Explain this mail error", message)
    assert result.ephemeral
    assert world.chat.last.way is Way.SHORTCUT
    assert world.chat.last.text == "421 4.7.0 try again later"
    assert world.chat.last.who.id == f"discord:{world.alice.id}"


async def test_a_message_with_a_file_is_explained(world: World) -> None:
    """The file is read first, so the answer is put off until then."""
    message = await world.bob.send(
        world.channel,
        "look",
        attachments=[("bounce.eml", BOUNCE.encode()), ("photo.png", b"\x89PNG")],
    )
    result = await world.alice.context_menu(world.channel, "Explain this mail error", message)
    (first,) = [r for r in world.env.http_requests if r.path.endswith("/callback")]
    assert first.json == {"type": 5, "data": {"flags": 64}}
    assert dict(world.chat.last.files) == {"photo.png": "", "bounce.eml": BOUNCE}
    assert "You said: look" in texts(result.response)


async def test_a_message_made_of_parts_is_explained(world: World) -> None:
    """Another bot's, or ours."""
    await world.wired.face.post(
        f"discord:{world.guild.id}:{world.channel.id}", titled("Alert", "421 try later")
    )
    message = world.channel.last_message
    await world.alice.context_menu(world.channel, "Explain this mail error", message)
    assert "421 try later" in world.chat.last.text


async def test_settings_are_for_administrators(world: World) -> None:
    """Discord keeps the command from everybody else; who may is told to the chat."""
    assert "mail-settings" not in world.alice.available_commands(world.channel)
    result = await world.boss.slash(world.channel, "mail-settings")
    assert result.ephemeral
    assert world.chat.last.text == "settings"
    assert world.chat.last.who.admin
    await world.alice.slash(world.channel, "mail help")
    assert not world.chat.last.who.admin


async def test_roles_are_told(world: World) -> None:
    """A helpdesk is known by its role."""
    role = world.guild.create_role("Helpdesk")
    carol = world.guild.add_member(world.env.create_user("carol"), roles=[role])
    await carol.slash(world.channel, "mail help")
    assert f"discord:{world.guild.id}:{role.id}" in world.chat.last.who.groups


async def test_a_defect_is_told_without_its_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """To the person kindly; to the log by its kind and place."""
    world.chat.broken = True
    result = await world.alice.slash(world.channel, "mail ask", question="boom")
    assert result.ephemeral
    assert "Something went wrong" in texts(result.response)
    assert "RuntimeError at scripted.py" in caplog.text
    assert "secret words" not in caplog.text


async def payload(world: World, speaker: Speaker) -> list[Any]:
    """What Discord is told of the commands."""
    return await payload_of(world.wired.client.tree, WordingTranslator(speaker))


async def test_commands_are_within_the_limits(world: World, speaker: Speaker) -> None:
    """In both languages."""
    assert command_limits.faults(await payload(world, speaker)) == []


async def test_commands_are_japanese_too(world: World, speaker: Speaker) -> None:
    """Each name and description but the name that the operator chose."""
    group, settings, menu = await payload(world, speaker)
    parts = [*group["options"], *(o for c in group["options"] for o in c["options"])]
    for part in parts:
        assert part["name_localizations"]["ja"], part["name"]
        assert part["description_localizations"]["ja"], part["name"]
    for choice in [c for part in parts for c in part.get("choices", ())]:
        assert choice["name_localizations"]["ja"]
    assert menu["name_localizations"]["ja"]
    assert settings["description_localizations"]["ja"]


async def test_commands_are_for_servers_people_and_direct_messages(
    world: World, speaker: Speaker
) -> None:
    """But the settings, which are a server's."""
    group, settings, menu = await payload(world, speaker)
    for command in (group, menu):
        assert command["integration_types"] == [0, 1]
        assert sorted(command["contexts"]) == [0, 1, 2]
    assert settings["integration_types"] == [0]
    assert settings["contexts"] == [0]
    assert settings["default_member_permissions"] == 1 << 5


async def test_the_table_of_commands_is_the_tree(world: World, speaker: Speaker) -> None:
    """What is listed is what there is."""
    group, *_ = await payload(world, speaker)
    told = {c["name"]: [o["name"] for o in c["options"]] for c in group["options"]}
    assert told == {c.name: [o.name for o in c.options] for c in commands.COMMANDS}


@pytest.mark.parametrize("language", Language)
def test_every_word_of_the_commands_is_there(knowledge: Knowledge, language: Language) -> None:
    """Under the key that the table gives it."""
    phrases = knowledge.phrases(language)
    for key in commands.phrase_keys():
        assert f"discord.commands.{key}" in phrases


FINE: dict[str, Any] = {"name": "mail", "description": "x", "type": 1, "options": []}
REFUSED: dict[str, dict[str, Any]] = {
    "upper case": {"name": "Mail"},
    "a blank": {"name": "ma il"},
    "a name too long": {"name": "m" * 33},
    "no description": {"description": ""},
    "a description too long": {"description": "x" * 101},
    "a translation too long": {"description_localizations": {"ja": "あ" * 101}},
    "a language that Discord lacks": {"name_localizations": {"jp": "mail"}},
    "26 options": {
        "options": [{"name": f"o{n}", "description": "x", "type": 3} for n in range(26)]
    },
    "a required one last": {
        "options": [
            {"name": "a", "description": "x", "type": 3},
            {"name": "b", "description": "x", "type": 3, "required": True},
        ]
    },
    "two of one name in Japanese": {
        "options": [
            {"name": n, "description": "x", "type": 3, "name_localizations": {"ja": "名前"}}
            for n in ("a", "b")
        ]
    },
    "26 choices": {
        "options": [
            {
                "name": "a",
                "description": "x",
                "type": 3,
                "choices": [{"name": "x", "value": str(n)} for n in range(26)],
            }
        ]
    },
    "choices and autocomplete": {
        "options": [
            {
                "name": "a",
                "description": "x",
                "type": 3,
                "autocomplete": True,
                "choices": [{"name": "x", "value": "x"}],
            }
        ]
    },
    "8001 characters": {
        "options": [
            {
                "name": f"o{n}",
                "description": "x",
                "description_localizations": {"ja": "あ" * 100},
                "type": 3,
                "choices": [{"name": "x" * 100, "value": f"{i}" * 50} for i in range(2)],
            }
            for n in range(20)
        ]
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_checker_of_commands_sees(name: str) -> None:
    """Whatever Discord refuses."""
    assert command_limits.faults([FINE]) == []
    assert command_limits.faults([FINE | REFUSED[name]])
