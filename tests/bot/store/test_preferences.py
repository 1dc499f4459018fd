"""Choices are read from memory, outlive a restart, and reach other processes."""

from __future__ import annotations

import pytest

from bot.store import audit
from bot.store.preferences import Preferences
from bot.store.store import Store, opened
from knowledge.model import Language
from tests.bot.store.moments import Clock

PERSON, PLACE, WORKSPACE = "slack:T1:U1", "slack:T1:C1", "slack:T1"


@pytest.mark.parametrize("language", list(Language))
async def test_they_outlive_a_restart(url: str, language: Language) -> None:
    """What was chosen is there when the store is opened again."""
    async with opened(url) as store:
        first = await Preferences.loaded(store, Clock())
        await first.set_language(PERSON, language)
        await first.set_rule(PLACE, "mention")
        await first.set_desk(WORKSPACE, PLACE)
        assert first.language(PERSON) is language
    async with opened(url) as store:
        again = await Preferences.loaded(store, Clock())
        assert again.language(PERSON) is language
        assert (again.rule(PLACE), again.desk(WORKSPACE)) == ("mention", PLACE)


async def test_nothing_was_chosen(store: Store) -> None:
    """Then there is nothing, and no error."""
    found = await Preferences.loaded(store, Clock())
    assert (found.rule(PLACE), found.language(PERSON), found.desk(WORKSPACE)) == ("on", None, "")


async def test_another_process_hears_of_it(store: Store) -> None:
    """At its next refresh: of a choice, of another one, and of one taken back."""
    clock = Clock()
    mine = await Preferences.loaded(store, clock)
    theirs = await Preferences.loaded(store, clock)
    for language in (Language.JA, Language.EN, None):
        clock.forward(seconds=5)
        await mine.set_language(PERSON, language)
        await theirs.refresh()
        assert theirs.language(PERSON) is language


async def test_an_administrators_decision_is_in_the_audit_log(store: Store) -> None:
    """Who, what, where, when; a person's own language is nobody else's business."""
    clock = Clock()
    found = await Preferences.loaded(store, clock)
    await found.set_rule(PLACE, "off", by="slack:T1:U8")
    await found.set_desk(WORKSPACE, PLACE, by="slack:T1:U8")
    await found.set_language(PERSON, Language.JA)
    async with store.reading() as connection:
        entries = await audit.read(connection)
    assert [(entry.who, entry.act, entry.subject, entry.detail) for entry in entries] == [
        ("slack:T1:U8", "set_desk", WORKSPACE, PLACE),
        ("slack:T1:U8", "set_rule", PLACE, "off"),
    ]


async def test_a_choice_taken_back_is_deleted(store: Store) -> None:
    """A day later nothing of it is left in the store."""
    clock = Clock()
    found = await Preferences.loaded(store, clock)
    await found.set_rule(PLACE, "off")
    await found.set_rule(PLACE, "on")
    clock.forward(days=2)
    await found.forget_taken_back()
    assert (await Preferences.loaded(store, clock)).rule(PLACE) == "on"
