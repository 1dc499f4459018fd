"""A check that is grave enough opens a case by itself, where the operator says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.store.store import Store
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language, Severity
from knowledge.speak import Speaker
from tests.bot import results
from tests.bot.helpdesk.platform import AOI, BEN, CHANNEL
from tests.bot.helpdesk.test_outages import broken
from tests.bot.helpdesk.world import SETTINGS, World


@pytest.mark.parametrize(
    ("least", "opened"), [(None, 0), (Severity.URGENT, 1), (Severity.NORMAL, 2)]
)
async def test_from_a_severity_on(
    store: Store, knowledge: Knowledge, speaker: Speaker, least: Severity | None, opened: int
) -> None:
    """A server that is down is urgent, a wrong password is not."""
    settings = replace(SETTINGS, cases_from=least)
    world = await World(store, knowledge, speaker, settings).begin()
    down = broken(Cause.SERVER_UNAVAILABLE)
    await world.helpdesk.checked(BEN, CHANNEL, down, Language.EN)
    await world.helpdesk.checked(AOI, CHANNEL, results.report(results.failed()), Language.JA)
    await world.helpdesk.checked(AOI, CHANNEL, results.report(results.worked()), Language.JA)
    await world.helpdesk.tick()
    assert len(world.slack.posted) == opened


async def test_once_a_day_for_a_person_and_a_cause(
    store: Store, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Whoever tries again and again has one case; with its evidence, without a word."""
    settings = replace(SETTINGS, cases_from=Severity.URGENT)
    world = await World(store, knowledge, speaker, settings).begin()
    for _ in range(5):
        await world.helpdesk.checked(BEN, CHANNEL, broken(), Language.EN)
        world.clock.forward(minutes=1)
    await world.helpdesk.tick()
    (case,) = await world.helpdesk.cases.of(BEN.id)
    assert (case.cause, case.words) == (Cause.SERVER_UNAVAILABLE, "")
    assert "Confirmed" in world.slack.card()
    world.clock.forward(days=1)
    await world.helpdesk.checked(BEN, CHANNEL, broken(), Language.EN)
    assert len(await world.helpdesk.cases.of(BEN.id)) == 2
