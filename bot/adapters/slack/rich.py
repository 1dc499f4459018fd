"""Spans as Slack's rich text: styles are data there, so they hold beside Japanese too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.adapters.slack.escape import code, cut, mrkdwn, printable
from bot.core.model import Span, Spans, Style

Json = dict[str, Any]

LONGEST_URL = 3_000
LINK_TEXT = 3_000
"""Characters of a link's words; nobody reads that many, and Slack takes no more."""

_STYLES = {
    Style.STRONG: {"bold": True},
    Style.EMPHASIS: {"italic": True},
    Style.CODE: {"code": True},
}
_LINK = re.compile(r"(https?://|mailto:)[^\s<>|]+")


def rich_text(*elements: Json) -> Json:
    """One block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(spans: Spans, *, bold: bool = False) -> Json:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": elements(spans, bold=bold)}


def listed(items: Iterable[Spans], style: str) -> Json:
    """A list; ``style`` is ``bullet`` or ``ordered``."""
    return {
        "type": "rich_text_list",
        "style": style,
        "indent": 0,
        "border": 0,
        "elements": [section(item) for item in items],
    }


def preformatted(text: str) -> Json:
    """Text shown exactly as it is."""
    shown = printable(text).expandtabs(8) or " "
    return {
        "type": "rich_text_preformatted",
        "elements": [{"type": "text", "text": shown}],
        "border": 0,
    }


def quote(spans: Spans) -> Json:
    """A paragraph that is set off."""
    return {"type": "rich_text_quote", "elements": elements(spans)}


def elements(spans: Spans, *, bold: bool = False) -> list[Json]:
    """The spans' parts; never none, because Slack refuses an empty paragraph."""
    found = [part for span in spans if (part := _element(span, bold))]
    return found or [{"type": "text", "text": " "}]


def _element(span: Span, bold: bool) -> Json | None:
    style = dict(_STYLES.get(span.style, {})) | ({"bold": True} if bold else {})
    if span.style is Style.BREAK:
        return {"type": "text", "text": "\n"}
    if not span.text:
        return None
    part: Json = {"type": "text", "text": printable(span.text)}
    if span.style is Style.LINK and is_link(span.href):
        part = {"type": "link", "url": span.href, "text": cut(printable(span.text), LINK_TEXT)}
    return part | ({"style": style} if style else {})


def is_link(href: str) -> bool:
    """Whether Slack may be given it as an address to go to."""
    return len(href) <= LONGEST_URL and bool(_LINK.fullmatch(href))


def as_mrkdwn(spans: Spans) -> str:
    """The spans for a place that takes no rich text.

    Code and links only: marks for bold and italics are not seen beside Japanese characters.
    """
    return "".join(map(_marked, spans))


def _marked(span: Span) -> str:
    if span.style is Style.BREAK:
        return "\n"
    if span.style is Style.CODE:
        return code(span.text)
    if span.style is Style.LINK and is_link(span.href) and span.text.strip():
        words = mrkdwn(span.text).replace("|", "¦").replace("\n", " ")
        return f"<{span.href.replace('&', '&amp;')}|{words}>"
    return mrkdwn(span.text)
