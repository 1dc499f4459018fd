"""Reads the conversations of ``tests/dialogues``, for whatever face runs them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.model import Language

FOLDER = Path(__file__).parents[1] / "dialogues"


@dataclass(frozen=True)
class Turn:
    """What a person says or picks, and what must come back; None where it is not looked at."""

    says: str = ""
    pick: str = ""
    language: Language | None = None
    topic: str | None = None
    blocks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    address: str | None = None
    picks: str = ""
    leaves: bool = False


@dataclass(frozen=True)
class Dialogue:
    """A conversation. ``greets``: it begins with the assistant's greeting."""

    name: str
    chat: Language
    turns: tuple[Turn, ...]
    greets: bool = False


def dialogues() -> Iterator[Dialogue]:
    """All conversations, in the order of their files."""
    for path in sorted(FOLDER.glob("*.toml")):
        for fields in tomllib.loads(path.read_text("utf-8"))["dialogue"]:
            turns = tuple(map(_turn, fields["turn"]))
            yield Dialogue(
                fields["name"], Language(fields["chat"]), turns, fields.get("greets", False)
            )


def _turn(fields: Mapping[str, Any]) -> Turn:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    if "language" in values:
        values["language"] = Language(values["language"])
    return Turn(**values)
