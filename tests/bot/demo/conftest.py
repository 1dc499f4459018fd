"""One demonstration for all its tests, and the ways to talk with it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

from bot.demo import Ready, started
from tests.bot.demo.talking import Talking


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready]:
    """The running demonstration."""
    with started() as (ready, _):
        yield ready


@pytest.fixture
def talking(ready: Ready) -> Talking:
    """Python's own mail clients, pointed at it, trusting its authority."""
    return Talking(ready, ssl.create_default_context(cafile=str(ready.ca_file)))
