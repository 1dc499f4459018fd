"""What we do not do: speak of what is not ours, greet twice, leave a check running for nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack import ways
from bot.core.chat import Answer, Way
from bot.core.model import Choice, Choices, Note, Reply, Span, Text, Tone
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, Office, app_config, office
from tests.bot.adapters.slack_wire.script import Script, reply
from tests.servers.moved_clock import MovedClock
from tests.slack_platform.faults import Refuse

WATCHING = {
    "scopes": (*ways.SCOPES, *ways.WATCHED_SCOPES),
    "events": (*ways.EVENTS, *ways.WATCHED_EVENTS),
}


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def stage(script: Script, speaker: Speaker, language: str) -> AsyncIterator[Office]:
    async with office(script, speaker, MovedClock(), language=language) as there:
        yield there


async def test_a_watched_channel_keeps_its_pictures(
    script: Script, speaker: Speaker, language: str
) -> None:
    """Nobody showed them to us: no file is fetched, and no word said about one."""
    config = app_config()
    config = type(config)(**{**config.__dict__, **WATCHING})
    async with office(script, speaker, MovedClock(), config=config, language=language) as there:
        script.says("look", Answer(None))
        files = {"screen.png": b"\x89PNG", "huge.log": b"x" * 2_000_000}
        await there.hana.says("look", there.channel, files=files)
        await there.fence()
        heard = next(one for one in script.heard if one.text == "look")
        assert (heard.way, heard.files) == (Way.WATCHED, {})
        assert there.hana.answers() == []
        assert there.taro.answers() == []


async def test_what_is_off_stays_silent_about_files(stage: Office, script: Script) -> None:
    """Where the core says nothing, we say nothing about what came along either."""
    script.says("look", Answer(None))
    await stage.taro.mentions("look", stage.channel, files={"screen.png": b"\x89PNG"})
    await stage.fence()
    assert stage.taro.answers() == []


async def test_a_picture_is_told_about_in_the_language_of_the_answer(
    stage: Office, script: Script, speaker: Speaker
) -> None:
    """Whatever language Slack is set to."""
    script.says("見て", Answer(reply("はい", Language.JA)))
    await stage.taro.writes("見て", files={"screen.png": b"\x89PNG"})
    told = await stage.taro.waits_for_answer("Snipping Tool")
    assert "画像は読めません" in told.words


async def test_a_conversation_is_greeted_once(stage: Office) -> None:
    """However often it is opened."""
    for _ in range(3):
        await stage.taro.opens("messages")
    await stage.taro.waits_for_answer("Hello taro", stage.taro.dm)
    await stage.fence()
    assert len(stage.taro.answers()) == 1


async def test_a_conversation_that_was_begun_is_not_greeted(stage: Office) -> None:
    """After a restart neither: Slack is asked."""
    await stage.hana.writes("hello")
    await stage.hana.waits_for_answer("answer to hello")
    await stage.hana.opens("messages")
    await stage.slack.until(lambda: stage.slack.calls_of("conversations.history"))
    await stage.fence()
    assert len(stage.hana.answers()) == 1


class Unread:
    """Later replies that know whether somebody reads them, and whether they were closed."""

    def __init__(self) -> None:
        self.read = self.closed = False

    def __aiter__(self) -> AsyncIterator[Reply]:
        return self

    async def __anext__(self) -> Reply:
        self.read = True
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize("way", ["command", "mention"])
async def test_who_cannot_be_written_to(
    stage: Office, script: Script, speaker: Speaker, language: str, way: str
) -> None:
    """They are told so where they are, alone; nobody reads on, and nothing is left running."""
    later = Unread()
    script.says("check", Answer(reply("Beginning", final=False, private=True), later))
    stage.slack.faults.order("conversations.open", Refuse("cannot_dm_bot"), times=5)
    if way == "command":
        await stage.taro.command(COMMAND, "check", channel=stage.channel)
    else:
        await stage.taro.mentions("check", stage.channel)
    words = speaker.plain("slack.no_direct", Language(language))
    told = await stage.taro.waits_for_answer(words)
    assert told.only_for == stage.taro.person.id
    assert (later.read, later.closed) == (False, True)
    assert stage.hana.answers() == []


async def test_older_blocks_where_the_newer_are_refused(stage: Office, script: Script) -> None:
    """A table, an alert and the pair of opinions in what every workspace has."""
    warning = Note((Span("Careful"),), Tone.WARNING)
    pick = Choices((), (Choice("Ports", "ports"),))
    answer = Reply((Text((Span("Words"),)), warning, pick), Language.EN)
    script.says("hello", Answer(answer))
    stage.slack.faults.order("chat.postMessage", Refuse("invalid_blocks"))
    await stage.taro.mentions("hello", stage.channel)
    said = await stage.taro.waits_for_answer("Careful", stage.channel)
    assert [block["type"] for block in said.blocks] == ["rich_text", "rich_text", "actions"]
