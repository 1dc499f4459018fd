"""What somebody in a chat wants checked, and what comes back to their chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.check_talk import CheckRequest
from bot.web.servers import Servers
from connectors.model import Report
from connectors.oauth.model import SignInFailed
from knowledge.model import Language

if TYPE_CHECKING:
    from bot.web.run import Run


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, and where: the platform's own ids, and the names that people know them by."""

    person: str
    place: str
    person_name: str
    place_name: str
    language: Language


class Remark(StrEnum):
    """What was noticed about a typed password, and done about it (``web.remark``)."""

    GROUPED = "grouped"
    """An app password with the blanks in which it is shown; they were left out."""
    EDGES = "edges"
    """Blanks before or after it were left out."""
    INVISIBLE = "invisible"
    """Characters that nobody sees were left out."""
    WIDE = "wide"
    """It has full-width letters, as a Japanese keyboard makes them; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check has ended."""

    report: Report
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class NoToken:
    """The person could not sign in, so nothing was checked."""

    failed: SignInFailed


@dataclass(frozen=True, slots=True)
class Stopped:
    """The check was stopped before its end: the server shuts down, or something broke.

    ``by_person``: whoever asked for it wanted it so.
    """

    by_person: bool = False


Ending = Checked | NoToken | Stopped

Deliver = Callable[[Ending], Awaitable[None]]
"""Brings an ending to the chat of whoever asked: nobody else may see it."""

Began = Callable[["Run"], None]
"""Tells the chat that a check of this wish has begun, so that it can show how far it is."""


def unseen(_run: Run) -> None:
    """For a chat that shows nothing before the end."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A check that somebody asked for: of what, at which servers, and where the result goes."""

    asker: Asker
    request: CheckRequest
    servers: Servers
    deliver: Deliver
    began: Began = unseen
