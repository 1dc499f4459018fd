"""A form as somebody sees it, and what their client sends when they submit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord_platform import described
from tests.discord_platform.judge.components import (
    CHECKBOX,
    CHECKBOX_GROUP,
    LABEL,
    RADIO_GROUP,
    ROW,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    USER_SELECT,
)
from tests.discord_platform.offered import NotOffered
from tests.discord_platform.places import User
from tests.discord_platform.posted import Posted


@dataclass(eq=False)
class Modal:
    """``about`` is the message from whose component it was opened. It can be sent once."""

    raw: Mapping[str, Any]
    asker: User
    about: Posted | None
    resolved: dict[str, Any] = field(default_factory=dict)
    sent: bool = False

    @property
    def title(self) -> str:
        return str(self.raw["title"])

    @property
    def labels(self) -> tuple[str, ...]:
        """What its parts are called, in order."""
        return tuple(_label(one) for one in self.raw["components"] if one["type"] != TEXT_DISPLAY)

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says between them."""
        return tuple(one["content"] for one in self.raw["components"] if "content" in one)

    def part(self, name: str) -> Mapping[str, Any]:
        """The part of a label or an id."""
        for one in self.raw["components"]:
            if one["type"] != TEXT_DISPLAY and name in (_label(one), _inner(one)["custom_id"]):
                return _inner(one)
        raise NotOffered(f"the form has no {name!r}, but {self.labels}")

    def submission(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent; what is not named stays as it was filled in.

        Raises:
            NotOffered: the client would not let it through.
        """
        if self.sent:
            raise NotOffered("a form is sent once")
        named = {self.part(name)["custom_id"]: value for name, value in values.items()}
        parts = [self._outer(one, named) for one in self.raw["components"]]
        self.sent = True
        data = {"custom_id": self.raw["custom_id"], "components": parts}
        return data | ({"resolved": self.resolved} if self.resolved else {})

    def _outer(self, one: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
        outer = {"type": one["type"], "id": one["id"]}
        if one["type"] == TEXT_DISPLAY:
            return outer
        inner = self._typed(_inner(one), named)
        return outer | ({"components": [inner]} if one["type"] == ROW else {"component": inner})

    def _typed(self, part: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
        given = {key: part[key] for key in ("type", "id", "custom_id")}
        value = named.get(part["custom_id"])
        match part["type"]:
            case kind if kind == TEXT_INPUT:
                return given | {"value": _text(part, value)}
            case kind if kind == RADIO_GROUP:
                picked = _picked(part, value)
                return given | {"value": picked[0] if picked else None}
            case kind if kind == CHECKBOX:
                return given | {"value": bool(part.get("default") if value is None else value)}
            case kind if kind in (STRING_SELECT, CHECKBOX_GROUP):
                return given | {"values": _picked(part, value)}
            case kind if kind == USER_SELECT:
                return given | {"values": self._people(part, value)}
        raise NotOffered(f"the stand-in does not fill in parts of type {part['type']}")

    def _people(self, part: Mapping[str, Any], value: User | None) -> list[str]:
        if value is None:
            return [one["id"] for one in part.get("default_values") or []]
        self.resolved.setdefault("users", {})[value.id] = described.user(value)
        return [value.id]


def _text(part: Mapping[str, Any], value: str | None) -> str:
    typed = str((part.get("value") or "") if value is None else value)
    low, high = part.get("min_length") or 0, part.get("max_length") or 4000
    if part["style"] == 1 and "\n" in typed:
        raise NotOffered(f"{part['custom_id']} has one line")
    if (not typed and part.get("required", True)) or (typed and not low <= len(typed) <= high):
        raise NotOffered(f"{part['custom_id']} takes {low} to {high} characters: {typed!r}")
    return typed


def _picked(part: Mapping[str, Any], value: str | list[str] | None) -> list[str]:
    options = part["options"]
    if value is None:
        picked = [one["value"] for one in options if one.get("default")]
    else:
        wanted = [value] if isinstance(value, str) else value
        picked = [
            one["value"] for one in options if one["value"] in wanted or one["label"] in wanted
        ]
        if len(picked) != len(wanted):
            raise NotOffered(f"{wanted} is not among {[one['label'] for one in options]}")
    if not picked and part.get("required", True):
        raise NotOffered(f"{part['custom_id']} must be picked")
    return picked


def _inner(outer: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = outer["component"] if outer["type"] == LABEL else outer["components"][0]
    assert isinstance(inner, dict)
    return inner


def _label(outer: Mapping[str, Any]) -> str:
    return str(outer["label"] if outer["type"] == LABEL else _inner(outer)["label"])
