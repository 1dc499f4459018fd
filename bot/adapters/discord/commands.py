"""The commands as people see them: names, descriptions and choices, from the wording.

Names stand for themselves in English and Japanese; Discord shows each person those of their own
language. What a command does is in ``run.tree``.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.discord.words import Phrases
from knowledge.model import Language

PROTOCOLS = ("imap", "pop3", "smtp")
SECURITIES = ("tls", "starttls")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to fill in; ``choices`` are values whose names the wording tells."""

    name: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand, and what it takes."""

    name: str
    options: tuple[Option, ...] = ()


COMMANDS = (
    Command("ask", (Option("question"), Option("private"))),
    Command(
        "check",
        (
            Option("address"),
            Option("protocol", PROTOCOLS),
            Option("host"),
            Option("port"),
            Option("security", SECURITIES),
        ),
    ),
    Command("triage", (Option("text"), Option("file"))),
    Command("port", (Option("number"), Option("private"))),
    Command("provider", (Option("name"), Option("private"))),
    Command("help"),
)
"""What stands below the command whose name the operator chooses."""

MENU = "explain"
"""The entry in the menu of every message."""

SETTINGS = Command("settings")
"""A command of its own, so that Discord's permissions can keep it to administrators."""

MARKS = ("name", "description")


def phrase(phrases: Phrases, key: str, language: Language) -> str:
    """One of the commands' words: ``ask.name``, ``ask.question.description``."""
    return phrases.plain(f"discord.commands.{key}", language)


def phrase_keys() -> tuple[str, ...]:
    """The keys of all the words: those that both languages must have."""
    found = [f"group.{mark}" for mark in MARKS[1:]]
    found.append(f"{SETTINGS.name}.description")
    for command in COMMANDS:
        found += [f"{command.name}.{mark}" for mark in MARKS]
        for option in command.options:
            found += [f"{command.name}.options.{option.name}.{mark}" for mark in MARKS]
            found += [f"choices.{option.name}.{value}" for value in option.choices]
    return tuple(dict.fromkeys([*found, f"{MENU}.name"]))
