"""A person's home tab: each of its buttons, and what they choose there."""

from __future__ import annotations

import pytest

from bot.adapters.slack import ways
from bot.core.chat import Answer
from bot.core.model import Choice, Choices, Reply
from knowledge.model import Language
from tests.bot.adapters.slack_wire.office import Office
from tests.bot.adapters.slack_wire.script import Script, reply
from tests.bot.adapters.slack_wire.test_forms import asking
from tests.bot.adapters.slack_wire.test_ways_in import is_japanese
from tests.slack_platform.faults import Fault, RateLimited, Refuse

OTHER = {"en": "日本語", "ja": "English"}


async def test_every_button(there: Office, language: str) -> None:
    """Answers in one's messages, or opens a form, or changes the page."""
    await there.taro.opens()
    home = await there.taro.waits_for_home()
    assert home.labels
    for label in home.labels:
        now = there.taro.home
        assert now
        if label not in now.labels:
            continue
        before, words, forms = len(there.taro.answers()), now.words, there.taro.modal
        await there.taro.click(now, label)
        await there.slack.until(
            lambda before=before, words=words, forms=forms: (  # type: ignore[misc]
                len(there.taro.answers()) > before
                or there.taro.modal is not forms
                or (there.taro.home and there.taro.home.words != words)
            ),
            f"nothing came of {label!r}",
        )
    assert there.hana.answers() == []
    assert there.hana.home is None


async def test_another_language(there: Office, language: str) -> None:
    """Chosen there, the page is in it at once, and so are answers to what tells no language."""
    await there.taro.opens()
    home = await there.taro.waits_for_home()
    if OTHER[language] not in home.labels:
        for label in home.labels:
            await there.taro.click(home, label)
        shown = await there.taro.waits_for_answer(
            "", wanted=lambda one: OTHER[language] in one.labels
        )
        await there.taro.click(shown, OTHER[language])
    else:
        await there.taro.click(home, OTHER[language])
    await there.fence()
    await there.taro.opens()
    other = "ja" if language == "en" else "en"
    await there.slack.until(
        lambda: there.taro.home and is_japanese(there.taro.home.words) is (other == "ja")
    )


async def test_a_form_from_home(stage: Office, script: Script, language: str) -> None:
    """Its answer is in one's messages: there is no other place."""
    asks = Choices((), (Choice("Check", "ask"),))
    script.page = Reply((asks,), Language(language))
    script.says("ask", asking(language))
    script.says("account", Answer(reply("Thank you", Language(language))))
    await stage.taro.opens()
    page = await stage.taro.waits_for_home("Check")
    await stage.taro.click(page, "Check")
    form = await stage.taro.waits_for_modal()
    labels = form.fields
    await stage.taro.submits(form, {labels[1]: "a password"})
    answer = await stage.taro.waits_for_answer("Thank you")
    assert answer.channel is stage.taro.dm


@pytest.mark.parametrize("fault", [Refuse("hash_conflict"), Refuse("not_enabled"), RateLimited(1)])
async def test_a_page_that_is_refused(
    stage: Office, script: Script, language: str, fault: Fault
) -> None:
    """Is published the next time at the latest, and questions are answered meanwhile."""
    stage.slack.faults.order("views.publish", fault)
    await stage.taro.opens()
    await stage.taro.writes("hello")
    await stage.taro.waits_for_answer("answer to hello")
    await stage.taro.opens()
    await stage.taro.waits_for_home("Home of")


async def test_a_shortcut_from_home(there: Office, language: str) -> None:
    """The form that asks for an address, once for each time it is asked for."""
    for _ in range(2):
        await there.taro.picks_shortcut(ways.CHECK)
        form = await there.taro.waits_for_modal()
        await there.taro.closes(form)
    assert there.taro.modal is None
