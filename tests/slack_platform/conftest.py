"""The stand-in for its own tests, and a small app that talks to it through Slack's library."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.strict import strict
from tests.slack_platform.toy import TOY, Toy


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    """A stand-in with one workspace, ``acme``."""
    platform = SlackPlatform(TOY)
    platform.workspace("acme")
    async with strict(platform):
        yield platform


@pytest.fixture
async def toy(slack: SlackPlatform) -> AsyncIterator[Toy]:
    """The small app, connected by Socket Mode."""
    async with Toy.connected(slack) as toy:
        yield toy
