"""The end: what is under way is finished, what comes after is not taken."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.slack.settings import Transport
from bot.core.chat import Answer
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, office
from tests.bot.adapters.slack_wire.script import Later, Script, reply
from tests.servers.moved_clock import MovedClock


async def test_what_is_under_way_is_finished(
    script: Script, speaker: Speaker, transport: Transport
) -> None:
    """The result is said while we end, and then we are gone."""
    later = Later()
    first = reply("Beginning", Language.EN, final=False, private=True)
    script.says("check", Answer(first, later()))
    async with office(script, speaker, MovedClock(), transport=transport) as there:
        await there.taro.command(COMMAND, "check", channel=there.channel)
        message = await there.taro.waits_for_answer("Beginning", there.taro.dm)
        # Said while the block is being left: `running` ends before the stand-in does.
        asyncio.get_running_loop().call_soon(later.say, reply("Result", Language.EN, private=True))
    assert message.words == "Result"
    assert later.closed.is_set()
    assert there.slack.sockets.connections == []


async def test_what_does_not_end_is_ended(
    script: Script, speaker: Speaker, transport: Transport
) -> None:
    """After a while, and its source is closed: a check ends with the face that shows it."""
    later, clock = Later(), MovedClock()
    first = reply("Beginning", Language.EN, final=False, private=True)
    script.says("check", Answer(first, later()))
    async with office(script, speaker, clock, transport=transport) as there:
        await there.taro.command(COMMAND, "check", channel=there.channel)
        await there.taro.waits_for_answer("Beginning", there.taro.dm)
        moving = asyncio.ensure_future(_move(clock, later))
    await moving
    assert later.closed.is_set()


async def _move(clock: MovedClock, later: Later) -> None:
    """Let time pass until the answer's source was closed."""
    while not later.closed.is_set():
        clock.move(1.0)
        await asyncio.sleep(0)


@pytest.mark.parametrize("token", ["xoxb-wrong", ""])
async def test_a_wrong_token_ends_the_start(script: Script, speaker: Speaker, token: str) -> None:
    """At once, by Slack's own word."""
    from dataclasses import replace

    from slack_sdk.errors import SlackApiError

    from bot.adapters.slack.run import running
    from tests.bot.adapters.slack_wire.office import app_config, settings_of
    from tests.slack_platform.platform import SlackPlatform
    from tests.slack_platform.strict import strict

    platform = SlackPlatform(app_config())
    platform.workspace("acme")
    async with strict(platform):
        settings = replace(settings_of(platform, Transport.SOCKET), bot_token=token)
        with pytest.raises(SlackApiError):
            async with running(settings, script, speaker, clock=MovedClock()):
                pass
