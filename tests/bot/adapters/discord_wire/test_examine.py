"""What ``mailmedic config check`` finds, asked of the stand-in as it would ask Discord."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.discord.examine import application_of, examine
from bot.adapters.discord.settings import DiscordSettings, Transport
from tests.discord_platform.held_clock import HeldClock
from tests.discord_platform.platform import Discord, discord_platform


def settings(discord: Discord) -> DiscordSettings:
    """Right ones."""
    return DiscordSettings(token=discord.token, api_url=discord.api_url)


async def codes(wanted: DiscordSettings, public_url: str = "") -> dict[str, bool]:
    """What was found, and whether it is well."""
    return {one.code: one.ok for one in await examine(wanted, public_url)}


async def test_all_is_well() -> None:
    """A server with the commands, a gateway that answers."""
    async with discord_platform(HeldClock()) as discord:
        discord.guild()
        found = await codes(settings(discord))
        assert found
        assert all(found.values())
        assert await application_of(settings(discord)) == int(discord.state.application.id)


async def test_what_is_wrong() -> None:
    """The token, the public key, a server without the scope."""
    async with discord_platform(HeldClock()) as discord:
        discord.guild()
        right = settings(discord)
        assert await codes(replace(right, token="wrong")) == {"token": False}
        key = replace(right, public_key="ab" * 32, transport=Transport.HTTP)
        assert (await codes(key, "https://help.example"))["public_key"] is False
        discord.guild("Without").guild.has_commands = False
        assert (await codes(right))["scope"] is False


async def test_nobody_answers() -> None:
    """Said so, by the address that was tried."""
    async with discord_platform(HeldClock()) as discord:
        gone = replace(settings(discord), api_url="http://127.0.0.1:9/api/v10")
        assert await codes(gone) == {"unreachable": False}
