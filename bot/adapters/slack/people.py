"""What Slack says of a person, as the core sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.escape import label
from bot.adapters.slack.read import PLATFORM
from bot.core.chat import Who
from knowledge.model import Language

_LONGEST_NAME = 80


def who(
    team: str,
    user: str,
    info: Mapping[str, Any] | None,
    *,
    groups: frozenset[str] = frozenset(),
    stranger: bool = False,
) -> Who:
    """The person. Whoever Slack tells us nothing of counts as from outside: they may ask.

    ``info`` is the ``user`` of ``users.info``; ``stranger``: the payload names another workspace.
    """
    known = info or {}
    profile = known.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), known.get("name"), user)
    return Who(
        f"{PLATFORM}:{team}:{user}",
        label(next(filter(None, names)), _LONGEST_NAME),
        groups=groups,
        outside=stranger or info is None or is_outside(known, team),
        admin=bool(known.get("is_admin") or known.get("is_owner")),
        language=language_of(known.get("locale") or ""),
    )


def is_outside(info: Mapping[str, Any], team: str) -> bool:
    """Guests, people of connected organizations, and those who are gone."""
    if any(info.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger")):
        return True
    if info.get("deleted") or info.get("is_bot"):
        return True
    theirs = {info.get("team_id") or team, *(info.get("enterprise_user") or {}).get("teams", ())}
    return team not in theirs


def language_of(locale: str) -> Language | None:
    """The language of a locale as ``ja-JP``; None for those that we do not speak."""
    try:
        return Language(locale.replace("_", "-").partition("-")[0].lower())
    except ValueError:
        return None
