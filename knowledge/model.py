"""What the knowledge base is made of: topics, rows of facts, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge.causes import Cause


class Language(StrEnum):
    """A language we speak."""

    EN = "en"
    JA = "ja"


class Owner(StrEnum):
    """Who can mend it."""

    USER = "user"
    HELPDESK = "helpdesk"
    PROVIDER = "provider"
    SENDER = "sender"
    RECIPIENT = "recipient"


class Severity(StrEnum):
    """How grave a report is; see the machine-readable contract."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, and when it was last read there."""

    id: str
    title: str
    url: str
    checked: date

    @property
    def name(self) -> str:
        """A short name: ``RFC 9051`` of an RFC, the whole title of others."""
        return self.title.partition(":")[0] if self.title.startswith("RFC ") else self.title


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing we can explain, in one language.

    ``body`` is Markdown with Jinja2 in it: its first paragraph is the answer by
    itself; its first numbered list, if any, is what to do now, in order.
    ``answered_by`` names the topic that is shown to whoever asks for this one: the two serve the
    same asker, and this one is for what a check has found.
    ``layer`` is empty for our own topics, else the name of the overlay that
    laid this topic over ours. ``path`` and ``line`` say where it is written.
    """

    id: str
    language: Language
    title: str
    questions: tuple[str, ...]
    body: str
    causes: tuple[Cause, ...]
    related: tuple[str, ...]
    answered_by: str | None
    sources: tuple[str, ...]
    picture: str | None
    layer: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of facts: a port, a reply code, a mechanism, a provider.

    ``kind`` names the table and the template that speaks it (``port``, ``smtp``,
    ``status``, ``imap``, ``pop3``, ``sasl``, ``provider``); ``kind.key`` is its topic's id.
    ``fields`` is the row as it is written.
    """

    kind: str
    key: str
    fields: Mapping[str, Any]
    sources: tuple[str, ...]
    checked: date
    layer: str
    path: str

    @property
    def topic_id(self) -> str:
        """The id under which this row is answered: ``port.143``."""
        return f"{self.kind}.{self.key}"


@dataclass(frozen=True, slots=True)
class Match:
    """A topic that may answer the question, and how sure that is (0 to 1)."""

    topic_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval makes of a question: candidates, best first, and whether the best will do.

    ``answered`` is true when the first candidate is above the threshold. When it
    is false, the candidates are what is near, and may be empty. ``refusal`` is empty unless the
    question is not ours to answer: its key in ``asked/…/refused.toml``. ``services`` are the pages
    of the mail services that are named, of many the first two.
    """

    answered: bool
    matches: tuple[Match, ...]
    refusal: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A topic put into words for one asker: CommonMark, values escaped.

    ``layer`` is the company's name when its overlay spoke, else empty.
    """

    topic_id: str
    language: Language
    title: str
    markdown: str
    picture: str | None
    related: tuple[str, ...]
    sources: tuple[Source, ...]
    layer: str
