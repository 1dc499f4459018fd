"""Between a chat face and the assistant: what was heard, and what is answered.

A face turns each of its platform's payloads into one ``Heard`` and shows one ``Answer``: first the
reply that needs no I/O, which is the platform's acknowledgement, then each later reply in place of
the one before. Buttons and forms come back as ``Heard`` too, so that a face knows no feature: a
``Choice`` carries the message that picking it stands for, a ``Form`` its id and values.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.core.model import Reply
from knowledge.model import Language


class Way(StrEnum):
    """How something was said, which decides who sees the answer."""

    COMMAND = "command"
    """A slash command: its words are seen by the asker only."""
    MENTION = "mention"
    """In a channel, to us by name."""
    DIRECT = "direct"
    """In a conversation that only this person and we read."""
    SHORTCUT = "shortcut"
    """On somebody's message: ``text`` is that message."""
    WATCHED = "watched"
    """In a channel whose every message the operator has us read."""
    PICK = "pick"
    """A choice of a reply of ours: ``text`` is the choice's message."""
    FORM = "form"
    """A form of ours, filled in: ``form`` is its id, ``values`` what was typed."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who said it.

    ``id`` is the platform's own, with the platform and workspace before it
    (``slack:T1:U1``, ``discord:42``). ``groups`` are the ids of the groups and roles that the
    platform says they have. ``outside`` marks guests and people of connected organizations.
    ``language`` is what they chose on the platform.
    """

    id: str
    name: str
    groups: frozenset[str] = frozenset()
    outside: bool = False
    admin: bool = False
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where it was said.

    ``id`` is the platform's id of the channel with platform and workspace before it
    (``slack:T1:C1``, ``discord:G1:C1``); ``workspace`` is its first two parts. ``thread`` is
    empty outside one. ``direct``: nobody else reads there.
    """

    id: str
    workspace: str
    name: str = ""
    thread: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that somebody said, picked or filled in.

    ``id`` is the same when the platform delivers it again. ``files`` are the texts of files that
    came with it, by name; empty for those that cannot be read. All of them, and ``values``, may
    hold a password: they are hidden from ``repr``.
    """

    id: str
    text: str = field(repr=False)
    who: Who
    where: Where
    way: Way
    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to something heard.

    ``first`` is the acknowledgement; None says nothing at all (a rule of the channel, a
    repetition). ``later`` replies replace one another, from the first on, until one is ``final``;
    they are read to the end by the face, and closed by it when it ends. ``id`` names this answer:
    ``Chat.again`` finds it for a while, for sharing and keeping.
    """

    first: Reply | None
    later: AsyncIterator[Reply] | None = None
    id: str = ""


class Chat(Protocol):
    """The assistant, for any chat."""

    def hear(self, heard: Heard) -> Answer:
        """The answer to something heard. Needs no I/O; never raises for what was said."""
        ...

    def again(self, answer_id: str) -> Reply | None:
        """An answer that was given a short while ago."""
        ...

    def greeting(self, who: Who, where: Where) -> Reply:
        """What is said first, when we are installed, invited or first written to."""
        ...

    def home(self, who: Who) -> Reply:
        """A person's own page: what we can do, their last checks, their settings."""
        ...

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        """Topics that what was typed so far may mean: title and message, best first, at most 25."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours on a platform: enough to change it, a restart later too."""

    place: str
    message: str


class Face(Protocol):
    """A platform, for whoever has something to say without being asked."""

    async def post(self, place: str, reply: Reply, thread: str = "") -> Posted:
        """Say it in a channel (``Where.id``).

        Raises:
            NotDelivered: nobody has seen it.
        """
        ...

    async def change(self, posted: Posted, reply: Reply) -> None:
        """Put it in place of what was posted. A message that is gone is no error."""
        ...

    async def direct(self, person: str, reply: Reply) -> Posted:
        """Say it to one person (``Who.id``) where nobody else reads.

        Raises:
            NotDelivered: their direct messages are closed, or they are gone.
        """
        ...


class NotDelivered(Exception):  # noqa: N818 - says what was found
    """A platform did not take a message; ``reason`` is its own code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
