"""``mailmedic serve`` as people start it: from nothing to a result in Slack, and to an end."""

from __future__ import annotations

from pathlib import Path

from aiohttp import ClientSession

from bot.adapters.slack.doors import PATH
from bot.demo import Ready
from tests.bot.adapters.slack_wire.office import COMMAND, app_config
from tests.bot.adapters.slack_wire.process import address_of, ended, serving, until
from tests.bot.web.world import PASSWORD, TARO
from tests.slack_platform.clock import RealTime
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.signed_http import SignedHttp
from tests.slack_platform.strict import actor, strict

GO = "Check with login"


async def test_from_nothing_to_an_end(ready: Ready, tmp_path: Path) -> None:
    """Asked in both languages, a check by a form, told to end, started again."""
    slack = SlackPlatform(app_config(), RealTime())
    acme = slack.workspace("acme")
    taro, hana = actor(slack, acme, "taro"), actor(slack, acme, "hana", "ja-JP")
    channel = acme.add_channel("help", taro.person, hana.person, acme.bot)
    async with strict(slack):
        slack.plant(PASSWORD)
        settings = {**ready.environment, "MAILMEDIC_PASSWORD_ENTRY": "form"}
        async with serving(slack, tmp_path, **settings) as process:
            await until(slack, process, lambda: slack.sockets.connections)
            await taro.command(COMMAND, "what's port 143?", channel=channel)
            assert "993" in (await taro.waits_for_answer("143", channel)).words
            await hana.mentions("ポート143って何ですか", channel)
            answer = await hana.waits_for_answer("143", channel)
            assert "受信" in answer.words
            await taro.writes(f"check {TARO}")
            card = await taro.waits_for_answer("", taro.dm, wanted=lambda one: GO in one.labels)
            await taro.click(card, GO)
            form = await taro.waits_for_modal()
            await slack.sockets.say_disconnect()
            await slack.until(lambda: slack.sockets.opened == 2, "never came back")
            await taro.submits(form, {"Password": PASSWORD})
            await taro.waits_for_answer("", taro.dm, wanted=lambda one: bool(one.files))
            await taro.writes("what's port 25?")
            await taro.waits_for_answer("25")
            said = await ended(process)
        assert slack.sockets.connections == []
        for secret in (PASSWORD, acme.installation.token, slack.app.app_token, "Traceback"):
            assert secret not in said
        assert TARO not in "".join(one.words for one in hana.answers())
        async with serving(slack, tmp_path, **ready.environment) as process:
            await until(slack, process, lambda: slack.sockets.connections)
            before = len(taro.answers())
            await taro.click(card, GO)
            await taro.waits_for_answer("", more_than=before)
            await ended(process)


async def test_by_http(ready: Ready, tmp_path: Path) -> None:
    """On the web address of the check page, signed; nothing unsigned is taken."""
    slack = SlackPlatform(app_config(), RealTime())
    acme = slack.workspace("acme")
    taro = actor(slack, acme, "taro")
    async with strict(slack):
        settings = {
            "MAILMEDIC_SLACK_APP_TOKEN": "",
            "MAILMEDIC_SLACK_SIGNING_SECRET": slack.app.signing_secret,
        }
        async with serving(slack, tmp_path, **ready.environment, **settings) as process:
            origin, before = await address_of(process)
            door = SignedHttp(origin + PATH, slack.app.signing_secret, slack.clock)
            slack.transport = door
            # The page is there before the chat is: until then Slack is told to come again.
            await until(slack, process, lambda: slack.calls_of("auth.test"))
            await taro.writes("what's port 143?")
            await taro.waits_for_answer("143")
            async with (
                ClientSession() as client,
                client.post(origin + PATH, json={"type": "url_verification"}) as answer,
            ):
                assert answer.status == 401
            said = before + await ended(process)
        assert slack.app.signing_secret not in said
        assert acme.installation.token not in said
