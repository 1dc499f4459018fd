"""What people say to us and what we say back, on any platform.

A reply is a tuple of blocks from one closed union. Each renderer matches every
block and ends in ``assert_never``, so that a new block fails the type check in
each face until it is drawn there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.causes import Cause
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said.

    ``person`` and ``place`` are the platform's own ids, opaque here. ``private`` is
    true where only this person reads the answer. ``language`` is a hint of the
    platform's; the text itself is asked first, unless the person has ``chosen`` it.
    """

    text: str
    person: str
    place: str
    private: bool
    language: Language | None = None
    chosen: bool = False


class Style(StrEnum):
    """How a span of text is set."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    LINK = "link"
    BREAK = "break"
    """A line break; its text is empty."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; ``href`` only with ``LINK``. Text is data, never markup."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is the reply's own."""

    text: Spans
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order; each item is a paragraph."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, in this order."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, side by side: a small table of two columns or more.

    ``header`` may be empty.
    """

    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be shown exactly as it is: a log, a command, a conversation."""

    text: str


class Tone(StrEnum):
    """How a note is meant."""

    INFO = "info"
    WARNING = "warning"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Note:
    """An aside: a warning, a hint, where it comes from."""

    spans: Spans
    tone: Tone = Tone.INFO


class Weight(StrEnum):
    """How a choice stands out."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick: what it says, and the message that picking it stands for."""

    label: str
    message: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True)
class Choices:
    """What the asker may want next."""

    lead: Spans
    choices: tuple[Choice, ...]


class FieldKind(StrEnum):
    """What a field of a form takes."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the kind of a field, not a secret
    CHOICE = "choice"
    LINES = "lines"
    """Text of several lines: a bounce keeps them."""
    PERSON = "person"
    """Somebody of the platform; the value is their ``Who.id``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form asks for; ``hint`` says what to write, and may be empty."""

    id: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: str = ""
    options: tuple[Choice, ...] = ()
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What is missing, asked for at once."""

    id: str
    title: str
    fields: tuple[Field, ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours: by name, with its words and a drawing for faces that show only text."""

    name: str
    alternative: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether it helped: two buttons, where a face has buttons for it, and nothing elsewhere.

    Picking one stands for ``message`` with ``:yes`` or ``:no`` after it; the last one counts.
    """

    yes: str
    no: str
    message: str


Block = Heading | Text | Bullets | Steps | Facts | Code | Note | Choices | Form | Picture | Feedback


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    ERROR_READ = "error_read"
    """A pasted error was explained."""
    UNSURE = "unsure"
    """Topics that are near were offered."""
    NOT_OURS = "not_ours"
    """It was refused: not about mail set-up."""
    CHECK = "check"
    """It led to a check."""


class Mood(StrEnum):
    """How it stands, for faces that show it by a colour; the words say it too."""

    NONE = "none"
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply, to take along."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What we say: blocks in order.

    ``final`` is false for a reply that a later one replaces (progress). ``private`` asks the face
    to show it to the asker only. ``outcome`` is what became of a question, for whoever counts; None
    for what is no answer to one. ``causes`` are those that a pasted error was read as, best first.
    """

    blocks: tuple[Block, ...]
    language: Language
    private: bool = False
    final: bool = True
    topic: str = ""
    mood: Mood = Mood.NONE
    outcome: Outcome | None = None
    causes: tuple[Cause, ...] = ()
    files: tuple[Attachment, ...] = ()
