"""Arguments of a command: parsed by argparse, spoken in the reader's language.

argparse brings English sentences of its own; everything here goes around them, so that
a wrong option is told in one line, in Japanese too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

Say = Callable[..., str]
"""Speaks a phrase in the reader's language: key and values to text."""


class UsageError(Exception):
    """The command was called wrongly; ``code`` and ``values`` are a phrase of ``usage``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


class Arguments(argparse.ArgumentParser):
    """A command's arguments. ``read`` gives them, or raises ``UsageError``."""

    def __init__(self, command: str, say: Say) -> None:
        prefix = say("usage.prefix") + " "

        class Formatter(argparse.HelpFormatter):
            def add_usage(
                self,
                usage: str | None,
                actions: Iterable[argparse.Action],
                groups: Iterable[Any],
                prefix_: str | None = None,
            ) -> None:
                super().add_usage(usage, actions, groups, prefix)

            def _split_lines(self, text: str, width: int) -> list[str]:
                return _wrapped(text, width)

            def _fill_text(self, text: str, width: int, indent: str) -> str:
                return "\n".join(indent + line for line in _wrapped(text, width))

        super().__init__(
            prog=f"mailmedic {command}".strip(),
            description=say(f"commands.{command or 'mailmedic'}"),
            formatter_class=Formatter,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self._say = say
        self._flags: set[str] = set()
        self._word = ""
        self._positionals.title = say("usage.positionals")
        self._optionals.title = say("usage.options")
        self.flag("--help", short="-h")

    def flag(self, name: str, short: str = "") -> None:
        """An option without a value."""
        names = (short, name) if short else (name,)
        self._flags.add("/".join(names))
        self.add_argument(*names, action="store_true", help=self._help(name))

    def option(
        self,
        name: str,
        kind: Callable[[str], Any] = str,
        *,
        metavar: str,
        repeat: bool = False,
        default: Any = None,
        words: str = "",
    ) -> None:
        """An option with a value, read by ``kind``, which raises ``UsageError``.

        ``words`` is the key of its help, where the same name means another thing elsewhere.
        """
        self.add_argument(
            name,
            type=kind,
            metavar=metavar,
            action="append" if repeat else "store",
            default=[] if repeat else default,
            help=self._help(words or name),
        )

    def words(self, name: str) -> None:
        """The rest of the line: any number of words, none included."""
        self._word = name
        self.add_argument(name, nargs="*", metavar=name.upper(), help=self._help(name))

    def one(self, name: str) -> None:
        """One word, which may be absent."""
        self._word = name
        self.add_argument(name, nargs="?", metavar=name.upper(), help=self._help(name), default="")

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """The arguments. UsageError when an option is unknown, lacks its value or has a bad one."""
        # What comes after "--" is no option; argparse forgets that where it takes words anywhere.
        at = list(argv).index("--") if "--" in argv else len(argv)
        try:
            found, rest = self.parse_known_intermixed_args(argv[:at])
        except argparse.ArgumentError as error:
            option = error.argument_name or ""
            code = "takes_no_value" if option in self._flags else "needs_value"
            raise UsageError(code, option=option) from error
        if rest:
            code = "unknown_option" if rest[0].startswith("-") else "too_many"
            raise UsageError(code, option=rest[0], command=self.prog)
        for word in argv[at + 1 :]:
            self._take(word, found)
        return found

    def _take(self, word: str, found: argparse.Namespace) -> None:
        value = getattr(found, self._word, None)
        if isinstance(value, list):
            value.append(word)
        elif value == "":
            setattr(found, self._word, word)
        else:
            raise UsageError("too_many", option=word, command=self.prog)

    def _parse_optional(self, arg_string: str) -> Any:
        # What POP3 servers say when they refuse is text, not an option.
        if arg_string.upper().startswith("-ERR"):
            return None
        return super()._parse_optional(arg_string)

    def error(self, message: str) -> NoReturn:
        """What argparse calls for anything else: never met with the arguments above."""
        raise UsageError("other", message=message)

    def _help(self, name: str) -> str:
        key = name.lstrip("-").replace("-", "_")
        return self._say(f"options.{key}").replace("%", "%%")


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a help text: argparse counts characters, and Japanese ones are two wide."""
    from rich.text import Text

    from bot.adapters.terminal.wrap import wrap

    return [line.plain for line in wrap(Text(text), width)]


def number(low: int, high: int, option: str) -> Callable[[str], int]:
    """Reads a whole number between two others, both included."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text[:9]) <= high:
            raise UsageError("number", option=option, value=text, low=str(low), high=str(high))
        return int(text)

    return read


def one_of(values: Iterable[str], option: str) -> Callable[[str], str]:
    """Reads one of some words."""
    known = tuple(values)

    def read(text: str) -> str:
        if text not in known:
            raise UsageError("one_of", option=option, value=text, values=", ".join(known))
        return text

    return read


def file(option: str) -> Callable[[str], Path]:
    """Reads the path of a file that can be read."""

    def read(text: str) -> Path:
        path = Path(text)
        try:
            with path.open("rb"):
                return path
        except (OSError, ValueError):
            raise UsageError("file", option=option, value=text) from None

    return read
