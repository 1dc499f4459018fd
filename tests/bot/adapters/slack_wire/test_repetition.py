"""What comes twice is answered once; what nobody says to us is not answered at all."""

from __future__ import annotations

import asyncio

from bot.adapters.slack import ways
from tests.bot.adapters.slack_wire.office import COMMAND, Office
from tests.bot.adapters.slack_wire.script import Script
from tests.slack_platform.parcels import Delivered, Parcel

QUESTION = {"en": "what's port 143?", "ja": "ポート143とは?"}


def _last(there: Office, kind: str) -> Delivered:
    return [one for one in there.slack.delivered if one.parcel.kind == kind][-1]


async def test_an_event_that_is_retried(there: Office, language: str) -> None:
    """Slack missed our acknowledgement: at once, after a minute, and after five."""
    there.slack.acks_to_lose = 3
    await there.taro.mentions(QUESTION[language], there.channel)
    await there.hana.waits_for_answer("143", there.channel)
    await there.slack.passes(60)
    await there.slack.passes(300)
    events = [one.parcel.attempt for one in there.slack.delivered]
    assert events[:2] == [0, 1]
    assert max(events) == 3
    await there.fence()
    assert len(there.hana.answers(there.channel)) == 1


async def test_an_event_that_comes_twice_at_once(there: Office, language: str) -> None:
    """On two lines at the same time, even."""
    await there.taro.writes(QUESTION[language])
    first = _last(there, "events_api")
    await asyncio.gather(*(there.slack.again(first) for _ in range(3)))
    await there.taro.waits_for_answer("143")
    await there.fence()
    assert len(there.taro.answers()) == 1


async def test_a_message_and_its_mention(there: Office, language: str) -> None:
    """Where every message of a channel is read, one that names us comes as two events."""
    asked = await there.taro.mentions(QUESTION[language], there.channel)
    await there.hana.waits_for_answer("143", there.channel)
    mention = _last(there, "events_api").parcel.payload
    event = mention["event"] | {"type": "message", "channel_type": "channel"}
    twin = mention | {"event": event, "event_id": there.slack.ids.new("Ev")}
    await there.slack.deliver("events_api", twin)
    await there.fence()
    assert len(there.hana.answers(there.channel)) == 1
    assert asked.ts


async def test_a_command_and_a_click_that_come_twice(there: Office, language: str) -> None:
    """The same envelope's payload again does nothing."""
    await there.taro.command(COMMAND, QUESTION[language], channel=there.channel)
    answer = await there.taro.waits_for_answer("143", there.channel)
    await _twice(there, _last(there, "slash_commands").parcel)
    await there.taro.click(answer, answer.labels[0])
    await there.taro.waits_for_answer("", there.channel, more_than=1)
    await _twice(there, _last(there, "interactive").parcel)
    await there.fence()
    assert len(there.taro.answers(there.channel)) == 2


async def test_the_chat_hears_it_once(stage: Office, script: Script, language: str) -> None:
    """We do not lean on the chat for that: each way in is told once."""
    said = await stage.hana.says("550 denied", stage.channel)
    await stage.taro.writes("hello")
    await stage.taro.command(COMMAND, "hi", channel=stage.channel)
    await stage.taro.picks_shortcut(ways.EXPLAIN, said)
    await stage.fence()
    before = len(script.heard)
    for delivered in list(stage.slack.delivered):
        if delivered.parcel.payload.get("user_id", stage.taro.person.id) == stage.taro.person.id:
            await _twice(stage, delivered.parcel)
    await stage.fence()
    assert [one.text for one in script.heard[before:]] == ["what's port 25?", "what's port 110?"]


async def _twice(there: Office, parcel: Parcel) -> None:
    await there.slack.deliver(parcel.kind, parcel.payload)


async def test_edits_and_deletions_are_ignored(there: Office, language: str) -> None:
    """Whoever corrects a word does not ask again."""
    asked = await there.taro.writes(QUESTION[language])
    await there.taro.waits_for_answer("143")
    await there.taro.edits(asked, f"{QUESTION[language]} !")
    await there.taro.deletes(asked)
    await there.fence()
    assert len(there.taro.answers()) == 1


async def test_programs_are_ignored(there: Office, language: str) -> None:
    """Other apps' messages, and our own, which Slack tells us of too."""
    message = await there.taro.writes(QUESTION[language])
    await there.taro.waits_for_answer("143")
    said = _last(there, "events_api").parcel.payload
    for more in (
        {"bot_id": "B0OTHER"},
        {"user": there.acme.bot.id},
        {"bot_id": "B0OTHER", "subtype": "bot_message"},
    ):
        ts = there.slack.ids.ts()
        event = said["event"] | {"user": there.taro.person.id, "ts": ts, "event_ts": ts} | more
        await there.slack.deliver(
            "events_api", said | {"event": event, "event_id": there.slack.ids.new("Ev")}
        )
    await there.fence()
    assert len(there.taro.answers()) == 1
    assert message.ts


async def test_what_is_not_ours_is_acknowledged(there: Office, language: str) -> None:
    """Somebody else comes into a channel; an event that nobody knows; Slack must not retry."""
    there.channel.members.discard(there.acme.bot.id)
    event = {
        "type": "member_joined_channel",
        "user": there.hana.person.id,
        "channel": there.channel.id,
        "channel_type": "C",
        "team": there.acme.id,
        "event_ts": there.slack.ids.ts(),
    }
    await there.slack.event(there.acme, "member_joined_channel", event)
    stopped = {
        "type": "app_context_changed",
        "user": there.hana.person.id,
        "channel": there.hana.dm.id,
        "context": {"entities": []},
        "event_ts": there.slack.ids.ts(),
    }
    await there.slack.event(there.acme, "app_context_changed", stopped)
    await there.fence()
    assert there.hana.answers() == []
    assert {one.parcel.attempt for one in there.slack.delivered} == {0}


async def test_looking_elsewhere_offers_prompts_anew(there: Office, language: str) -> None:
    """Beside the conversation: nothing is said, and what may be asked is offered again."""
    assert there.hana.dm.id not in there.acme.prompts
    event = {
        "type": "app_context_changed",
        "user": there.hana.person.id,
        "channel": there.hana.dm.id,
        "context": {"entities": []},
        "event_ts": there.slack.ids.ts(),
    }
    await there.slack.event(there.acme, "app_context_changed", event)
    prompts = await there.slack.until(lambda: there.acme.prompts.get(there.hana.dm.id))
    assert prompts
    assert there.hana.answers() == []


async def test_an_invitation_that_is_retried_greets_once(there: Office, language: str) -> None:
    """A public channel does not need to hear it twice."""
    await there.taro.invites(there.channel)
    await there.fence()
    delivered = next(
        one
        for one in there.slack.delivered
        if one.parcel.payload.get("event", {}).get("type") == "member_joined_channel"
    )
    before = len(there.taro.answers(there.channel))
    await there.slack.again(delivered)
    await there.fence()
    assert len(there.taro.answers(there.channel)) == before == 1
