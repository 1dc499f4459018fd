"""The judge of forms and of commands takes what Discord takes, and refuses what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_platform.judge.commands import (
    CHOICES,
    LETTERS_IN_ALL,
    judge_all,
    judge_command,
    letters_of,
)
from tests.discord_platform.judge.modals import judge_modal

INPUT = {"type": 4, "custom_id": "a", "style": 1}
TWO = [{"label": letter, "value": letter} for letter in "ab"]
RADIO = {"type": 21, "custom_id": "r", "options": TWO}


def label(component: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A labelled part."""
    return {"type": 18, "label": "L", "component": component, **more}


def modal(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form."""
    return {"title": "T", "custom_id": "m", "components": list(parts), **more}


GOOD_MODALS = {
    "one": modal(label(INPUT)),
    "each kind": modal(
        label(RADIO, description="あ" * 100),
        label({"type": 19, "custom_id": "f", "max_values": 3}),
        label({"type": 22, "custom_id": "g", "options": TWO}),
        label({"type": 23, "custom_id": "h"}),
        {"type": 10, "content": "words"},
    ),
    "old row": modal({"type": 1, "components": [{**INPUT, "label": "x"}]}),
    "title 45": modal(label(INPUT), title="𠮷" * 45),
}
BAD_MODALS = {
    "no parts": modal(),
    "six parts": modal(*(label({**INPUT, "custom_id": str(n)}) for n in range(6))),
    "title 46": modal(label(INPUT), title="x" * 46),
    "no title": modal(label(INPUT), title=""),
    "label 46": modal(label(INPUT, label="x" * 46)),
    "description 101": modal(label(INPUT, description="x" * 101)),
    "custom_id twice": modal(label(INPUT), label(INPUT)),
    "bare input": modal(INPUT),
    "a label inside": modal(label({**INPUT, "label": "x"})),
    "style 3": modal(label({**INPUT, "style": 3})),
    "value 4001": modal(label({**INPUT, "value": "x" * 4001})),
    "value above max_length": modal(label({**INPUT, "value": "xxx", "max_length": 2})),
    "placeholder 101": modal(label({**INPUT, "placeholder": "x" * 101})),
    "one radio button": modal(label({**RADIO, "options": TWO[:1]})),
    "button in a form": modal(label({"type": 2, "style": 1, "label": "x", "custom_id": "x"})),
    "flags": modal(label(INPUT), flags=64),
}


@pytest.mark.parametrize("payload", GOOD_MODALS.values(), ids=GOOD_MODALS)
def test_good_forms_pass(payload: dict[str, Any]) -> None:
    """Those at the limits too."""
    assert not list(judge_modal(payload, ""))


@pytest.mark.parametrize("payload", BAD_MODALS.values(), ids=BAD_MODALS)
def test_bad_forms_are_refused(payload: dict[str, Any]) -> None:
    """Each for the one thing that its name says."""
    assert list(judge_modal(payload, ""))


def option(name: str = "x", **more: Any) -> dict[str, Any]:
    """A text to fill in."""
    return {"type": 3, "name": name, "description": "d", **more}


def command(*options: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A slash command."""
    return {"name": "mail", "description": "d", "options": list(options), **more}


CHOICE = {"name": "A", "value": "a"}
GOOD_COMMANDS = {
    "plain": command(option()),
    "japanese": command(name="メール", name_localizations={"ja": "メール"}),
    "required first": command(option("a", required=True), option("b")),
    "subcommand": command({"type": 1, "name": "ask", "description": "d", "options": [option()]}),
    "menu": {"type": 3, "name": "Explain this mail error"},
    "nsfw": command(nsfw=False),
}
BAD_COMMANDS = {
    "upper case": command(name="Mail"),
    "space": command(name="mail ask"),
    "name 33": command(name="x" * 33),
    "no description": command(description=""),
    "description 101": command(description="x" * 101),
    "required last": command(option("a"), option("b", required=True)),
    "name twice": command(option("a"), option("a")),
    "26 options": command(*(option(f"o{n}") for n in range(26))),
    "26 choices": command(option(choices=[{"name": f"{n}", "value": f"{n}"} for n in range(26)])),
    "choice twice": command(option(choices=[CHOICE, CHOICE])),
    "choices and autocomplete": command(option(choices=[CHOICE], autocomplete=True)),
    "choice of another type": command(option(choices=[{"name": "A", "value": 1}])),
    "language": command(name_localizations={"jp": "メール"}),
    "upper case in a language": command(name_localizations={"de": "Mail"}),
    "subcommand beside an option": command(
        {"type": 1, "name": "ask", "description": "d"}, option()
    ),
    "menu with a description": {"type": 3, "name": "Explain", "description": "d"},
    "menu with options": {"type": 3, "name": "Explain", "options": [option()]},
    "unknown field": command(hint="x"),
    "8001 characters": command(
        *(
            option(f"o{n}", choices=[{"name": f"{m:099}", "value": f"{m}"} for m in range(25)])
            for n in range(4)
        )
    ),
}


@pytest.mark.parametrize("payload", GOOD_COMMANDS.values(), ids=GOOD_COMMANDS)
def test_good_commands_pass(payload: dict[str, Any]) -> None:
    """In Japanese too."""
    assert not list(judge_command(payload))


@pytest.mark.parametrize("payload", BAD_COMMANDS.values(), ids=BAD_COMMANDS)
def test_bad_commands_are_refused(payload: dict[str, Any]) -> None:
    """Each for the one thing that its name says."""
    assert list(judge_command(payload))


def test_the_longest_language_counts() -> None:
    """Towards the 8,000 characters."""
    short = command(option(description="d"))
    long = command(option(description="d", description_localizations={"ja": "あ" * 100}))
    assert letters_of(long) - letters_of(short) == 99
    assert letters_of(BAD_COMMANDS["8001 characters"]) > LETTERS_IN_ALL


def test_how_many_commands_there_may_be() -> None:
    """100 slash commands and 15 menus; no name twice."""
    assert not list(judge_all([command(name=f"c{n}") for n in range(100)]))
    assert list(judge_all([command(name=f"c{n}") for n in range(101)]))
    menus = [{"type": 3, "name": f"Menu {n}"} for n in range(16)]
    assert not list(judge_all(menus[:15]))
    assert list(judge_all(menus))
    assert list(judge_all([command(), command()]))


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": str(n), "value": str(n)} for n in range(26)],
        [{"name": "x" * 101, "value": "x"}],
        [{"name": "x", "value": "x" * 101}],
        [{"name": "", "value": "x"}],
    ],
)
def test_what_completes_an_option(choices: list[dict[str, Any]]) -> None:
    """25 at most, each short."""
    assert list(CHOICES(choices, ""))
    assert not list(CHOICES([CHOICE] * 25, ""))
