"""What Slack refuses, and what we make of it."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.core.chat import Answer, NotDelivered, Posted
from bot.core.model import Choice, Choices, Reply
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, Office, app_config, office
from tests.bot.adapters.slack_wire.script import Script, reply
from tests.servers.moved_clock import MovedClock
from tests.slack_platform.faults import RESPONSE_URL, Cut, Fault, RateLimited, Refuse, Status

PASSING = {"429": RateLimited(1), "500": Status(500), "503": Status(503), "cut": Cut()}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
async def test_what_passes_is_waited_out(stage: Office, script: Script, fault: Fault) -> None:
    """The answer arrives, once."""
    stage.slack.faults.order("chat.postMessage", fault)
    await stage.taro.mentions("hello", stage.channel)
    await stage.hana.waits_for_answer("answer to hello")
    assert len(stage.hana.answers()) == 1


@pytest.mark.parametrize("error", ["not_in_channel", "restricted_action", "is_archived"])
async def test_a_channel_that_takes_nothing(
    stage: Office, script: Script, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The asker is told directly; Slack's own code is logged, and nothing of what was said."""
    stage.slack.faults.order(
        "chat.postMessage",
        Refuse(error),
        matches=lambda said: said["channel"] == stage.channel.id,
    )
    with caplog.at_level(logging.WARNING):
        await stage.taro.mentions("a secret matter", stage.channel)
        await stage.taro.waits_for_answer("answer to a secret matter", stage.taro.dm)
    assert error in caplog.text
    assert "secret" not in caplog.text
    assert stage.hana.answers() == []


async def test_a_response_url_that_is_spent(stage: Office, script: Script) -> None:
    """The asker is answered another way."""
    stage.slack.faults.order(RESPONSE_URL, Refuse("used_url"))
    await stage.taro.command(COMMAND, "hello", channel=stage.channel)
    await stage.taro.waits_for_answer("answer to hello")
    assert stage.hana.answers() == []


async def test_a_response_url_after_many_clicks(stage: Office, script: Script) -> None:
    """Each click has its own: a tenth click on one answer is answered as the first was."""
    again = Choices((), (Choice("More", "more words"),))
    script.says("hello", Answer(Reply((again,), Language.EN, private=True)))
    await stage.taro.command(COMMAND, "hello", channel=stage.channel)
    answer = await stage.taro.waits_for_answer("", wanted=lambda one: bool(one.labels))
    for number in range(10):
        await stage.taro.click(answer, "More")
        await stage.taro.waits_for_answer("answer to more words", more_than=number + 1)


@pytest.mark.parametrize("language", Language)
async def test_closed_direct_messages(stage: Office, script: Script, language: Language) -> None:
    """Whoever wants to tell them something learns that nobody has seen it."""
    stage.taro.person.dm_closed = True
    person = f"slack:{stage.acme.id}:{stage.taro.person.id}"
    with pytest.raises(NotDelivered):
        await stage.face.direct(person, reply("hello", language))
    assert stage.taro.answers() == []


async def test_a_face_posts_changes_and_tells(stage: Office, script: Script) -> None:
    """In a channel, in a thread, to one person; a message that is gone is no error."""
    place = f"slack:{stage.acme.id}:{stage.channel.id}"
    posted = await stage.face.post(place, reply("An outage"))
    message = await stage.hana.waits_for_answer("An outage", stage.channel)
    below = await stage.face.post(place, reply("A note"), thread=posted.message)
    assert (await stage.hana.waits_for_answer("A note")).thread == message.ts
    await stage.face.change(posted, reply("It is over"))
    await stage.hana.waits_for_answer("It is over", wanted=lambda one: one is message)
    message.gone = True
    await stage.face.change(posted, reply("Really"))
    person = f"slack:{stage.acme.id}:{stage.taro.person.id}"
    told = await stage.face.direct(person, reply("For you"))
    await stage.taro.waits_for_answer("For you", stage.taro.dm)
    await stage.face.change(told, reply("For you alone"))
    await stage.taro.waits_for_answer("For you alone", stage.taro.dm)
    assert "For you" not in "".join(one.words for one in stage.hana.answers())
    assert below.place == place


