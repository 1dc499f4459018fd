"""The real slack-bolt meets the stand-in on a WebSocket."""

from __future__ import annotations

from tests.slack_platform.parcels import Acked
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.strict import actor
from tests.slack_platform.toy import Toy


async def test_a_command_is_answered_in_the_acknowledgement(slack: SlackPlatform, toy: Toy) -> None:
    """The asker sees it, others do not, and a reload takes it away."""
    acme = slack.workspace("acme")
    taro, hana = actor(slack, acme, "taro"), actor(slack, acme, "hana")
    channel = acme.add_channel("general", taro.person, hana.person)
    shown = await taro.command("/toy", "hello", channel=channel)
    assert shown
    assert shown.words.startswith("Once")
    assert shown.text == "You said hello"
    assert hana.sees(channel) == []
    taro.reloads()
    assert taro.sees(channel) == []


async def test_a_click_replaces_or_adds(slack: SlackPlatform, toy: Toy) -> None:
    """By the click's own response URL."""
    acme = slack.workspace("acme")
    taro = actor(slack, acme, "taro")
    channel = acme.add_channel("general", taro.person)
    shown = await taro.command("/toy", "hello", channel=channel)
    assert shown
    await taro.click(shown, "More")
    added = await taro.waits_for_answer("Pressed", channel, more_than=1)
    assert added is not shown
    await taro.click(shown, "Once")
    await taro.waits_for_answer("Pressed", channel, wanted=lambda one: one is shown)
    assert len(taro.sees(channel)) == 2


async def test_a_form_is_opened_corrected_and_sent(slack: SlackPlatform, toy: Toy) -> None:
    """Errors stand at their field, and a good one closes the form."""
    taro = actor(slack, slack.workspace("acme"), "taro")
    await taro.command("/toy", "form")
    form = await taro.waits_for_modal("A form")
    assert await taro.submits(form, {"Name": "nobody"}) == {"Name": "Somebody, please"}
    assert taro.modal is form
    assert await taro.submits(form, {"Name": "太郎"}) == {}
    assert taro.modal is None


async def test_shortcuts(slack: SlackPlatform, toy: Toy) -> None:
    """The one on a message answers there, the other opens a form."""
    acme = slack.workspace("acme")
    taro, hana = actor(slack, acme, "taro"), actor(slack, acme, "hana")
    channel = acme.add_channel("general", taro.person, hana.person)
    said = await hana.says("550 relaying denied", channel)
    await taro.picks_shortcut("look", said)
    await taro.waits_for_answer("I looked", channel)
    assert [one.words for one in hana.answers(channel)] == []
    await taro.picks_shortcut("start")
    await taro.waits_for_modal("A form")


async def test_a_mention_is_answered_in_its_thread(slack: SlackPlatform, toy: Toy) -> None:
    """Everybody in the channel reads it."""
    acme = slack.workspace("acme")
    taro, hana = actor(slack, acme, "taro"), actor(slack, acme, "hana")
    channel = acme.add_channel("general", taro.person, hana.person, acme.bot)
    asked = await taro.mentions("are you there?", channel)
    answer = await hana.waits_for_answer("Here I am", channel)
    assert answer.thread == asked.ts


async def test_a_home_is_published(slack: SlackPlatform, toy: Toy) -> None:
    """When it is opened."""
    taro = actor(slack, slack.workspace("acme"), "taro")
    await taro.opens("home")
    await taro.waits_for_home()


async def test_direct_messages_come_with_all_their_echoes(slack: SlackPlatform, toy: Toy) -> None:
    """Files, edits and deletions too, as Slack sends them."""
    taro = actor(slack, slack.workspace("acme"), "taro")
    said = await taro.writes("check taro@example.com", files={"error.log": b"550"})
    await taro.edits(said, "never mind")
    await taro.deletes(said)
    await slack.until(lambda: len(toy.heard) == 3 or None)
    events = [body["event"] for body in toy.heard]
    assert [event["subtype"] for event in events] == [
        "file_share",
        "message_changed",
        "message_deleted",
    ]
    assert events[0]["text"] == "check <mailto:taro@example.com|taro@example.com>"


async def test_the_app_comes_back(slack: SlackPlatform, toy: Toy) -> None:
    """After a refresh that Slack asks for, and nothing is lost."""
    taro = actor(slack, slack.workspace("acme"), "taro")
    await slack.sockets.say_disconnect("refresh_requested")
    await slack.until(lambda: slack.sockets.opened == 2 and slack.sockets.connections)
    assert await taro.command("/toy", "again")


async def test_an_address_is_good_for_one_connection(slack: SlackPlatform, toy: Toy) -> None:
    """The ticket in it is used up."""
    import aiohttp

    url = f"{slack.address}/link/?ticket=used"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 408


async def test_payloads_go_to_any_of_several_connections(slack: SlackPlatform, toy: Toy) -> None:
    """In turn."""
    async with Toy.connected(slack):
        await slack.until(lambda: len(slack.sockets.connections) == 2 or None)
        taro = actor(slack, slack.workspace("acme"), "taro")
        for number in range(4):
            assert await taro.command("/toy", str(number))
        assert [one.delivered for one in slack.sockets.connections] == [2, 2]


async def test_an_answer_that_is_late_is_a_fault_of_the_app(slack: SlackPlatform, toy: Toy) -> None:
    """It is shown to nobody, and remembered; so is the acknowledgement that follows."""
    slack.sockets.ack_seconds = 0.05
    toy.gate.clear()
    taro = actor(slack, slack.workspace("acme"), "taro")
    assert await taro.command("/toy", "slow") is None
    assert slack.take_violations() == ["late_ack"]
    toy.gate.set()
    await slack.until(lambda: slack.violations)
    assert slack.take_violations() == ["late_ack"]


async def test_an_event_that_seems_lost_comes_again(slack: SlackPlatform, toy: Toy) -> None:
    """At once, with the same id and a new envelope; then after a minute and after five."""
    acme = slack.workspace("acme")
    taro = actor(slack, acme, "taro")
    slack.acks_to_lose = 3
    await taro.writes("hello")
    assert [one.parcel.attempt for one in slack.delivered] == [0, 1]
    await slack.passes(60)
    await slack.passes(300)
    attempts = [one.parcel for one in slack.delivered]
    assert [one.attempt for one in attempts] == [0, 1, 2, 3]
    assert len({one.payload["event_id"] for one in attempts}) == 1
    assert len({one.envelope_id for one in attempts}) == 4
    assert isinstance(slack.delivered[-1].outcome, Acked)


async def test_what_is_not_subscribed_to_does_not_come(slack: SlackPlatform, toy: Toy) -> None:
    """A message in a channel, of an app that hears of mentions only."""
    acme = slack.workspace("acme")
    taro = actor(slack, acme, "taro")
    channel = acme.add_channel("general", taro.person, acme.bot)
    await taro.says("nothing for you", channel)
    assert slack.delivered == []
