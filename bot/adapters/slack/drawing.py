"""The blocks of one message, modal or home tab: each of ours as Slack's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, assert_never

from bot.adapters.slack import limits, ways
from bot.adapters.slack.escape import cut, label, printable
from bot.adapters.slack.limits import Surface
from bot.adapters.slack.pieces import (
    MARKS,
    button,
    context,
    has_more_than_words,
    heading,
    named_line,
    opinion,
    table,
)
from bot.adapters.slack.rich import is_link, listed, preformatted, quote, rich_text, section
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
    Span,
    Steps,
    Style,
    Text,
    Tone,
    Weight,
)
from bot.core.plain import plain_spans
from knowledge.model import Language

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


class Drawing:
    """The blocks of one message, with what must be unique in it.

    ``mood`` is how it stands, shown once; ``key`` names the kept reply for its forms.
    """

    def __init__(
        self,
        language: Language,
        key: str,
        dialect: Dialect,
        surface: Surface,
        source: PictureSource,
    ) -> None:
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
        """Slack's blocks for ours, in order."""
        return [drawn for block in blocks for drawn in self._block(block)]

    def _block(self, block: Block) -> Iterator[Json]:
        match block:
            case Heading():
                yield heading(block, self._mark())
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
        mark, self.mood = MARKS[self.mood], Mood.NONE
        return mark

    def _text(self, text: Text) -> Json:
        """A paragraph; one that is nothing but a named link is the next step, so it is a button."""
        only = text.spans[0] if len(text.spans) == 1 else None
        named = only and only.style is Style.LINK and is_link(only.href) and only.text != only.href
        if not only or not named or self._surface is not Surface.MESSAGE:
            return rich_text(section(text.spans))
        self._links += 1
        leading = button(f"{ways.LINK}:{self._links}", only.text, "", Weight.PRIMARY)
        return {"type": "actions", "elements": [leading | {"url": only.href}]}

    def _facts(self, facts: Facts) -> Iterator[Json]:
        """The first that is a table as one, for Slack takes one a message; others as lists."""
        rows = ((facts.header, *facts.rows)) if facts.header else facts.rows
        if not rows:
            return
        fits = len(rows) <= limits.TABLE_ROWS and max(map(len, rows)) <= limits.TABLE_COLUMNS
        if self._new and facts.header and fits and not self._tables:
            self._tables += 1
            yield table(rows)
        else:
            named = facts.rows or (facts.header,)
            yield rich_text(listed([named_line(row, facts.header) for row in named], "bullet"))

    def _note(self, note: Note) -> Json:
        text = plain_spans(note.spans)
        if note.tone is Tone.WARNING:
            words = label(text, limits.ALERT + 1)
            if self._new and len(words) <= limits.ALERT and not has_more_than_words(note.spans):
                return {
                    "type": "alert",
                    "level": "warning",
                    "text": {"type": "plain_text", "text": words, "emoji": False},
                }
            return rich_text(quote((Span("⚠ ", Style.STRONG), *note.spans)))
        if any(span.style is Style.CODE for span in note.spans):
            return rich_text(quote(note.spans))
        return context(note.spans)

    def _choices(self, block: Choices) -> Iterator[Json]:
        if block.lead and plain_spans(block.lead).strip():
            yield context(block.lead)
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
        words = cut(printable(picture.alternative).strip(), limits.ALTERNATIVE)
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
                "positive_button": opinion(feedback.yes, yes),
                "negative_button": opinion(feedback.no, no),
            }
            yield {"type": "context_actions", "elements": [buttons]}
        elif self._surface is Surface.MESSAGE:
            both = (
                button(f"{action}:yes", feedback.yes, yes),
                button(f"{action}:no", feedback.no, no),
            )
            yield {"type": "actions", "elements": list(both)}
