"""Every way into mailmedic, in both languages, over both transports."""

from __future__ import annotations

import pytest

from bot.adapters.slack import ways
from tests.bot.adapters.slack_wire.office import COMMAND, Office

QUESTION = {"en": "what's port 143?", "ja": "ポート143とは?"}
ANOTHER = {"en": "what's port 25?", "ja": "ポート25とは?"}
ERROR = "550 5.7.1 relaying denied for hanako@example.com"


def is_japanese(words: str) -> bool:
    """Whether most of its letters are."""
    letters = [letter for letter in words if letter.isalpha()]
    return sum(ord(letter) > 0x3000 for letter in letters) * 2 > len(letters)


async def test_a_command_is_answered_to_the_asker(there: Office, language: str) -> None:
    """Nobody else in the channel sees it, and it is where it was asked."""
    await there.taro.command(COMMAND, QUESTION[language], channel=there.channel)
    answer = await there.taro.waits_for_answer("143", there.channel)
    assert answer.only_for == there.taro.person.id
    assert "993" in answer.words
    assert there.hana.answers() == []


async def test_a_command_where_we_are_not(there: Office, language: str) -> None:
    """In a channel that the app is no member of, too."""
    elsewhere = there.acme.add_channel("elsewhere", there.taro.person)
    await there.taro.command(COMMAND, QUESTION[language], channel=elsewhere)
    assert (await there.taro.waits_for_answer("143", elsewhere)).only_for


async def test_a_command_in_the_conversation(there: Office, language: str) -> None:
    """Where only the asker reads anyway, the answer stays."""
    await there.taro.command(COMMAND, QUESTION[language])
    answer = await there.taro.waits_for_answer("143", there.taro.dm)
    there.taro.reloads()
    assert answer in there.taro.answers(there.taro.dm)


async def test_a_bare_command(there: Office, language: str) -> None:
    """Nothing after it opens a form, or says what one can ask."""
    await there.taro.command(COMMAND, "", channel=there.channel)
    await there.slack.until(lambda: there.taro.modal or there.taro.answers(there.channel))
    assert there.hana.answers() == []


async def test_a_mention_is_answered_in_its_thread(there: Office, language: str) -> None:
    """For all who read the channel."""
    asked = await there.taro.mentions(QUESTION[language], there.channel)
    answer = await there.hana.waits_for_answer("143", there.channel)
    assert answer.thread == asked.ts
    assert not answer.only_for


async def test_a_mention_in_a_thread_stays_there(there: Office, language: str) -> None:
    """Below what the thread is about."""
    root = await there.hana.says("my mail is broken", there.channel)
    await there.taro.mentions(QUESTION[language], there.channel, thread=root.ts)
    answer = await there.hana.waits_for_answer("143", there.channel)
    assert answer.thread == root.ts


async def test_a_direct_message(there: Office, language: str) -> None:
    """Is answered where it was written, for the writer alone."""
    await there.taro.writes(QUESTION[language])
    await there.taro.waits_for_answer("143", there.taro.dm)
    assert there.hana.answers() == []


async def test_a_direct_message_in_a_thread(there: Office, language: str) -> None:
    """Is answered in the thread."""
    first = await there.taro.writes(QUESTION[language])
    await there.taro.waits_for_answer("143")
    await there.taro.writes(
        {"en": "what's port 25?", "ja": "ポート25とは?"}[language], thread=first.ts
    )
    answer = await there.taro.waits_for_answer("25", wanted=lambda one: bool(one.thread))
    assert answer.thread == first.ts


@pytest.mark.parametrize("name", ["error.log", "bounce.eml", "error.txt"])
async def test_a_file_is_read(there: Office, language: str, name: str) -> None:
    """A text file that comes with a message, whose subtype is ``file_share``."""
    await there.taro.writes("", files={name: f"{ERROR}\n".encode()})
    await there.taro.waits_for_answer("550", there.taro.dm)


async def test_a_picture_is_answered_kindly(there: Office, language: str) -> None:
    """How to copy its text; nothing is downloaded."""
    await there.taro.writes("", files={"screen.png": b"\x89PNG"})
    answer = await there.taro.waits_for_answer("", there.taro.dm)
    assert answer.words.strip()


async def test_a_shortcut_on_somebodys_message(there: Office, language: str) -> None:
    """Explains it to whoever asked, not to its author or the channel."""
    said = await there.hana.says(ERROR, there.channel)
    await there.taro.picks_shortcut(ways.EXPLAIN, said)
    answer = await there.taro.waits_for_answer("550", there.channel)
    assert answer.only_for == there.taro.person.id
    assert there.hana.answers() == []


async def test_the_shortcut_from_anywhere_opens_a_form(there: Office, language: str) -> None:
    """It asks whose account is to be checked."""
    await there.taro.picks_shortcut(ways.CHECK)
    form = await there.taro.waits_for_modal()
    assert len(form.fields) == 1
    assert there.hana.modal is None


async def test_home(there: Office, language: str) -> None:
    """A person's own page, in their language."""
    await there.taro.opens("home")
    home = await there.taro.waits_for_home()
    assert is_japanese(home.words) is (language == "ja")
    assert there.hana.home is None


async def test_our_conversation_is_opened(there: Office, language: str) -> None:
    """Prompts to pick, at most four, and a greeting the first time only."""
    await there.taro.opens("messages")
    greeting = await there.taro.waits_for_answer("", there.taro.dm)
    assert is_japanese(greeting.words) is (language == "ja")
    assert 1 <= len(there.acme.prompts[there.taro.dm.id]) <= 4
    await there.taro.opens("messages")
    await there.fence()
    assert len(there.taro.answers(there.taro.dm)) == 1


async def test_a_prompt_is_a_question_like_any(there: Office, language: str) -> None:
    """Whoever picks one says its message."""
    await there.taro.opens("messages")
    await there.taro.waits_for_answer("", there.taro.dm)
    for prompt in there.acme.prompts[there.taro.dm.id]:
        before = len(there.taro.answers())
        await there.taro.writes(prompt["message"])
        await there.taro.waits_for_answer("", more_than=before)


async def test_invited_to_a_channel(there: Office, language: str) -> None:
    """We say who we are, once."""
    new = there.acme.add_channel("new", there.taro.person, there.hana.person)
    await there.taro.invites(new)
    await there.hana.waits_for_answer("", new)
    await there.fence()
    assert len(there.hana.answers(new)) == 1
