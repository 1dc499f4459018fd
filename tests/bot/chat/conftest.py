"""A conversation over the demonstration's mail servers, with the check page behind it."""

from __future__ import annotations

import pytest

from knowledge.speak import Speaker
from tests.bot.chat.talk import Talk
from tests.bot.web.conftest import ca_file, demo_knowledge, ready, web
from tests.bot.web.world import World

__all__ = ["ca_file", "demo_knowledge", "ready", "web"]


@pytest.fixture
def talk(web: World) -> Talk:
    """Somebody who talks with us, and the page on which they type."""
    return Talk(web, Speaker(web.knowledge))
