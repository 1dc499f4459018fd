"""A reply to Slack's payload: blocks, and the text that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack import limits, ways
from bot.adapters.slack.drawing import Dialect, Drawing, PictureSource, no_source
from bot.adapters.slack.escape import cut
from bot.adapters.slack.limits import Surface
from bot.adapters.slack.pages import pages
from bot.adapters.slack.pieces import button
from bot.adapters.slack.said import said
from bot.core.model import Block, Mood, Reply
from knowledge.model import Language
from knowledge.speak import Speaker

__all__ = ["Dialect", "Page", "PictureSource", "Renderer"]

Json = dict[str, Any]


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
            drawing = Drawing(language, key, dialect, Surface.MESSAGE, source)
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
        return Drawing(language, "", Dialect.FULL, surface, no_source).draw(shown)

    def plain(self, key: str, language: Language) -> str:
        """A label of ours."""
        return self._speaker.plain(f"slack.{key}", language)

    def _more(self, value: str, language: Language) -> Json:
        return {
            "type": "actions",
            "elements": [button(ways.MORE, self.plain("more", language), value)],
        }


def _only_text(text: str) -> Json:
    """For a reply without blocks: something must stand there."""
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text[: limits.SECTION], "verbatim": True},
    }
