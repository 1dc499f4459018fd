"""What Discord would take, and we do not want sent: pings, and pictures without a description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_platform.judge.components import GALLERY, THUMBNAIL, every_part
from tests.discord_platform.schema import Fault, Faults


def judge_manners(message: Mapping[str, Any]) -> Faults:
    """Nothing that is sent may ping anybody, and every picture says what it shows."""
    yield from _pings(message)
    for part in every_part(message.get("components")):
        pictures = part.get("items", []) if part.get("type") == GALLERY else []
        if part.get("type") == THUMBNAIL:
            pictures = [part]
        if any(not picture.get("description") for picture in pictures):
            yield Fault("components", "a picture has no description")


def _pings(message: Mapping[str, Any]) -> Faults:
    if not (message.get("content") or message.get("components")):
        return
    allowed = message.get("allowed_mentions")
    if not isinstance(allowed, dict) or allowed.get("parse") != []:
        yield Fault("allowed_mentions", "does not say that nobody is pinged")
    elif allowed.get("users") or allowed.get("roles") or allowed.get("replied_user"):
        yield Fault("allowed_mentions", "names somebody to ping")
