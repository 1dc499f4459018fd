"""Says what a JSON value must look like; objects are closed, so that an unknown field is a fault.

Both directions use it: what a bot sends is judged by Discord's limits, and what the stand-in says
is held to the documented shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: ``components.0.label``."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path or '(whole)'}: {self.what}"


Faults = Iterator[Fault]
Rule = Callable[[object, str], Faults]


def under(path: str, key: object) -> str:
    """The path of a part."""
    return f"{path}.{key}" if path else str(key)


def anything(value: object, path: str) -> Faults:
    """Takes all."""
    return iter(())


def text(low: int = 0, high: int = 10_000_000, pattern: str = "") -> Rule:
    """A string of so many code points."""

    def judge(value: object, path: str) -> Faults:
        if not isinstance(value, str):
            yield Fault(path, f"must be text, not {type(value).__name__}")
        elif not low <= len(value) <= high:
            yield Fault(path, f"must be {low} to {high} characters long, has {len(value)}")
        elif pattern and not re.fullmatch(pattern, value, re.DOTALL):
            yield Fault(path, f"must match {pattern}")

    return judge


snowflake = text(15, 20, r"\d+")


def integer(low: int = -(2**53), high: int = 2**53) -> Rule:
    """A whole number in these bounds."""

    def judge(value: object, path: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Fault(path, f"must be a whole number, not {type(value).__name__}")
        elif not low <= value <= high:
            yield Fault(path, f"must be from {low} to {high}, is {value}")

    return judge


def number(value: object, path: str) -> Faults:
    """A number, whole or not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Fault(path, "must be a number")


def boolean(value: object, path: str) -> Faults:
    """True or false."""
    if not isinstance(value, bool):
        yield Fault(path, f"must be true or false, not {type(value).__name__}")


def one_of(*allowed: object) -> Rule:
    """One of a few values."""

    def judge(value: object, path: str) -> Faults:
        if not any(value == one and type(value) is type(one) for one in allowed):
            yield Fault(path, f"must be one of {', '.join(map(repr, allowed))}")

    return judge


def nullable(rule: Rule) -> Rule:
    """Or null."""
    return lambda value, path: iter(()) if value is None else rule(value, path)


def either(*rules: Rule) -> Rule:
    """What one of several rules takes."""

    def judge(value: object, path: str) -> Faults:
        found = [list(rule(value, path)) for rule in rules]
        if all(found):
            yield from min(found, key=len)

    return judge


def items(rule: Rule, low: int = 0, high: int = 10_000) -> Rule:
    """A list of so many."""

    def judge(value: object, path: str) -> Faults:
        if not isinstance(value, list):
            yield Fault(path, f"must be a list, not {type(value).__name__}")
            return
        if not low <= len(value) <= high:
            yield Fault(path, f"must have {low} to {high} parts, has {len(value)}")
        for index, one in enumerate(value):
            yield from rule(one, under(path, index))

    return judge


def keyed(rule: Rule, key: Rule = anything) -> Rule:
    """An object whose keys are data."""

    def judge(value: object, path: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault(path, "must be an object")
            return
        for name, one in value.items():
            yield from key(name, path)
            yield from rule(one, under(path, name))

    return judge


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no others."""
    known = dict(required) | dict(optional or {})

    def judge(value: object, path: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault(path, f"must be an object, not {type(value).__name__}")
            return
        for name in required:
            if name not in value:
                yield Fault(under(path, name), "is required")
        for name, one in value.items():
            if name not in known:
                yield Fault(under(path, name), "is no field that Discord knows here")
            else:
                yield from known[name](one, under(path, name))

    return judge


def by_type(rules: Mapping[int, Rule], key: str = "type") -> Rule:
    """An object whose ``type`` says which rule it follows; another type has no place here."""

    def judge(value: object, path: str) -> Faults:
        kind = value.get(key) if isinstance(value, dict) else None
        if isinstance(kind, bool) or not isinstance(kind, int) or kind not in rules:
            yield Fault(under(path, key), f"must be one of {sorted(rules)}, is {kind!r}")
        else:
            yield from rules[kind](value, path)

    return judge


written_snowflake = either(snowflake, integer(1, 2**64))
"""An id as a client may write it: a number is taken too."""


def both(*rules: Rule) -> Rule:
    """What all of several rules take."""

    def judge(value: object, path: str) -> Faults:
        for rule in rules:
            yield from rule(value, path)

    return judge


def repeated(values: Sequence[object]) -> list[object]:
    """The values that occur more than once."""
    return [value for index, value in enumerate(values) if value in values[:index]]
