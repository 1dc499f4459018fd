"""The REST API of the stand-in refuses what Discord refuses, in Discord's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.discord_platform import problems
from tests.discord_platform.actors import Actor
from tests.discord_platform.held_clock import HeldClock
from tests.discord_platform.interactions import COMMAND, COMPONENT, Interaction
from tests.discord_platform.platform import Discord
from tests.discord_platform.rest_client import Bare

SAID = {"content": "x", "allowed_mentions": {"parse": []}}
ANSWER = {"type": 4, "data": SAID}
BUTTON = {"type": 2, "style": 2, "label": "Go", "custom_id": "go"}
BUTTONS = {**SAID, "components": [{"type": 1, "components": [BUTTON]}]}


def issued(discord: Discord, actor: Actor, kind: int = COMMAND, about: Any = None) -> Interaction:
    """An interaction that is delivered to nobody."""
    command = {"id": discord.state.new_id(), "name": "mail", "type": 1, "options": []}
    press = {"custom_id": "go", "component_type": 2, "id": 2}
    data = command if kind == COMMAND else press
    interaction = discord.issue(actor, kind, data, about)
    discord.state.interactions[interaction.token] = interaction
    return interaction


def callback(one: Interaction) -> str:
    """Where it is answered."""
    return f"/interactions/{one.id}/{one.token}/callback?with_response=1"


def webhook(discord: Discord, one: Interaction, tail: str = "") -> str:
    """Where more is said."""
    return f"/webhooks/{discord.state.application.id}/{one.token}{tail}"


ORIGINAL = "/messages/@original"


@pytest.fixture
def taro(discord: Discord) -> Actor:
    return discord.guild().member("taro")


async def test_answers_are_json_without_a_charset(bare: Bare) -> None:
    """A library takes anything else as text."""
    got = await bare.ask("GET", "/users/@me")
    assert (got.status, got.kind) == (200, "application/json")


@pytest.mark.parametrize("path", ["/users/@me", "/oauth2/applications/@me", "/gateway/bot"])
async def test_a_bad_token(bare: Bare, path: str) -> None:
    """401, with code 0."""
    got = await bare.ask("GET", path, token="wrong")
    assert (got.status, got.code) == (401, 0)


async def test_an_answer_is_seen_and_told(bare: Bare, discord: Discord, taro: Actor) -> None:
    """With ``with_response`` the message comes back, numbered."""
    one = issued(discord, taro)
    got = await bare.ask("POST", callback(one), {"type": 4, "data": BUTTONS})
    message = got.body["resource"]["message"]
    assert got.body["interaction"]["response_message_id"] == message["id"]
    assert [part["id"] for part in message["components"]] == [1]
    assert message["components"][0]["components"][0]["id"] == 2
    assert taro.reads == "x\nGo"


async def test_an_answer_after_three_seconds(
    bare: Bare, discord: Discord, clock: HeldClock, taro: Actor
) -> None:
    """10062; at three seconds it is still taken."""
    early, late = issued(discord, taro), issued(discord, taro)
    clock.move(3.0)
    assert (await bare.ask("POST", callback(early), ANSWER)).status == 200
    clock.move(0.1)
    got = await bare.ask("POST", callback(late), ANSWER)
    assert (got.status, got.code) == (404, 10062)


async def test_two_answers(bare: Bare, discord: Discord, taro: Actor) -> None:
    """40060, and the first one stays."""
    one = issued(discord, taro)
    await bare.ask("POST", callback(one), ANSWER)
    got = await bare.ask("POST", callback(one), {"type": 5})
    assert (got.status, got.code) == (400, 40060)
    assert taro.reads == "x"


async def test_a_token_lives_fifteen_minutes(
    bare: Bare, discord: Discord, clock: HeldClock, taro: Actor
) -> None:
    """Then 50027, for the original and for follow-ups."""
    one = issued(discord, taro)
    await bare.ask("POST", callback(one), {"type": 5})
    clock.move(15 * 60)
    assert (await bare.ask("PATCH", webhook(discord, one, ORIGINAL), SAID)).status == 200
    clock.move(1)
    for method, tail in (("PATCH", ORIGINAL), ("POST", ""), ("DELETE", ORIGINAL)):
        got = await bare.ask(method, webhook(discord, one, tail), SAID)
        assert (got.status, got.code) == (401, 50027)


async def test_nothing_follows_before_the_first_answer(
    bare: Bare, discord: Discord, taro: Actor
) -> None:
    """10015."""
    one = issued(discord, taro)
    got = await bare.ask("POST", webhook(discord, one), SAID)
    assert (got.status, got.code) == (404, 10015)


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_the_first_answer_decides_who_sees_it(
    bare: Bare, discord: Discord, taro: Actor, ephemeral: bool
) -> None:
    """What follows a deferral first fills it, and cannot change that."""
    other = discord.state.guilds[0]
    assert other.has_app
    one = issued(discord, taro)
    deferral = {"type": 5, "data": {"flags": 64 if ephemeral else 0}}
    await bare.ask("POST", callback(one), deferral)
    flags = {"flags": 0 if ephemeral else 64}
    await bare.ask("POST", webhook(discord, one), {**SAID, **flags})
    assert [(message.text, message.ephemeral) for message in taro.sees] == [("x", ephemeral)]


async def test_five_follow_ups_for_guests(bare: Bare, discord: Discord, taro: Actor) -> None:
    """The sixth gets 40094; where the application is at home there are as many as one likes."""
    guest = discord.guild("Elsewhere", has_app=False).member("jiro", installed=True)
    for actor, allowed in ((guest, 5), (taro, 7)):
        one = issued(discord, actor)
        await bare.ask("POST", callback(one), ANSWER)
        codes = [(await bare.ask("POST", webhook(discord, one), SAID)).code for _ in range(7)]
        assert codes == [0] * allowed + [40094] * (7 - allowed)


async def test_an_update_changes_the_message_that_was_pressed(
    bare: Bare, discord: Discord, taro: Actor
) -> None:
    """And a command has nothing to update."""
    first = issued(discord, taro)
    await bare.ask("POST", callback(first), {"type": 4, "data": BUTTONS})
    pressed = issued(discord, taro, COMPONENT, first.original)
    update = {"type": 7, "data": {**SAID, "content": "new", "components": []}}
    assert (await bare.ask("POST", callback(pressed), update)).status == 200
    assert taro.reads == "new"
    refused = await bare.ask("POST", callback(issued(discord, taro)), update)
    assert (refused.status, refused.code) == (400, 50035)


async def test_a_message_that_is_gone(bare: Bare, discord: Discord, taro: Actor) -> None:
    """10008, for whoever changes it by either way."""
    one = issued(discord, taro)
    await bare.ask("POST", callback(one), ANSWER)
    assert one.original
    discord.delete(one.original)
    by_webhook = await bare.ask("PATCH", webhook(discord, one, ORIGINAL), SAID)
    path = f"/channels/{taro.channel.id}/messages/{one.original.id}"
    by_channel = await bare.ask("PATCH", path, SAID)
    assert [(got.status, got.code) for got in (by_webhook, by_channel)] == [(404, 10008)] * 2


async def test_ephemeral_messages_are_not_in_the_channel(
    bare: Bare, discord: Discord, taro: Actor
) -> None:
    """Nor can another person see them."""
    one = issued(discord, taro)
    await bare.ask("POST", callback(one), {"type": 4, "data": {**SAID, "flags": 64}})
    assert one.original
    path = f"/channels/{taro.channel.id}/messages/{one.original.id}"
    assert (await bare.ask("GET", path)).code == 10008
    assert taro.reads == "x"
    assert not discord.guild().member("hanako").sees


async def test_closed_direct_messages(bare: Bare, discord: Discord, taro: Actor) -> None:
    """The conversation opens, and what is said there gets 50007."""
    taro.close_messages()
    opened = await bare.ask("POST", "/users/@me/channels", {"recipient_id": taro.user.id})
    got = await bare.ask("POST", f"/channels/{opened.body['id']}/messages", SAID)
    assert (opened.status, got.status, got.code) == (200, 403, 50007)


async def test_places_that_are_not_ours(bare: Bare, discord: Discord) -> None:
    """50001 where the bot is no member, 10003 where there is nothing."""
    elsewhere = discord.guild("Elsewhere", has_app=False).guild.channels[0]
    assert (await bare.ask("POST", f"/channels/{elsewhere.id}/messages", SAID)).code == 50001
    assert (await bare.ask("POST", "/channels/1/messages", SAID)).code == 10003


async def test_files_come_and_can_be_fetched(bare: Bare, discord: Discord, taro: Actor) -> None:
    """By multipart; a component's address becomes the file's own."""
    body = {
        "flags": 1 << 15,
        "components": [{"type": 13, "file": {"url": "attachment://a.txt"}}],
        "attachments": [{"id": 0, "filename": "a.txt", "description": "notes"}],
        "allowed_mentions": {"parse": []},
    }
    path = f"/channels/{taro.channel.id}/messages"
    got = await bare.ask("POST", path, body, files={"a.txt": b"inside"})
    url = got.body["attachments"][0]["url"]
    assert got.body["components"][0]["file"]["url"] == url
    async with bare.session.get(url) as response:
        assert await response.read() == b"inside"
    kept = {**body, "attachments": [{"id": got.body["attachments"][0]["id"]}]}
    again = await bare.ask("PATCH", f"{path}/{got.body['id']}", {**kept, "components": []})
    assert again.status == 400
    discord.state.violations.clear()


async def test_commands_are_kept(bare: Bare, discord: Discord) -> None:
    """Replaced as a whole, ids kept by name; languages are told on demand."""
    path = f"/applications/{discord.state.application.id}/commands"
    command = {"name": "mail", "description": "d", "name_localizations": {"ja": "メール"}}
    first = await bare.ask("PUT", path, [command])
    second = await bare.ask("PUT", path, [command, {"type": 3, "name": "Explain"}])
    assert [one["id"] for one in second.body][:1] == [one["id"] for one in first.body]
    short = await bare.ask("GET", path)
    assert "name_localizations" not in short.body[0]
    whole = await bare.ask("GET", path + "?with_localizations=true")
    assert whole.body[0]["name_localizations"] == {"ja": "メール"}


async def test_a_violation_is_refused_and_remembered(
    bare: Bare, discord: Discord, taro: Actor
) -> None:
    """50035 with the field's name, and the test that caused it fails."""
    path = f"/channels/{taro.channel.id}/messages"
    got = await bare.ask("POST", path, {**SAID, "content": "x" * 2001})
    assert (got.status, got.code) == (400, 50035)
    assert "content" in got.body["errors"]
    with pytest.raises(AssertionError, match="content"):
        discord.check()
    discord.state.violations.clear()


