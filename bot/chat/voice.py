"""What a chat says by itself: the phrases of ``chats`` as blocks, buttons and replies."""

from __future__ import annotations

from dataclasses import replace

from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Choice, Choices, Note, Reply, Spans, Text, Tone, Weight
from knowledge.model import Language
from knowledge.speak import Speaker


class Voice:
    """Speaks the phrases of ``chats``."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker

    def plain(self, key: str, language: Language, **values: object) -> str:
        """A phrase as plain text, for labels."""
        return self.speaker.plain(f"chats.{key}", language, **values)

    def spans(self, key: str, language: Language, **values: object) -> Spans:
        """A phrase of one paragraph."""
        return parse_inline(self.phrase(key, language, **values))

    def text(self, key: str, language: Language, **values: object) -> Text:
        """A phrase as a paragraph."""
        return Text(self.spans(key, language, **values))

    def phrase(self, key: str, language: Language, **values: object) -> str:
        """A phrase as Markdown."""
        return self.speaker.phrase(f"chats.{key}", language, **values)

    def inline(self, key: str, language: Language, **values: object) -> Spans:
        """A phrase of any area."""
        return parse_inline(self.speaker.phrase(key, language, **values))

    def warning(self, key: str, language: Language, **values: object) -> Note:
        """A phrase of any area, as a warning."""
        return Note(self.inline(key, language, **values), Tone.WARNING)

    def blocks(self, key: str, language: Language, **values: object) -> tuple[Block, ...]:
        """A phrase of several paragraphs, or with lists."""
        return parse(self.phrase(key, language, **values))

    def choice(
        self, key: str, message: str, language: Language, weight: Weight = Weight.PLAIN
    ) -> Choice:
        """A button: what it says, and what it stands for."""
        return Choice(self.plain(key, language), message, weight)

    def reply(self, key: str, language: Language, *more: Block, **values: object) -> Reply:
        """A phrase as a reply that only the asker sees; ``more`` blocks come after it."""
        return Reply((*self.blocks(key, language, **values), *more), language, private=True)

    def tries(self, greeting: Reply) -> tuple[Choices, ...]:
        """What a greeting suggests to try, with our own words before it."""
        lead = self.spans("try_lead", greeting.language)
        return tuple(
            replace(block, lead=lead) for block in greeting.blocks if isinstance(block, Choices)
        )
