"""A reply to Slack's payload: blocks, and the text that says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from bot.adapters.slack import limits, ways
from bot.adapters.slack.escape import cut, label, printable
from bot.adapters.slack.limits import Surface
from bot.adapters.slack.pages import pages
from bot.adapters.slack.rich import (
    as_mrkdwn,
    elements,
    is_link,
    listed,
    preformatted,
    quote,
    rich_text,
    section,
)
from bot.adapters.slack.said import said
from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Feedback,
    Form,
    Heading,
    Mood,
    Note,
    Picture,
    Reply,
    Span,
    Spans,
    Steps,
    Style,
    Text,
    Tone,
    Weight,
)
from bot.core.plain import plain_spans
from knowledge.model import Language
from knowledge.speak import Speaker

Json = dict[str, Any]

PictureSource = Callable[[str, Language], Json]
"""Where Slack finds a picture by its name: ``image_url`` or ``slack_file``; else nothing."""


def no_source(_name: str, _language: Language) -> Json:
    """For where no picture of ours can be shown."""
    return {}


class Dialect(StrEnum):
    """How much of Block Kit a message uses."""

    FULL = "full"
    CAREFUL = "careful"
    """Only what every workspace has had for years: for when Slack refuses the newer blocks."""


@dataclass(frozen=True, slots=True)
class Page:
    """One message's worth of a reply. ``text`` says what ``blocks`` say."""

    text: str
    blocks: tuple[Json, ...]


