"""Nobody sees what is not theirs: each answer reaches its asker, and others only where it must."""

from __future__ import annotations

from tests.bot.adapters.slack_wire.office import COMMAND, Office
from tests.bot.web.world import TARO

QUESTION = {"en": "what's port 143?", "ja": "ポート143とは?"}
CHECK = {"en": f"check {TARO}", "ja": f"{TARO} をチェックして"}


async def test_private_until_it_is_shared(there: Office, language: str) -> None:
    """The channel sees it when the asker says so, with their name; the private copy goes."""
    await there.taro.command(COMMAND, QUESTION[language], channel=there.channel)
    answer = await there.taro.waits_for_answer("143", there.channel)
    label = _label(answer.labels, {"en": "Share", "ja": "共有"}[language])
    await there.taro.click(answer, label)
    shared = await there.hana.waits_for_answer("143", there.channel)
    assert "Taro" in shared.words or "taro" in shared.words
    assert label not in shared.labels
    await there.slack.until(lambda: answer.gone)


async def test_shared_where_we_are_not(there: Office, language: str) -> None:
    """By the click's own address."""
    elsewhere = there.acme.add_channel("elsewhere", there.taro.person, there.hana.person)
    await there.taro.command(COMMAND, QUESTION[language], channel=elsewhere)
    answer = await there.taro.waits_for_answer("143", elsewhere)
    await there.taro.click(answer, _label(answer.labels, {"en": "Share", "ja": "共有"}[language]))
    await there.hana.waits_for_answer("143", elsewhere)


async def test_kept_for_oneself(there: Office, language: str) -> None:
    """A copy in one's own messages, which a reload does not take away."""
    await there.taro.command(COMMAND, QUESTION[language], channel=there.channel)
    answer = await there.taro.waits_for_answer("143", there.channel)
    await there.taro.click(answer, _label(answer.labels, {"en": "Keep", "ja": "残"}[language]))
    await there.taro.waits_for_answer("143", there.taro.dm)
    there.taro.reloads()
    assert there.taro.answers(there.taro.dm)
    assert there.hana.answers() == []


async def test_a_check_is_the_askers_alone(there: Office, language: str) -> None:
    """Asked for in a channel, it goes on in the asker's messages; the channel is told nothing."""
    await there.taro.command(COMMAND, CHECK[language], channel=there.channel)
    card = await there.taro.waits_for_answer(
        TARO, there.taro.dm, wanted=lambda one: bool(one.labels)
    )
    assert card.labels
    await there.fence()
    assert there.hana.answers() == []


async def test_a_check_by_a_mention_is_the_askers_alone(there: Office, language: str) -> None:
    """The channel reads the wish, which its author wrote there, and nothing more of it."""
    await there.taro.mentions(CHECK[language], there.channel)
    await there.taro.waits_for_answer(TARO, there.taro.dm, wanted=lambda one: bool(one.labels))
    await there.fence()
    for message in there.hana.answers():
        assert TARO not in message.words
        assert TARO not in message.text


async def test_what_somebody_else_picks(there: Office, language: str) -> None:
    """A click on an answer in a channel is answered to whoever clicked."""
    asked = await there.taro.mentions(QUESTION[language], there.channel)
    answer = await there.hana.waits_for_answer("143", there.channel)
    before = len(there.taro.answers())
    await there.hana.click(answer, answer.labels[0])
    await there.hana.waits_for_answer("", more_than=before)
    await there.fence()
    assert len(there.taro.answers()) == before
    assert asked.channel is there.channel


def _label(labels: list[str], part: str) -> str:
    found = [label for label in labels if part in label]
    assert found, f"no {part!r} among {labels}"
    return found[0]
