"""A person's own page: what we can do, their last checks, their settings."""

from __future__ import annotations

from bot.chat.voice import Voice
from bot.core.assistant import Assistant
from bot.core.model import Choices, Heading, Reply
from knowledge.model import Language


def home(assistant: Assistant, voice: Voice, language: Language) -> Reply:
    """The page."""
    tries = [b for b in assistant.greeting(language).blocks if isinstance(b, Choices)]
    languages = tuple(
        voice.choice(f"language.{code}", f"language:{code}", language)
        for code in (*Language, "auto")
    )
    blocks = (
        Heading(voice.spans("home.title", language), 1),
        *voice.blocks("greeting", language),
        *tries,
        Heading(voice.spans("home.settings", language)),
        Choices(voice.spans("language.lead", language), languages),
    )
    return Reply(blocks, language, private=True)
