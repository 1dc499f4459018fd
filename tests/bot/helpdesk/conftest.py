"""Helpdesks for tests, on each database."""

from __future__ import annotations

import pytest_asyncio

from bot.store.store import Store
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.helpdesk.world import World
from tests.bot.store.conftest import pytest_configure
from tests.bot.store.databases import postgresql, store, url

__all__ = ["postgresql", "pytest_configure", "store", "url"]


@pytest_asyncio.fixture
async def world(store: Store, knowledge: Knowledge, speaker: Speaker) -> World:
    """One process of a helpdesk."""
    return await World(store, knowledge, speaker).begin()
