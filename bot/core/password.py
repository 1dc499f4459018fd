"""A typed password or token, made into credentials or refused with a reason."""

from __future__ import annotations

from connectors.model import Credentials

# Longer than any token: a whole file handed in by mistake is told, not sent.
LONGEST = 16_384


class PasswordUnusable(Exception):  # noqa: N818 - a finding, not an error of ours
    """This cannot be a password; ``code`` is a phrase of ``usage``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def credentials(typed: str, *, is_token: bool = False) -> Credentials:
    """The password as the one object that hides it.

    Raises:
        PasswordUnusable: it is empty, too long, or holds a control character.
    """
    if not typed:
        raise PasswordUnusable("empty_password")
    if len(typed) > LONGEST:
        raise PasswordUnusable("long_password")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in typed):
        raise PasswordUnusable("control_in_password")
    # Bytes that are no text, from a terminal or pipe of another encoding.
    if any(0xD800 <= ord(character) < 0xE000 for character in typed):
        raise PasswordUnusable("encoding_of_password")
    return Credentials(typed, is_token=is_token)