class Renderer:
    """Draws replies with one speaker's words."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def pages(
        self,
        reply: Reply,
        key: str,
        dialect: Dialect = Dialect.FULL,
        source: PictureSource = no_source,
    ) -> tuple[Page, ...]:
        """The reply as messages, shown one after the other behind a button.

        ``key`` is the name under which the reply is kept, for its forms and further pages. A
        picture without a source is told in words.
        """
        parted = pages(reply.blocks)
        language = reply.language
        found = []
        for number, blocks in enumerate(parted):
            drawing = _Drawing(self, language, key, dialect, Surface.MESSAGE, source)
            drawing.mood = Mood.NONE if number else reply.mood
            drawn = drawing.draw(blocks)
            if number + 1 < len(parted):
                drawn.append(self._more(f"{key}:{number + 1}", language))
            text = cut(said(blocks).strip(), limits.LONGEST_TEXT) or self.plain("answer", language)
            found.append(Page(text, tuple(drawn or [_only_text(text)])))
        return tuple(found)

    def on(self, surface: Surface, blocks: Sequence[Block], language: Language) -> list[Json]:
        """The blocks for a modal or a home tab; what is too much for it is left out."""
        shown = pages(blocks)[0]
        return _Drawing(self, language, "", Dialect.FULL, surface, no_source).draw(shown)

    def plain(self, key: str, language: Language) -> str:
        """A label of ours."""
        return self._speaker.plain(f"slack.{key}", language)

    def _more(self, value: str, language: Language) -> Json:
        return {
            "type": "actions",
            "elements": [button(ways.MORE, self.plain("more", language), value)],
        }


class _Drawing:
    """The blocks of one message, with what must be unique in it."""

    def __init__(
        self,
        renderer: Renderer,
        language: Language,
        key: str,
        dialect: Dialect,
        surface: Surface,
        source: PictureSource,
    ) -> None:
        self._renderer = renderer
        self._language = language
        self.mood = Mood.NONE
        self._key = key
        self._new = dialect is Dialect.FULL and surface is Surface.MESSAGE
        self._surface = surface
        self._source = source if dialect is Dialect.FULL else no_source
        self._picks = 0
        self._forms = 0
        self._tables = 0
        self._opinions = 0
        self._links = 0

    def draw(self, blocks: Iterable[Block]) -> list[Json]:
        return [drawn for block in blocks for drawn in self._block(block)]

    def _block(self, block: Block) -> Iterator[Json]:
        match block:
            case Heading():
                yield _heading(block, self._mark())
            case Text():
                yield self._text(block)
            case Bullets() if block.items:
                yield rich_text(listed(block.items, "bullet"))
            case Steps() if block.items:
                yield rich_text(listed(block.items, "ordered"))
            case Bullets() | Steps():
                return
            case Facts():
                yield from self._facts(block)
            case Code():
                yield rich_text(preformatted(block.text))
            case Note():
                yield self._note(block)
            case Choices():
                yield from self._choices(block)
            case Form():
                yield self._form(block)
            case Picture():
                yield self._picture(block)
            case Feedback():
                yield from self._feedback(block)
            case _:
                assert_never(block)

    def _mark(self) -> str:
        """How it stands, before the first heading: what other faces show by a colour."""
        mark, self.mood = _MARKS[self.mood], Mood.NONE
        return mark

    def _text(self, text: Text) -> Json:
        """A paragraph; one that is nothing but a named link is the next step, so it is a button."""
        only = text.spans[0] if len(text.spans) == 1 else None
        named = only and only.style is Style.LINK and is_link(only.href) and only.text != only.href
        if not only or not named or self._surface is not Surface.MESSAGE:
            return rich_text(section(text.spans))
        self._links += 1
        leading = button(f"{ways.LINK}:{self._links}", only.text, "", Weight.PRIMARY)
        del leading["value"]
        return {"type": "actions", "elements": [leading | {"url": only.href}]}

    def _facts(self, facts: Facts) -> Iterator[Json]:
        """The first that is a table as one, for Slack takes one a message; others as lists."""
        rows = ((facts.header, *facts.rows)) if facts.header else facts.rows
        if not rows:
            return
        fits = len(rows) <= limits.TABLE_ROWS and max(map(len, rows)) <= limits.TABLE_COLUMNS
        if self._new and facts.header and fits and not self._tables:
            self._tables += 1
            yield _table(rows)
        else:
            named = facts.rows or (facts.header,)
            yield rich_text(listed([_line(row, facts.header) for row in named], "bullet"))

    def _note(self, note: Note) -> Json:
        text = plain_spans(note.spans)
        if note.tone is Tone.WARNING:
            words = label(text, limits.ALERT + 1)
            if self._new and len(words) <= limits.ALERT and not _has_more_than_words(note.spans):
                return {
                    "type": "alert",
                    "level": "warning",
                    "text": {"type": "plain_text", "text": words, "emoji": False},
                }
            return rich_text(quote((Span("⚠ ", Style.STRONG), *note.spans)))
        if any(span.style is Style.CODE for span in note.spans):
            return rich_text(quote(note.spans))
        return _context(note.spans)

    def _choices(self, block: Choices) -> Iterator[Json]:
        if block.lead and plain_spans(block.lead).strip():
            yield _context(block.lead)
        for start in range(0, len(block.choices), limits.BUTTONS):
            group = block.choices[start : start + limits.BUTTONS]
            yield {"type": "actions", "elements": [self._pick(choice) for choice in group]}

    def _pick(self, choice: Choice) -> Json:
        self._picks += 1
        return button(f"{ways.PICK}:{self._picks}", choice.label, choice.message, choice.weight)

    def _form(self, form: Form) -> Json:
        self._forms += 1
        value = f"{self._key}:{self._forms - 1}:{form.id}"
        opening = button(f"{ways.OPEN}:{self._forms}", form.title, value, Weight.PRIMARY)
        return {"type": "actions", "elements": [opening]}

    def _picture(self, picture: Picture) -> Json:
        source = self._source(picture.name, self._language)
        words = cut(printable(picture.alternative), limits.ALTERNATIVE)
        if source and words:
            return {"type": "image", "alt_text": words} | source
        return rich_text(quote((Span(picture.alternative),)))

    def _feedback(self, feedback: Feedback) -> Iterator[Json]:
        self._opinions += 1
        action = f"{ways.FEEDBACK}:{self._opinions}"
        yes, no = f"{feedback.message}:yes", f"{feedback.message}:no"
        if self._new:
            buttons = {
                "type": "feedback_buttons",
                "action_id": action,
                "positive_button": _opinion(feedback.yes, yes),
                "negative_button": _opinion(feedback.no, no),
            }
            yield {"type": "context_actions", "elements": [buttons]}
        elif self._surface is Surface.MESSAGE:
            both = (
                button(f"{action}:yes", feedback.yes, yes),
                button(f"{action}:no", feedback.no, no),
            )
            yield {"type": "actions", "elements": list(both)}


def button(action: str, words: str, value: str, weight: Weight = Weight.PLAIN) -> Json:
    """A button; a label that is cut is read out as far as Slack lets it."""
    drawn: Json = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label(words, limits.LABEL), "emoji": False},
    }
    if value:
        drawn["value"] = value[: limits.VALUE]
    if weight is not Weight.PLAIN:
        drawn["style"] = weight.value
    return drawn


def _opinion(words: str, value: str) -> Json:
    text = {"type": "plain_text", "text": label(words, limits.LABEL), "emoji": False}
    return {"text": text, "value": value[: limits.VALUE]}


_MARKS = {
    Mood.NONE: "",
    Mood.OK: "\N{WHITE HEAVY CHECK MARK} ",
    Mood.WARNING: "\N{WARNING SIGN}\N{VARIATION SELECTOR-16} ",
    Mood.FAILED: "\N{CROSS MARK} ",
}


def _heading(heading: Heading, mark: str) -> Json:
    words = mark + " ".join(printable(plain_spans(heading.text, addresses=False)).split())
    if heading.level == 1 and 0 < len(words) <= limits.HEADER:
        return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}
    return rich_text(section((Span(mark), *heading.text), bold=True))


def _context(spans: Spans) -> Json:
    """Small print. As ``plain_text`` where nothing in it needs marks: then nothing is parsed."""
    if not _has_more_than_words(spans):
        words = printable(plain_spans(spans))
        kind: Json = {"type": "plain_text", "emoji": False}
    else:
        words, kind = as_mrkdwn(spans), {"type": "mrkdwn", "verbatim": True}
    if not words.strip() or len(words) > limits.CONTEXT_TEXT:
        return rich_text(quote(spans))
    return {"type": "context", "elements": [kind | {"text": words}]}


def _has_more_than_words(spans: Spans) -> bool:
    return any(span.style in (Style.CODE, Style.LINK) for span in spans)


def _table(rows: Sequence[Sequence[Spans]]) -> Json:
    width = max(map(len, rows))
    filled = [[_cell(row[at] if at < len(row) else ()) for at in range(width)] for row in rows]
    return {"type": "table", "rows": filled, "column_settings": [{"is_wrapped": True}] * width}


def _cell(spans: Spans) -> Json:
    if not plain_spans(spans).strip():
        return {"type": "raw_text", "text": " "}
    if all(span.style is Style.PLAIN for span in spans):
        return {"type": "raw_text", "text": printable(plain_spans(spans))}
    return rich_text({"type": "rich_text_section", "elements": elements(spans)})


def _line(row: Sequence[Spans], header: Sequence[Spans]) -> Spans:
    """A row as one line: what it is about in bold, then each value, named where it has a name."""
    if not row:
        return ()
    first = tuple(_bold(span) for span in row[0])
    rest: list[Span] = []
    for at, cell in enumerate(row[1:], 1):
        name = plain_spans(header[at]) if len(header) > 2 and at < len(header) else ""
        rest += [Span(": " if at == 1 else " · "), *([Span(f"{name} ")] if name else []), *cell]
    return (*first, *rest)


def _bold(span: Span) -> Span:
    return Span(span.text, Style.STRONG) if span.style is Style.PLAIN else span


def _only_text(text: str) -> Json:
    """For a reply without blocks: something must stand there."""
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text[: limits.SECTION], "verbatim": True},
    }
