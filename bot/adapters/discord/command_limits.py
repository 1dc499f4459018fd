"""Discord's limits of commands, and what in them goes beyond: over the payload that is sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

COMMANDS, MENUS, OPTIONS, CHOICES = 100, 15, 25, 25
NAME, DESCRIPTION, CHOICE, ALL = 32, 100, 100, 8_000
CHAT_INPUT, SUBCOMMANDS = 1, (1, 2)
LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg "
    "ru uk hi th zh-CN ja zh-TW ko".split()
)
_NAME = re.compile(r"[-_'\w]{1,32}")

Payload = Mapping[str, Any]


def faults(commands: Sequence[Payload]) -> list[str]:
    """What Discord would refuse of these commands; none where they are fine."""
    found = [fault for command in commands for fault in _of_command(command)]
    kinds = Counter(command.get("type", CHAT_INPUT) == CHAT_INPUT for command in commands)
    if kinds[True] > COMMANDS or kinds[False] > MENUS:
        found.append(f"commands: {kinds}")
    names = Counter((command.get("type", CHAT_INPUT), command["name"]) for command in commands)
    return found + [f"{name} is there twice" for name, number in names.items() if number > 1]


def _of_command(command: Payload) -> Iterator[str]:
    menu = command.get("type", CHAT_INPUT) != CHAT_INPUT
    yield from _of_words(command, menu=menu)
    if (size := characters(command)) > ALL:
        yield f"{command['name']}: {size} characters in all"


def _of_words(part: Payload, *, menu: bool = False) -> Iterator[str]:
    for name in _all(part, "name"):
        written = 1 <= len(name) <= NAME if menu else _NAME.fullmatch(name)
        if not written or (not menu and name != name.lower()):
            yield f"name {name!r}"
    for description in _all(part, "description") if not menu else ():
        if not 1 <= len(description) <= DESCRIPTION:
            yield f"description {description!r}: {len(description)}"
    told = [part.get(f"{key}_localizations") or () for key in ("name", "description")]
    unknown = {locale for locales in told for locale in locales}
    yield from (f"locale {locale}" for locale in unknown - LOCALES)
    yield from _of_options(part)


def _of_options(part: Payload) -> Iterator[str]:
    options: Sequence[Payload] = part.get("options") or ()
    if len(options) > OPTIONS:
        yield f"{part['name']}: {len(options)} options"
    required = [bool(o.get("required")) for o in options if o["type"] not in SUBCOMMANDS]
    if required != sorted(required, reverse=True):
        yield f"{part['name']}: a required option after an optional one"
    for locale in (None, *LOCALES):
        names = [(o.get("name_localizations") or {}).get(locale, o["name"]) for o in options]
        if len(set(names)) < len(names):
            yield f"{part['name']}: two options of one name ({locale})"
    for option in options:
        yield from _of_words(option)
        yield from _of_choices(option)


def _of_choices(option: Payload) -> Iterator[str]:
    choices: Sequence[Payload] = option.get("choices") or ()
    if len(choices) > CHOICES:
        yield f"{option['name']}: {len(choices)} choices"
    if choices and option.get("autocomplete"):
        yield f"{option['name']}: choices and autocomplete"
    for choice in choices:
        for words in (*_all(choice, "name"), str(choice["value"])):
            if not 1 <= len(words) <= CHOICE:
                yield f"choice {words!r}"


def characters(part: Payload) -> int:
    """What Discord counts: names, descriptions, values, each in its longest language."""
    size = sum(max(map(len, _all(part, key)), default=0) for key in ("name", "description"))
    size += len(str(part.get("value", "")))
    inner = (*(part.get("options") or ()), *(part.get("choices") or ()))
    return size + sum(map(characters, inner))


def _all(part: Payload, key: str) -> list[str]:
    """The words in all languages."""
    own = [part[key]] if part.get(key) is not None else []
    return [*own, *(part.get(f"{key}_localizations") or {}).values()]
