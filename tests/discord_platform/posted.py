"""A message as it stands on the platform, and what somebody reads in it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord_platform.judge.components import BUTTON, SELECTS, every_part
from tests.discord_platform.places import Channel, User

LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class State:
    """How a message looked from a moment on (seconds of the injected clock)."""

    at: float
    raw: Mapping[str, Any]


@dataclass(eq=False)
class Posted:
    """``only_for`` is the one who sees it, where it is ephemeral."""

    raw: dict[str, Any]
    channel: Channel
    only_for: User | None = None
    deleted: bool = False
    uploads: dict[str, bytes] = field(default_factory=dict)
    states: list[State] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def loading(self) -> bool:
        """Whether it says only that the application is thinking."""
        return bool(self.raw["flags"] & LOADING)

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "\n".join(words_of(self.raw))

    @property
    def labels(self) -> tuple[str, ...]:
        """What its buttons say."""
        return tuple(str(one.get("label") or "") for one in self.parts(BUTTON))

    @property
    def links(self) -> tuple[str, ...]:
        """Where its link buttons lead."""
        return tuple(str(one["url"]) for one in self.parts(BUTTON) if one.get("url"))

    @property
    def menus(self) -> tuple[Mapping[str, Any], ...]:
        """Its selects."""
        return self.parts(*SELECTS)

    @property
    def files(self) -> Mapping[str, bytes]:
        """What hangs on it now."""
        names = [one["filename"] for one in self.raw["attachments"]]
        return {name: self.uploads[name] for name in names}

    def parts(self, *kinds: int) -> tuple[Mapping[str, Any], ...]:
        """Its components of some kinds."""
        return tuple(one for one in every_part(self.raw["components"]) if one["type"] in kinds)

    def button(self, label: str) -> Mapping[str, Any]:
        """The button that says this."""
        found = [one for one in self.parts(BUTTON) if one.get("label") == label]
        assert len(found) == 1, f"{len(found)} buttons say {label!r}; there are {self.labels}"
        return found[0]

    def visible_to(self, user: User) -> bool:
        """Whether somebody can read it."""
        if self.deleted:
            return False
        return self.only_for is user if self.only_for else self.channel.has(user)

    def keep_state(self, at: float) -> None:
        """Remember how it looks now."""
        self.states.append(State(at, copy.deepcopy(self.raw)))


def words_of(raw: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a message: content, embeds, components, descriptions, names of files."""
    if raw.get("content"):
        yield str(raw["content"])
    for embed in raw.get("embeds") or []:
        yield from _embed_words(embed)
    for part in every_part(raw.get("components")):
        yield from _part_words(part)
    for one in raw.get("attachments") or []:
        yield str(one["filename"])


def _embed_words(embed: Mapping[str, Any]) -> Iterator[str]:
    parts = [embed.get("title"), embed.get("description")]
    for field_ in embed.get("fields") or []:
        parts += [field_["name"], field_["value"]]
    parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    yield from (str(one) for one in parts if one)


def _part_words(part: Mapping[str, Any]) -> Iterator[str]:
    for key in ("content", "label", "placeholder", "description"):
        if part.get(key):
            yield str(part[key])
    for one in (*(part.get("items") or []), *(part.get("options") or [])):
        for key in ("label", "description"):
            if one.get(key):
                yield str(one[key])
