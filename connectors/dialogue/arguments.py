"""What a person or a caller has given, as it is written into a command. Pure."""

from __future__ import annotations

import unicodedata


class ArgumentRefused(ValueError):  # noqa: N818 - a finding, as its siblings
    """An argument could be taken for a command of its own; nothing was sent."""


def argument(text: str) -> bytes:
    """A user name or an address as it is written into a command.

    Raises:
        ArgumentRefused: it holds a control character.
    """
    if has_control_character(text):
        raise ArgumentRefused("control character in an argument")
    return text.encode()


def path(address: str) -> bytes:
    """An address between angle brackets (RFC 5321 §4.1.2).

    Raises:
        ArgumentRefused: it holds a control character, a blank or an angle bracket.
    """
    if any(character in "<>" or character.isspace() for character in address):
        raise ArgumentRefused("blank or bracket in an address")
    return b"<" + argument(address) + b">"


def has_control_character(text: str) -> bool:
    """The text holds something that no user name, password or address can hold."""
    return any(unicodedata.category(character) == "Cc" for character in text)
