"""Shapes of JSON, for judging what is sent to Slack and for holding the stand-in to its own events.

A shape yields a ``Violation`` for each thing that does not fit. Lengths are in code points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Violation:
    """One thing that Slack refuses, or that we do not want there. ``where`` is a path."""

    where: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.code} {self.detail}".rstrip()


Found = Iterator[Violation]
Shape = Callable[[object, str], Found]


def text(most: int = 40_000, least: int = 1) -> Shape:
    """A string of so many characters; blanks alone are as good as none where one is asked for."""

    def judge(value: object, where: str) -> Found:
        if not isinstance(value, str):
            yield Violation(where, "no_text", type(value).__name__)
        elif len(value) > most:
            yield Violation(where, "too_long", f"{len(value)} > {most}")
        elif least and len(value.strip() or "") < least:
            yield Violation(where, "empty")

    return judge


def some(most: int) -> Shape:
    """A string of so many characters, be they blanks: not nothing."""

    def judge(value: object, where: str) -> Found:
        yield from text(most, 0)(value, where)
        if value == "":
            yield Violation(where, "empty")

    return judge


def exactly(*values: object) -> Shape:
    """One of these values."""

    def judge(value: object, where: str) -> Found:
        if not any(value is one or (value == one and type(value) is type(one)) for one in values):
            yield Violation(where, "not_one_of", f"{value!r} of {values!r}")

    return judge


def boolean(value: object, where: str) -> Found:
    """True or false."""
    if not isinstance(value, bool):
        yield Violation(where, "no_boolean", repr(value))


def whole(value: object, where: str) -> Found:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        yield Violation(where, "no_number", repr(value))


def anything(_value: object, _where: str) -> Found:
    """Whatever it is."""
    yield from ()


def listed(item: Shape, least: int = 0, most: int = 1000) -> Shape:
    """A list of these."""

    def judge(value: object, where: str) -> Found:
        if not isinstance(value, list):
            yield Violation(where, "no_list", type(value).__name__)
            return
        if not least <= len(value) <= most:
            yield Violation(where, "wrong_count", f"{len(value)} is not {least} to {most}")
        for number, one in enumerate(value):
            yield from item(one, f"{where}/{number}")

    return judge


def mapped(item: Shape) -> Shape:
    """An object whose names are data."""

    def judge(value: object, where: str) -> Found:
        if not isinstance(value, dict):
            yield Violation(where, "no_object", type(value).__name__)
            return
        for name, one in value.items():
            yield from item(one, f"{where}/{name}")

    return judge


def record(
    required: Mapping[str, Shape],
    optional: Mapping[str, Shape] | None = None,
    *,
    open_: bool = False,
) -> Shape:
    """An object of these fields and no others, unless it is open."""
    known = {**required, **(optional or {})}

    def judge(value: object, where: str) -> Found:
        if not isinstance(value, dict):
            yield Violation(where, "no_object", type(value).__name__)
            return
        for name in required.keys() - value.keys():
            yield Violation(f"{where}/{name}", "missing")
        for name, one in value.items():
            if name in known:
                yield from known[name](one, f"{where}/{name}")
            elif not open_:
                yield Violation(f"{where}/{name}", "unknown_field")

    return judge


def by_type(kinds: Mapping[str, Shape], field: str = "type") -> Shape:
    """An object whose shape its type tells; an unknown type is refused."""

    def judge(value: object, where: str) -> Found:
        kind = value.get(field) if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in kinds:
            yield from kinds[kind](value, where)
        else:
            yield Violation(where, "unknown_type", repr(kind))

    return judge


def either(*shapes: Shape) -> Shape:
    """Fits one of these; what the last one found is told when none does."""

    def judge(value: object, where: str) -> Found:
        found: list[Violation] = []
        for shape in shapes:
            found = list(shape(value, where))
            if not found:
                return
        yield from found

    return judge


def all_of(*shapes: Shape) -> Shape:
    """Fits each of these."""

    def judge(value: object, where: str) -> Found:
        for shape in shapes:
            yield from shape(value, where)

    return judge


NONE = exactly(None)
EMPTY_OR_TEXT = text(least=0)
