"""A person's home tab."""

from __future__ import annotations

from typing import Any

from bot.adapters.slack.limits import Surface
from bot.adapters.slack.render import Renderer
from bot.core.model import Reply

Json = dict[str, Any]


def home_view(reply: Reply, renderer: Renderer) -> Json:
    """The view of a reply about oneself; what is too much for one page is left out."""
    blocks = renderer.on(Surface.HOME, reply.blocks, reply.language)
    return {"type": "home", "blocks": blocks or [{"type": "divider"}]}
