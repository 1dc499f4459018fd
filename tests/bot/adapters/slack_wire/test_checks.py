"""Live checks from the wish to the result, against the demonstration's servers."""

from __future__ import annotations

import re

import pytest

from bot.adapters.slack import ways
from bot.chat.conversation import Conversation
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, Office, office
from tests.bot.web.world import HANAKO, PASSWORD, TARO, World
from tests.slack_platform.records import Message

WISH = {"en": f"check {TARO}", "ja": f"{TARO} をチェックして"}
PAGE = re.compile(r"https?://127\.0\.0\.1:\d+/[^\s|>]+")


class Say:
    """What the chats' buttons say."""

    def __init__(self, world: World, language: str) -> None:
        self._speaker, self._language = Speaker(world.knowledge), Language(language)

    def __call__(self, key: str) -> str:
        return self._speaker.plain(f"chats.{key}", self._language)


@pytest.fixture
def say(web: World, language: str) -> Say:
    return Say(web, language)


async def consent(there: Office, language: str, say: Say, way: str = "command") -> Message:
    """The question whether to check."""
    if way == "command":
        await there.taro.command(COMMAND, WISH[language], channel=there.channel)
    elif way == "mention":
        await there.taro.mentions(WISH[language], there.channel)
    else:
        await there.taro.writes(WISH[language])
    return await there.taro.waits_for_answer(
        TARO, there.taro.dm, wanted=lambda one: say("consent.cancel") in one.labels
    )


async def page_of(there: Office) -> str:
    """The address of the page that is shown."""
    message = await there.taro.waits_for_answer(
        "", there.taro.dm, wanted=lambda one: bool(PAGE.search(one.words))
    )
    found = PAGE.search(message.words)
    assert found
    return found[0]


@pytest.mark.parametrize("way", ["command", "mention", "direct"])
async def test_by_the_page(
    there: Office, web: World, language: str, say: Say, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The password goes to the page; the result, its files and buttons to the asker alone."""
    caplog.set_level("DEBUG")
    there.slack.plant(PASSWORD)
    card = await consent(there, language, say, way)
    await there.taro.click(card, say("consent.go"))
    await web.post(await page_of(there))
    result = await there.taro.waits_for_answer(
        "IMAP", there.taro.dm, wanted=lambda one: bool(one.labels) and not _runs(one, say)
    )
    await there.taro.waits_for_answer("", there.taro.dm, wanted=lambda one: bool(one.files))
    for label in result.labels:
        before = len(there.taro.answers())
        await there.taro.click(result, label)
        await there.taro.waits_for_answer("", more_than=before)
    await there.fence()
    assert PASSWORD not in caplog.text
    for message in there.hana.answers():
        assert TARO not in message.words + message.text


async def test_without_login(there: Office, language: str, say: Say) -> None:
    """No page, no password."""
    card = await consent(there, language, say)
    await there.taro.click(card, say("consent.dry"))
    result = await there.taro.waits_for_answer(
        "IMAP", there.taro.dm, wanted=lambda one: one is not card and not _runs(one, say)
    )
    assert not PAGE.search(result.words)
    assert there.hana.answers() == []


async def test_never_mind(there: Office, language: str, say: Say) -> None:
    """Nothing was dialled."""
    card = await consent(there, language, say)
    await there.taro.click(card, say("consent.cancel"))
    await there.taro.waits_for_answer(say("check.never_mind"), there.taro.dm)


async def test_stopped(there: Office, web: World, language: str, say: Say) -> None:
    """The page that waits for a password is closed."""
    card = await consent(there, language, say)
    await there.taro.click(card, say("consent.go"))
    url = await page_of(there)
    running = await there.taro.waits_for_answer(
        "", there.taro.dm, wanted=lambda one: say("check.stop") in one.labels
    )
    await there.taro.click(running, say("check.stop"))
    await there.taro.waits_for_answer(
        "", there.taro.dm, wanted=lambda one: not PAGE.search(one.words)
    )
    await there.slack.until(lambda: say("check.stop") not in running.labels or running.gone)
    assert not PAGE.search(running.words)
    assert (await web.post(url)).status != 200


async def test_somebody_else_clicks(there: Office, language: str, say: Say) -> None:
    """The question is in the asker's messages; a forged click from elsewhere does nothing."""
    card = await consent(there, language, say)
    await there.hana.click(card, say("consent.go"))
    await there.fence()
    assert not any(PAGE.search(one.words) for one in (*there.hana.answers(), *there.taro.answers()))


async def test_reconnected_in_the_middle(
    there: Office, web: World, language: str, say: Say
) -> None:
    """Slack asks us to come back while somebody types their password: the result arrives."""
    card = await consent(there, language, say)
    await there.taro.click(card, say("consent.go"))
    url = await page_of(there)
    if there.http is None:
        await there.slack.sockets.say_disconnect()
        await there.slack.until(lambda: there.slack.sockets.opened == 2)
        await there.slack.until(lambda: there.slack.sockets.connections)
    await web.post(url)
    result = await there.taro.waits_for_answer(
        "IMAP", there.taro.dm, wanted=lambda one: bool(one.labels) and not _runs(one, say)
    )
    before = len(there.taro.answers())
    await there.taro.click(result, result.labels[0])
    await there.taro.waits_for_answer("", more_than=before)


async def test_by_the_shortcuts_form(there: Office, web: World, language: str, say: Say) -> None:
    """An address typed in the form leads to the same question."""
    await there.taro.picks_shortcut(ways.CHECK)
    form = await there.taro.waits_for_modal()
    before = form.words
    await there.taro.submits(form, {form.fields[0]: "not an address"})
    await there.slack.until(lambda: there.taro.answers() or form.words != before)
    await there.taro.picks_shortcut(ways.CHECK)
    form = await there.taro.waits_for_modal()
    await there.taro.submits(form, {form.fields[0]: HANAKO})
    await there.taro.waits_for_answer(
        HANAKO, there.taro.dm, wanted=lambda one: say("consent.cancel") in one.labels
    )


@pytest.mark.parametrize("standing", ["guest", "stranger"])
async def test_guests_start_no_checks(
    there: Office, language: str, say: Say, standing: str
) -> None:
    """They may ask, and are told."""
    setattr(there.taro.person, standing, True)
    await there.taro.writes(WISH[language])
    await there.taro.waits_for_answer(say("check.outsider"), there.taro.dm)


def _runs(message: Message, say: Say) -> bool:
    """Whether it is a question still, or progress."""
    return say("consent.cancel") in message.labels or say("check.stop") in message.labels


async def test_two_at_once(web: World, conversation: Conversation) -> None:
    """Each result reaches its own asker."""
    async with office(conversation, Speaker(web.knowledge), web.clock) as there:
        say = Say(web, "en")
        for person, address in ((there.taro, TARO), (there.hana, HANAKO)):
            await person.command(COMMAND, f"check {address}", channel=there.channel)
            card = await person.waits_for_answer(
                address, person.dm, wanted=lambda one: say("consent.dry") in one.labels
            )
            await person.click(card, say("consent.dry"))
        for person, other in ((there.taro, HANAKO), (there.hana, TARO)):
            await person.waits_for_answer("IMAP", person.dm, wanted=lambda one: not _runs(one, say))
            assert other not in "".join(one.words for one in person.answers())
