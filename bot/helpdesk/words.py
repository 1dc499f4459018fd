"""Speaks the phrases of ``helpdesk`` as blocks, labels and times."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Choice, Facts, Reply, Span, Spans, Text, Weight
from knowledge.model import Language
from knowledge.speak import Speaker


class Words:
    """One speaker, and the time zone in which the helpdesk says times."""

    def __init__(self, speaker: Speaker, zone: tzinfo) -> None:
        self.speaker = speaker
        self._zone = zone

    def plain(self, key: str, language: Language, **values: object) -> str:
        """A phrase as plain text, for labels."""
        return self.speaker.plain(f"helpdesk.{key}", language, **values)

    def spans(self, key: str, language: Language, **values: object) -> Spans:
        """A phrase of one paragraph."""
        return parse_inline(self.speaker.phrase(f"helpdesk.{key}", language, **values))

    def text(self, key: str, language: Language, **values: object) -> Text:
        """A phrase as a paragraph."""
        return Text(self.spans(key, language, **values))

    def blocks(self, key: str, language: Language, **values: object) -> tuple[Block, ...]:
        """A phrase of several paragraphs."""
        return parse(self.speaker.phrase(f"helpdesk.{key}", language, **values))

    def reply(self, key: str, language: Language, *more: Block, **values: object) -> Reply:
        """A phrase as a reply that only whoever asked sees; ``more`` comes below it."""
        return Reply((*self.blocks(key, language, **values), *more), language, private=True)

    def choice(
        self, key: str, message: str, language: Language, weight: Weight = Weight.PLAIN
    ) -> Choice:
        """A button: what it says, and what it stands for."""
        return Choice(self.plain(f"button.{key}", language), message, weight)

    def facts(self, values: dict[str, str], language: Language) -> Facts:
        """A table of labels and values; empty ones are left out."""
        rows = (
            (self.spans(f"label.{name}", language), (Span(value),))
            for name, value in values.items()
            if value
        )
        return Facts((), tuple(rows))

    def time(self, moment: datetime, language: Language, now: datetime) -> str:
        """A time of day, with its date where that is another one."""
        there, today = moment.astimezone(self._zone), now.astimezone(self._zone).date()
        key = "today" if there.date() == today else "day"
        return self.plain(
            f"time.{key}",
            language,
            clock=f"{there:%H:%M}",
            month=str(there.month),
            day=str(there.day),
            weekday=self.plain(f"weekday.{there.weekday()}", language),
        )
