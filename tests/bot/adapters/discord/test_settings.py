"""The settings of Discord, from an environment."""

from __future__ import annotations

import pytest

from bot.adapters.discord.settings import PREFIX, DiscordSettings, Transport
from bot.config import SettingsError
from knowledge.load import Knowledge
from knowledge.model import Language

TOKEN = "not.a-real_token"
KEY = "0123456789ABCDEF" * 4


def settings(**values: str) -> DiscordSettings | None:
    """Of these variables."""
    return DiscordSettings.from_env({PREFIX + name: value for name, value in values.items()})


def test_without_a_token_discord_is_not_used() -> None:
    """Whatever else is set."""
    assert settings() is None
    assert settings(COMMAND="Not A Name", TOKEN=" ") is None


def test_a_token_is_enough() -> None:
    """The rest has its usual value."""
    assert settings(TOKEN=f" Bot {TOKEN} ") == DiscordSettings(token=TOKEN)


def test_all_can_be_set() -> None:
    """In the form in which Discord's pages show it."""
    assert settings(
        TOKEN=TOKEN,
        APPLICATION_ID="123456",
        PUBLIC_KEY=KEY,
        TRANSPORT="http",
        COMMAND="メール",
        API_URL="http://127.0.0.1:80/api/v10/",
        GATEWAY_URL="wss://proxy.example",
    ) == DiscordSettings(
        token=TOKEN,
        application_id=123456,
        public_key=KEY.lower(),
        transport=Transport.HTTP,
        command="メール",
        api_url="http://127.0.0.1:80/api/v10",
        gateway_url="wss://proxy.example",
    )


def test_the_token_is_hidden() -> None:
    """From whoever prints the settings."""
    assert TOKEN not in repr(settings(TOKEN=TOKEN))


WRONG = [
    ({"TOKEN": "two words"}, "discord_token"),
    ({"TOKEN": "a\nb"}, "discord_token"),
    ({"TRANSPORT": "carrier pigeon"}, "discord_transport"),
    ({"TRANSPORT": "http"}, "discord_http_needs_key"),
    ({"PUBLIC_KEY": "ab"}, "discord_public_key"),
    ({"PUBLIC_KEY": "00" * 32}, "discord_public_key"),
    ({"PUBLIC_KEY": "01" + "00" * 31}, "discord_public_key"),
    ({"PUBLIC_KEY": "ec" + "ff" * 30 + "7f"}, "discord_public_key"),
    ({"APPLICATION_ID": "mail"}, "discord_id"),
    ({"COMMAND": "Mail"}, "discord_command"),
    ({"COMMAND": "mail me"}, "discord_command"),
    ({"COMMAND": "m" * 21}, "discord_command"),
    ({"API_URL": "ftp://a"}, "discord_url"),
    ({"API_URL": "https://user@a"}, "discord_url"),
    ({"API_URL": "https://a/?q"}, "discord_url"),
    ({"GATEWAY_URL": "https://a"}, "discord_url"),
]


@pytest.mark.parametrize(("values", "code"), WRONG)
def test_what_cannot_be_meant_is_refused(
    knowledge: Knowledge, values: dict[str, str], code: str
) -> None:
    """With a phrase in both languages; a token is never repeated."""
    with pytest.raises(SettingsError) as wrong:
        settings(**{"TOKEN": TOKEN} | values)
    assert wrong.value.code == code
    assert values.get("TOKEN", TOKEN) not in wrong.value.values.values()
    for language in Language:
        assert f"settings.{code}" in knowledge.phrases(language)