async def test_a_ping_is_remembered(bare: Bare, discord: Discord, taro: Actor) -> None:
    """Although Discord takes it."""
    got = await bare.ask("POST", f"/channels/{taro.channel.id}/messages", {"content": "@everyone"})
    assert got.status == 200
    with pytest.raises(AssertionError, match="pinged"):
        discord.check()
    discord.state.violations.clear()


async def test_what_does_not_exist_is_remembered(bare: Bare, discord: Discord) -> None:
    """A route that the stand-in does not have fails loudly."""
    assert (await bare.ask("GET", "/guilds/1/audit-logs")).status == 404
    with pytest.raises(AssertionError, match="audit-logs"):
        discord.check()
    discord.state.defects.clear()


async def test_planned_faults(bare: Bare, discord: Discord, taro: Actor) -> None:
    """Before Discord looks, or after it has done what was asked; as often as planned."""
    path = f"/channels/{taro.channel.id}/messages"
    discord.faults.plan("POST", "/messages$", problems.too_many())
    discord.faults.plan("POST", "/messages$", problems.SERVER_ERROR, after=True)
    got = await bare.ask("POST", path, SAID)
    assert (got.status, got.body["retry_after"]) == (429, 0.01)
    assert not taro.sees
    assert (await bare.ask("POST", path, SAID)).status == 500
    assert len(taro.sees) == 1
    assert (await bare.ask("POST", path, SAID)).status == 200
    assert not discord.faults.left


async def test_json_that_is_none(bare: Bare, discord: Discord) -> None:
    """400, and remembered."""
    url = discord.api_url + "/users/@me/channels"
    async with bare.session.post(url, data=b"{") as response:
        assert response.status == 400
        assert json.loads(await response.read())["code"] == 50109
    discord.state.defects.clear()
