"""The gateway of the stand-in: its codes, what is resumed, whose words are readable."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import WSMsgType

from tests.discord_platform.platform import Discord
from tests.discord_platform.rest_client import Bare

IDENTIFY = {
    "properties": {"os": "linux", "browser": "bare", "device": "bare"},
    "intents": 1 << 9 | 1 << 12,
}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {**IDENTIFY, "token": "wrong"}}, 4004),
        ({"op": 2, "d": {**IDENTIFY, "token": "right", "intents": 1 << 15}}, 4014),
        ({"op": 2, "d": {**IDENTIFY, "token": "right", "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {**IDENTIFY, "token": "right", "shard": [2, 2]}}, 4010),
        ({"op": 2, "d": {**IDENTIFY, "token": "right", "more": "x" * 5000}}, 4002),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 77, "d": {}}, 4001),
        ({"op": 6, "d": {"token": "right", "session_id": "none", "seq": 1}}, None),
    ],
)
async def test_the_gateway_closes_with_its_codes(
    bare: Bare, discord: Discord, frame: dict[str, Any], code: int | None
) -> None:
    """Each for its reason; a session that nobody knows gets op 9 instead."""
    if frame["d"].get("token") == "right":
        frame = {**frame, "d": {**frame["d"], "token": discord.token}}
    url = discord.gateway_url + "?v=10&encoding=json"
    async with bare.session.ws_connect(url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json(frame)
        got = await socket.receive()
        if code is None:
            assert json.loads(got.data) == {"op": 9, "d": False}
        else:
            assert (got.type, got.data) == (WSMsgType.CLOSE, code)


async def test_a_session_is_resumed_with_what_was_missed(bare: Bare, discord: Discord) -> None:
    """READY, an event, a break, another event, RESUME: the second event and RESUMED."""
    taro = discord.guild().member("taro")
    url = discord.gateway_url + "?v=10&encoding=json"
    async with bare.session.ws_connect(url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {**IDENTIFY, "token": discord.token}})
        ready = await socket.receive_json()
        taro.says("one", mention=True)
        first = await socket.receive_json()
    await discord.changes.until(lambda: not discord.gateway.connected, "a break")
    taro.says("two", mention=True)
    async with bare.session.ws_connect(
        ready["d"]["resume_gateway_url"] + "?v=10&encoding=json"
    ) as socket:
        await socket.receive_json()
        session = {"session_id": ready["d"]["session_id"], "seq": first["s"]}
        await socket.send_json({"op": 6, "d": {**session, "token": discord.token}})
        second, resumed = await socket.receive_json(), await socket.receive_json()
    assert second["d"]["content"].endswith("two")
    assert (second["s"], resumed["t"]) == (first["s"] + 1, "RESUMED")


@pytest.mark.parametrize(
    ("mention", "direct", "readable"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
async def test_content_is_for_whoever_is_meant(
    bare: Bare, discord: Discord, mention: bool, direct: bool, readable: bool
) -> None:
    """Without the privileged intent: mentions and direct messages only."""
    taro = discord.guild().member("taro")
    url = discord.gateway_url + "?v=10&encoding=json"
    async with bare.session.ws_connect(url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {**IDENTIFY, "token": discord.token}})
        await socket.receive_json()
        (taro.alone if direct else taro).says("words", mention=mention)
        event = await socket.receive_json()
    assert ("words" in event["d"]["content"]) is readable
