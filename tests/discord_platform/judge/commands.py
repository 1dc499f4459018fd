"""Application commands: names, options, languages, and 8,000 characters in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.discord_platform.schema import (
    Fault,
    Faults,
    Rule,
    anything,
    boolean,
    both,
    by_type,
    either,
    integer,
    items,
    keyed,
    nullable,
    number,
    one_of,
    record,
    repeated,
    text,
    under,
)

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 1, 2, 3, 4, 5, 10, 11
MOST = {CHAT_INPUT: 100, USER_MENU: 15, MESSAGE_MENU: 15}
LETTERS_IN_ALL = 8000

LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru"
    " uk hi th zh-CN ja zh-TW ko".split()
)


def _locale(value: object, path: str) -> Faults:
    if value not in LOCALES:
        yield Fault(path, f"{value!r} is no language of Discord's")


def _lower(value: object, path: str) -> Faults:
    yield from text(1, 32)(value, path)
    if not isinstance(value, str):
        return
    if value != value.lower():
        yield Fault(path, "must be lower case")
    if any(not (one in "-_'" or one.isalnum() or _marks(one)) for one in value):
        yield Fault(path, "may hold letters, digits, - and _ only")


def _marks(letter: str) -> bool:
    """Vowel signs of Devanagari and Thai, and Japanese's long vowel."""
    return "\u0900" <= letter <= "\u097f" or "\u0e00" <= letter <= "\u0e7f" or letter == "ー"


def _localized(rule: Rule) -> Rule:
    return nullable(keyed(rule, _locale))


def _named(name: Rule, description: Rule) -> dict[str, Rule]:
    return {
        "name": name,
        "name_localizations": _localized(name),
        "description": description,
        "description_localizations": _localized(description),
    }


SAYS = text(1, 100)
LOWER_NAMED = _named(_lower, SAYS)


def _choice(value: Rule) -> Rule:
    return record({"name": SAYS, "value": value}, {"name_localizations": _localized(SAYS)})


def _option_ties(value: object, path: str) -> Faults:
    option: dict[str, Any] = value if isinstance(value, dict) else {}
    if option.get("autocomplete") and option.get("choices"):
        yield Fault(path, "autocomplete and choices exclude each other")
    for key in ("name", "value"):
        for again in repeated([one.get(key) for one in option.get("choices") or []]):
            yield Fault(under(path, "choices"), f"the {key} {again!r} occurs twice")


def _option(kind: int, more: Mapping[str, Rule]) -> Rule:
    required = {
        "type": one_of(kind),
        "name": LOWER_NAMED["name"],
        "description": LOWER_NAMED["description"],
    }
    return both(record(required, LOWER_NAMED | {"required": boolean} | dict(more)), _option_ties)


_completing = {"autocomplete": boolean}
VALUES: Mapping[int, Rule] = {
    STRING: _option(
        STRING,
        {
            "choices": items(_choice(text(1, 100)), 0, 25),
            "min_length": integer(0, 6000),
            "max_length": integer(1, 6000),
            **_completing,
        },
    ),
    INTEGER: _option(
        INTEGER,
        {
            "choices": items(_choice(integer()), 0, 25),
            "min_value": integer(),
            "max_value": integer(),
            **_completing,
        },
    ),
    BOOLEAN: _option(BOOLEAN, {}),
    **{kind: _option(kind, {}) for kind in (6, 8, 9, ATTACHMENT)},
    7: _option(7, {"channel_types": items(integer(0, 16))}),
    NUMBER: _option(
        NUMBER,
        {
            "choices": items(_choice(number), 0, 25),
            "min_value": number,
            "max_value": number,
            **_completing,
        },
    ),
}


def _in_order(value: object, path: str) -> Faults:
    """Names differ, and what is required stands before what is not."""
    options = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    for again in repeated([one.get("name") for one in options]):
        yield Fault(path, f"the name {again!r} occurs twice")
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        yield Fault(path, "a required option stands after one that is not")
    kinds = {one.get("type") in (SUBCOMMAND, GROUP) for one in options}
    if len(kinds) > 1:
        yield Fault(path, "subcommands and other options exclude each other")


