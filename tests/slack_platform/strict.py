"""A stand-in that fails the test in which something wrong was sent to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.slack_platform.actor import Actor
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.server import listening
from tests.slack_platform.workspace import Workspace


@asynccontextmanager
async def strict(platform: SlackPlatform) -> AsyncIterator[SlackPlatform]:
    """The stand-in, which must have found nothing wrong when the block ends."""
    async with listening(platform):
        yield platform
        assert not platform.violations, [str(one) for one in platform.violations]


def actor(platform: SlackPlatform, workspace: Workspace, name: str, locale: str = "en-US") -> Actor:
    """A new person of this name, at a client."""
    return Actor(platform, workspace, workspace.add_person(name, locale=locale))
