"""The links that install the bot, and what is remembered of the commands."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.discord.invite import PERMISSIONS, for_person, for_server
from bot.adapters.discord.run.sync import ToldNowhere
from bot.adapters.terminal.context import Context
from bot.commands import discord
from bot.commands.arguments import UsageError
from bot.config import Settings
from knowledge.model import Language

ID = 123456789012345678


def query(link: str) -> dict[str, str]:
    """What a link asks for."""
    assert link.startswith("https://discord.com/oauth2/authorize?")
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_a_server_gets_commands_and_a_member() -> None:
    """With no more rights than it needs: nobody's messages are managed."""
    asked = query(for_server(ID))
    assert asked["client_id"] == str(ID)
    assert asked["scope"] == "bot applications.commands"
    assert asked["permissions"] == str(PERMISSIONS)
    assert asked["integration_type"] == "0"
    administrator, manage_server, manage_messages, mention_everyone = 3, 5, 13, 17
    for forbidden in (administrator, manage_server, manage_messages, mention_everyone):
        assert not PERMISSIONS >> forbidden & 1


def test_a_person_gets_commands() -> None:
    """Wherever they are."""
    asked = query(for_person(ID))
    assert (asked["scope"], asked["integration_type"]) == ("applications.commands", "1")
    assert "permissions" not in asked


def invite(environ: dict[str, str], language: Language, *words: str) -> tuple[int, str, str]:
    """Status and both streams of the command."""
    context = Context(
        Settings(language=language),
        language,
        environ,
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )
    status = discord.run(words or ["invite"], context)
    assert isinstance(context.stdout, io.StringIO)
    assert isinstance(context.stderr, io.StringIO)
    return status, context.stdout.getvalue(), context.stderr.getvalue()


@pytest.mark.parametrize("language", Language)
def test_the_command_prints_both(language: Language) -> None:
    """Each link on a line of its own, so that it can be copied."""
    environ = {"MAILMEDIC_DISCORD_APPLICATION_ID": str(ID)}
    status, out, _ = invite(environ, language)
    lines = [line.strip() for line in out.splitlines()]
    assert status == 0
    assert for_server(ID) in lines
    assert for_person(ID) in lines


@pytest.mark.parametrize("language", Language)
def test_the_command_says_what_is_missing(language: Language) -> None:
    """Nothing is asked of anybody then."""
    status, out, err = invite({}, language)
    assert (status, out) == (1, "")
    assert "MAILMEDIC_DISCORD_APPLICATION_ID" in err


def test_there_is_nothing_else_to_do() -> None:
    """Which is told."""
    with pytest.raises(UsageError):
        invite({}, Language.EN, "leave")


async def test_who_remembers_nothing_tells_again() -> None:
    """And it is no error."""
    await ToldNowhere().write("abc")
    assert await ToldNowhere().read() == ""
