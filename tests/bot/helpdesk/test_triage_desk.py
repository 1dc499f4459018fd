"""A report read for whoever deals with it: ranked causes, what is missing, what comes next."""

from __future__ import annotations

import pytest

from bot.core.chat import Heard, Way
from bot.core.plain import plain
from knowledge.model import Language
from tests.bot import results
from tests.bot.helpdesk.platform import ANN, AOI, BEN, CHANNEL, filled, form_of, messages_of
from tests.bot.helpdesk.world import World


def said(text: str, who: object = BEN) -> Heard:
    """A command."""
    return Heard("h0", text, AOI if who is AOI else BEN, CHANNEL, Way.COMMAND)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "triage Outlook says 0x800CCC0E since monday, taro@example.com",
            ("net.cannot_connect", "Outlook says 0x800CCC0E", "Severity", "the same line"),
        ),
        (
            "切り分け Outlookで0x800CCC0Eと出ます。taro@example.com",
            ("net.cannot_connect", "0x800CCC0E", "重大度", "上と同じ行"),
        ),
    ],
)
async def test_a_report_is_read(world: World, text: str, words: tuple[str, ...]) -> None:
    """Without I/O, for whoever asked alone: causes with their line, severity, what is next."""
    answer = world.helpdesk.hear(said(text))
    assert answer is not None
    assert answer.later is None
    assert answer.first is not None
    assert answer.first.private
    shown = plain(answer.first.blocks)
    assert all(word in shown for word in words), shown
    assert messages_of(answer.first) == ["check taro@example.com", "human:"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("triage mail is broken", {"words", "error", "address"}),
        ("triage メールが変です", {"words", "error", "address"}),
        ("triage", {"words"}),
    ],
)
async def test_what_is_missing_is_one_form(world: World, text: str, missing: set[str]) -> None:
    """With what was written already in it, and at most two questions more."""
    reply = await world.hear(said(text))
    form = form_of(reply)
    assert {field.id for field in form.fields} == missing
    assert form.fields[0].value == text.partition(" ")[2]
    again = await world.hear(
        filled(BEN, form.id, words=text, error="535 5.7.8", address="taro@example.com")
    )
    assert "auth.wrong_credentials" in plain(again.blocks)
    assert not any(block is form for block in again.blocks)


async def test_the_last_check_strikes_out_and_confirms(world: World) -> None:
    """Of the same person, and of nobody else."""
    text = "triage 535 5.7.8 authentication failed, Thunderbird, taro@example.com"
    assert "Possible" in plain((await world.hear(said(text))).blocks)
    await world.helpdesk.checked(ANN, CHANNEL, results.report(results.failed()), Language.EN)
    assert "Confirmed" not in plain((await world.hear(said(text))).blocks)
    await world.helpdesk.checked(BEN, CHANNEL, results.report(results.failed()), Language.EN)
    assert "Confirmed" in plain((await world.hear(said(text))).blocks)
    await world.helpdesk.checked(BEN, CHANNEL, results.report(results.worked()), Language.EN)
    assert "Ruled out" in plain((await world.hear(said(text))).blocks)


async def test_it_goes_on_to_a_human(world: World) -> None:
    """What was read is in the form of the case."""
    await world.hear(said("triage Outlook says 0x800CCC0E"))
    form = form_of(await world.hear(Heard("h1", "human:", BEN, CHANNEL, Way.PICK)))
    assert form.fields[0].value == "Outlook says 0x800CCC0E"


@pytest.mark.parametrize("text", ["triages are fun", "what is triage?", "case 1", "human: hello"])
async def test_other_words_are_not_ours(world: World, text: str) -> None:
    """They are left to the assistant."""
    assert world.helpdesk.hear(said(text)) is None
