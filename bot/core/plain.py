"""A reply as plain text, for the machine-readable ``text`` and faces without markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from bot.core.model import (
    Block,
    Bullets,
    Choices,
    Code,
    Facts,
    Feedback,
    Form,
    Heading,
    Note,
    Picture,
    Spans,
    Steps,
    Style,
    Text,
    Tone,
)

# Before these nothing is quoted: it stands in brackets or quotation marks already.
_OPENING = ("「", "『", "（", "(", '"', "“", "‘", "[", "<")
_FIRST_OF_CJK = "\u2e80"
# Code stands between blanks where it is set as code; between Japanese quotation marks it does not.
_BLANK_AT_QUOTES = re.compile(r"(?<=[\u2e80-\uffff]) (?=「)|(?<=」) (?=[\u2e80-\uffff])")


def plain(blocks: Iterable[Block]) -> str:
    """The blocks as text, a blank line between them."""
    return "\n\n".join(filter(None, map(_block, blocks)))


def plain_spans(spans: Spans, *, addresses: bool = True) -> str:
    """The spans' text; a link shows its address where that differs from its text.

    What was set as code stands in quotation marks inside a sentence, where nothing else tells
    it from the words around it.
    """
    parts: list[str] = []
    for number, span in enumerate(spans):
        if span.style is Style.BREAK:
            parts.append("\n")
        elif span.style is Style.LINK and addresses and span.href and span.href != span.text:
            parts.append(f"{span.text} ({span.href})")
        elif span.style is Style.CODE and len(spans) > 1:
            before = spans[number - 1].text[-1:] if number else ""
            parts.append(span.text if before in _OPENING else _quoted(span.text, spans))
        else:
            parts.append(span.text)
    return _BLANK_AT_QUOTES.sub("", "".join(parts))


def _quoted(code: str, spans: Spans) -> str:
    """Code in the quotation marks of the language around it."""
    around = "".join(span.text for span in spans if span.style is not Style.CODE)
    return f"「{code}」" if any(c >= _FIRST_OF_CJK for c in around) else f'"{code}"'


def _block(block: Block) -> str:
    match block:
        case Heading():
            return plain_spans(block.text)
        case Note(tone=Tone.SOURCE):
            # Sources by name: who wants their addresses has them in the machine-readable form,
            # and as links where links can be drawn.
            return plain_spans(block.spans, addresses=False)
        case Text() | Note():
            return plain_spans(block.spans)
        case Bullets():
            return "\n".join(_item("- ", item) for item in block.items)
        case Steps():
            return "\n".join(_item(f"{n}. ", item) for n, item in enumerate(block.items, 1))
        case Facts():
            rows = (*((block.header,) if block.header else ()), *block.rows)
            return "\n".join(" | ".join(map(plain_spans, row)) for row in rows)
        case Code():
            return block.text
        case Choices():
            lead = [plain_spans(block.lead)] if block.lead else []
            return "\n".join((*lead, *(f"- {choice.label}" for choice in block.choices)))
        case Form():
            return "\n".join((block.title, *(f"- {field.label}" for field in block.fields)))
        case Picture():
            return block.drawing or block.alternative
        case Feedback():
            return ""
        case _:
            assert_never(block)


def _item(mark: str, spans: Spans) -> str:
    """An item of a list, its further lines below its first."""
    return mark + plain_spans(spans).replace("\n", "\n" + " " * len(mark))