@pytest.mark.parametrize("place", ["", "slack", "slack::", "discord:1:2", "slack:T9"])
async def test_a_place_that_is_none(stage: Office, script: Script, place: str) -> None:
    """Is refused by name."""
    with pytest.raises(NotDelivered):
        await stage.face.post(place, reply("hello"))


async def test_a_channel_that_is_not_there(stage: Office, script: Script) -> None:
    """Slack's own code is the reason."""
    with pytest.raises(NotDelivered, match="channel_not_found"):
        await stage.face.post(f"slack:{stage.acme.id}:C0NONE", reply("hello"))
    gone = Posted(f"slack:{stage.acme.id}:{stage.channel.id}", "1.2")
    await stage.face.change(gone, reply("hello"))


@pytest.mark.parametrize("missing", ["users:read", "usergroups:read", "assistant:write"])
async def test_a_scope_that_is_missing(script: Script, speaker: Speaker, missing: str) -> None:
    """What was not granted is done without: questions are answered all the same."""
    config = app_config()
    config = replace(config, scopes=tuple(s for s in config.scopes if s != missing))
    async with office(script, speaker, MovedClock(), config=config) as there:
        await there.taro.writes("hello")
        await there.taro.waits_for_answer("answer to hello")
        await there.taro.opens("messages")
        await there.taro.opens("home")
        await there.taro.waits_for_home()


async def test_whom_slack_tells_nothing_of(stage: Office, script: Script) -> None:
    """Counts as from outside: they may ask, and start nothing."""
    stage.slack.faults.order("users.info", Refuse("user_not_found"), times=9)
    await stage.taro.writes("hello")
    await stage.taro.waits_for_answer("answer to hello")
    assert script.heard[-1].who.outside


@pytest.mark.parametrize(
    ("standing", "outside"),
    [({}, False), ({"guest": True}, True), ({"stranger": True, "team": "T9"}, True)],
    ids=["member", "guest", "connected"],
)
async def test_who_asks(
    stage: Office, script: Script, language: str, standing: dict[str, object], outside: bool
) -> None:
    """Their language, their standing, their groups; asked of Slack once for many questions."""
    for name, value in standing.items():
        setattr(stage.taro.person, name, value)
    stage.acme.groups["S1"] = "helpdesk"
    stage.taro.person.groups.add("S1")
    stage.taro.person.admin = True
    for text in ("one", "two", "three"):
        await stage.taro.writes(text)
        await stage.taro.waits_for_answer(f"answer to {text}")
    who = script.heard[-1].who
    assert who.id == f"slack:{stage.acme.id}:{stage.taro.person.id}"
    assert who.language is Language(language)
    assert who.outside is outside
    assert who.groups == {f"slack:{stage.acme.id}:S1"}
    assert len(stage.slack.calls_of("users.info")) == 1
    assert len(stage.slack.calls_of("usergroups.list")) == 1


async def test_a_file_of_which_slack_gives_a_page(stage: Office, script: Script) -> None:
    """Without the scope Slack shows a page to sign in at: that is no file."""
    installation = stage.acme.installation
    installation.scopes = tuple(s for s in installation.scopes if s != "files:read")
    await stage.taro.writes("look", files={"error.log": b"550"})
    await stage.taro.waits_for_answer("answer to look")
    assert script.heard[-1].files == {}


async def test_files_are_read(stage: Office, script: Script) -> None:
    """Up to 1 MB, text only, by name."""
    files = {
        "error.log": "550 拒否\n".encode(),
        "bounce.eml": b"Subject: x\r\n\r\n550",
        "big.log": b"x" * (1024 * 1024 + 1),
        "screen.png": b"\x89PNG",
    }
    await stage.taro.writes("look", files=files)
    await stage.taro.waits_for_answer("answer to look")
    heard = script.heard[-1]
    assert heard.files.keys() == {"error.log", "bounce.eml"}
    assert "拒否" in heard.files["error.log"]
