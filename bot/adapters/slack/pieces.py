"""Single blocks and buttons of Slack's, each as we set it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.adapters.slack import limits
from bot.adapters.slack.escape import label, printable
from bot.adapters.slack.rich import as_mrkdwn, elements, quote, rich_text, section
from bot.core.model import Heading, Mood, Span, Spans, Style, Weight
from bot.core.plain import plain_spans

Json = dict[str, Any]


def button(action: str, words: str, value: str, weight: Weight = Weight.PLAIN) -> Json:
    """A button. ``value`` may be empty, for one that leads to a web page; blanks are as good."""
    drawn: Json = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label(words, limits.LABEL), "emoji": False},
    }
    if said := value[: limits.VALUE].strip():
        drawn["value"] = said
    if weight is not Weight.PLAIN:
        drawn["style"] = weight.value
    return drawn


def opinion(words: str, value: str) -> Json:
    """One of the pair of buttons that say whether it helped."""
    text = {"type": "plain_text", "text": label(words, limits.LABEL), "emoji": False}
    return {"text": text, "value": value[: limits.VALUE]}


MARKS = {
    Mood.NONE: "",
    Mood.OK: "\N{WHITE HEAVY CHECK MARK} ",
    Mood.WARNING: "\N{WARNING SIGN}\N{VARIATION SELECTOR-16} ",
    Mood.FAILED: "\N{CROSS MARK} ",
}
"""What stands before a title, for how it stands."""


def heading(title: Heading, mark: str) -> Json:
    """A title: Slack's own kind where it is the reply's and short enough, else a bold line."""
    words = mark + " ".join(printable(plain_spans(title.text, addresses=False)).split())
    if title.level == 1 and 0 < len(words) <= limits.HEADER:
        return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}
    return rich_text(section((Span(mark), *title.text), bold=True))


def context(spans: Spans) -> Json:
    """Small print. As ``plain_text`` where nothing in it needs marks: then nothing is parsed."""
    if not has_more_than_words(spans):
        words = printable(plain_spans(spans))
        kind: Json = {"type": "plain_text", "emoji": False}
    else:
        words, kind = as_mrkdwn(spans), {"type": "mrkdwn", "verbatim": True}
    if not words.strip() or len(words) > limits.CONTEXT_TEXT:
        return rich_text(quote(spans))
    return {"type": "context", "elements": [kind | {"text": words}]}


def has_more_than_words(spans: Spans) -> bool:
    """Whether marks are needed to show them."""
    return any(span.style in (Style.CODE, Style.LINK) for span in spans)


def table(rows: Sequence[Sequence[Spans]]) -> Json:
    """A table; its first row is its header. Long cells are wrapped."""
    width = max(map(len, rows))
    filled = [[_cell(row[at] if at < len(row) else ()) for at in range(width)] for row in rows]
    return {"type": "table", "rows": filled, "column_settings": [{"is_wrapped": True}] * width}


def _cell(spans: Spans) -> Json:
    if not plain_spans(spans).strip():
        return {"type": "raw_text", "text": " "}
    if all(span.style is Style.PLAIN for span in spans):
        return {"type": "raw_text", "text": printable(plain_spans(spans))}
    return rich_text({"type": "rich_text_section", "elements": elements(spans)})


def named_line(row: Sequence[Spans], header: Sequence[Spans]) -> Spans:
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
