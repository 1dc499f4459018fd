"""The demonstration's mail servers, and check pages in front of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.demo import Ready, started
from knowledge.load import Knowledge, open_knowledge
from tests.bot.web.world import World, world


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready]:
    """The running demonstration."""
    with started() as (ready, _):
        yield ready


@pytest.fixture(scope="session")
def demo_knowledge(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """What we know with the demonstration's overlay."""
    return open_knowledge(ready.overlay, tmp_path_factory.mktemp("cache"))


@pytest.fixture
async def web(demo_knowledge: Knowledge, ready: Ready) -> AsyncIterator[World]:
    """A server of check pages, a chat in front of it, and a client that is no browser."""
    async with world(demo_knowledge, ready.ca_file) as there:
        yield there


@pytest.fixture
def ca_file(ready: Ready) -> Path:
    """What to trust of the demonstration."""
    return ready.ca_file
