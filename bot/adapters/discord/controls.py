"""The part of a reply that is pressed: choices, feedback, forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from bot.adapters.discord import ids
from bot.adapters.discord.escape import cut, units
from bot.adapters.discord.parts import Display, Inner, Menu, Option, Press, Row
from bot.adapters.discord.spans import spans
from bot.adapters.discord.words import Words
from bot.core.model import Choice, Choices, Feedback, Form, Reply, Weight

_T = TypeVar("_T")

ROW, MENU, LABEL, OPTION_LABEL, LEAD = 5, 25, 80, 100, 300
_MOST_BUTTONS = 10
"""More plain choices than these are a menu: two rows of buttons are what a phone shows."""
_MOST_PARTS = 24
"""Parts of the controls on one page, so that there is room for what is read."""


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that belong together."""

    parts: tuple[Inner, ...]

    @property
    def count(self) -> int:
        """Parts, nested ones included."""
        return sum(1 + len(part.items) if isinstance(part, Row) else 1 for part in self.parts)

    @property
    def text(self) -> int:
        """UTF-16 units of text."""
        return sum(units(part.text) for part in self.parts if isinstance(part, Display))


def groups(reply: Reply, words: Words, key: str) -> list[Group]:
    """The controls of a reply, in order, each with an id of its own."""
    found: list[Group] = []
    used: set[str] = set()
    numbers, menus = count(), count()
    for block in reply.blocks:
        match block:
            case Choices():
                options = _options(block, key, numbers, used)
                found += _choices(block, options, words, menus)
            case Feedback():
                found += _feedback(block, used)
            case Form():
                found += _form(block, key, used)
    return found


def pages(found: Sequence[Group]) -> list[tuple[Group, ...]]:
    """The groups on pages; one page of none where there are none."""
    placed: list[list[Group]] = [[]]
    for group in found:
        full = sum(one.count for one in placed[-1]) + group.count > _MOST_PARTS
        if placed[-1] and full:
            placed.append([])
        placed[-1].append(group)
    return [tuple(page) for page in placed]


def numbered_choices(reply: Reply) -> list[Choice]:
    """The choices by the number that stands in ``ids.choice``."""
    found = [choice for block in reply.blocks for choice in _choices_of(block)]
    return [*found]


def _choices_of(block: object) -> tuple[Choice, ...]:
    return block.choices if isinstance(block, Choices) else ()


_Numbered = list[tuple[Choice, str]]


def _options(block: Choices, key: str, numbers: Iterator[int], used: set[str]) -> _Numbered:
    """The choices with their ids; a second one that stands for the same is left out."""
    found: _Numbered = []
    for choice, number in zip(block.choices, numbers, strict=False):
        identifier = ids.choice(choice.message, key, number)
        if identifier not in used:
            used.add(identifier)
            found.append((choice, identifier))
    return found


def _choices(
    block: Choices, options: _Numbered, words: Words, menus: Iterator[int]
) -> Iterator[Group]:
    """Buttons where they are few; a menu where they are many or their names are long."""
    plain = all(choice.weight is Weight.PLAIN for choice, _ in options)
    long = len(options) > 1 and any(units(choice.label) > LABEL for choice, _ in options)
    lead = _lead(block)
    if plain and (len(options) > _MOST_BUTTONS or long):
        placeholder = cut(words.pick, 150)
        for some in _by(options, MENU):
            entries = tuple(Option(_label(c, OPTION_LABEL), id_) for c, id_ in some)
            yield Group((*lead, Row((Menu(ids.menu(next(menus)), entries, placeholder),))))
            lead = ()
        return
    rows = [Row(tuple(_press(c, id_) for c, id_ in some)) for some in _by(options, ROW)]
    for some_rows in _by(rows, 2):
        yield Group((*lead, *some_rows))
        lead = ()


def _lead(block: Choices) -> tuple[Inner, ...]:
    lead = spans(block.lead)
    if units(lead) > LEAD:
        # Cut as plain text: what is escaped or marked must not be cut through.
        lead = cut(spans(tuple(replace(span, href="") for span in block.lead)), LEAD)
    return (Display(lead),) if lead.strip() else ()


def _press(choice: Choice, identifier: str) -> Press:
    return Press(_label(choice, LABEL), identifier, choice.weight)


def _label(choice: Choice, most: int) -> str:
    return cut(choice.label.strip() or choice.message.strip() or "…", most)


def _feedback(block: Feedback, used: set[str]) -> Iterator[Group]:
    """Two buttons; none where the message is too long to stand in an id."""
    answers = ((block.yes, f"{block.message}:yes"), (block.no, f"{block.message}:no"))
    named = [(label, f"p:{message}") for label, message in answers]
    if any(id_ in used or len(id_) > ids.LONGEST for _, id_ in named):
        return
    used.update(id_ for _, id_ in named)
    yield Group((Row(tuple(Press(_label(Choice(t, id_), LABEL), id_) for t, id_ in named)),))


def _form(block: Form, key: str, used: set[str]) -> Iterator[Group]:
    identifier = ids.form(key, block.id)
    if identifier not in used:
        used.add(identifier)
        label = _label(Choice(block.title, block.id), LABEL)
        yield Group((Row((Press(label, identifier, Weight.PRIMARY),)),))


def _by(some: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (some[at : at + size] for at in range(0, len(some), size))