OPTIONS = both(items(by_type(VALUES), 0, 25), _in_order)
A_SUBCOMMAND = record(
    {
        "type": one_of(SUBCOMMAND),
        "name": LOWER_NAMED["name"],
        "description": LOWER_NAMED["description"],
    },
    LOWER_NAMED | {"options": OPTIONS, "required": boolean},
)
A_GROUP = record(
    {
        "type": one_of(GROUP),
        "name": LOWER_NAMED["name"],
        "description": LOWER_NAMED["description"],
    },
    LOWER_NAMED
    | {
        "options": both(items(by_type({SUBCOMMAND: A_SUBCOMMAND}), 1, 25), _in_order),
        "required": boolean,
    },
)
TOP = both(items(by_type({**VALUES, SUBCOMMAND: A_SUBCOMMAND, GROUP: A_GROUP}), 0, 25), _in_order)

_SETTINGS: Mapping[str, Rule] = {
    "type": one_of(CHAT_INPUT, USER_MENU, MESSAGE_MENU),
    "default_member_permissions": nullable(either(text(1, 20, r"\d+"), integer(0))),
    "dm_permission": nullable(boolean),
    "nsfw": boolean,
    "integration_types": nullable(items(integer(0, 1), 1, 2)),
    "contexts": nullable(items(integer(0, 2), 0, 3)),
    "handler": integer(1, 2),
    "id": anything,
}
A_CHAT_INPUT = record(
    {"name": LOWER_NAMED["name"], "description": LOWER_NAMED["description"]},
    LOWER_NAMED | dict(_SETTINGS) | {"options": TOP},
)
_MENU_NAMED = _named(text(1, 32), text(0, 0))
A_MENU = record({"name": _MENU_NAMED["name"]}, _MENU_NAMED | dict(_SETTINGS))


def judge_command(value: object, path: str = "") -> Faults:
    """All that holds for one command."""
    kind = value.get("type", CHAT_INPUT) if isinstance(value, dict) else CHAT_INPUT
    yield from (A_CHAT_INPUT if kind == CHAT_INPUT else A_MENU)(value, path)
    letters = letters_of(value)
    if letters > LETTERS_IN_ALL:
        yield Fault(path, f"{letters} characters in all; {LETTERS_IN_ALL} are allowed")


def judge_all(value: object) -> Faults:
    """All that holds for all commands of an application or of a guild."""
    if not isinstance(value, list):
        yield Fault("", "must be a list")
        return
    for index, one in enumerate(value):
        yield from judge_command(one, str(index))
    kinds = [one.get("type", CHAT_INPUT) for one in value if isinstance(one, dict)]
    for kind, most in MOST.items():
        if kinds.count(kind) > most:
            yield Fault("", f"{kinds.count(kind)} commands of type {kind}; {most} are allowed")
    for again in repeated([(one.get("type", CHAT_INPUT), one.get("name")) for one in value]):
        yield Fault("", f"{again!r} occurs twice")


def letters_of(value: object) -> int:
    """The characters that count: of names, descriptions and values, the longest language's."""
    return sum(_letters(one) for one in _described(value))


def _described(value: object) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict):
        return
    yield value
    for key in ("options", "choices"):
        for one in value.get(key) or []:
            yield from _described(one)


def _letters(part: dict[str, Any]) -> int:
    worded = sum(
        max(len(part.get(key) or ""), *_lengths(part.get(f"{key}_localizations")))
        for key in ("name", "description")
    )
    value = part.get("value")
    return worded + (len(value) if isinstance(value, str) else 0)


def _lengths(localized: dict[str, str] | None) -> list[int]:
    return [0, *(len(one) for one in (localized or {}).values())]


CHOICES = items(
    record(
        {"name": SAYS, "value": either(text(1, 100), number)},
        {"name_localizations": _localized(SAYS)},
    ),
    0,
    25,
)
"""What completes an option while it is typed."""
