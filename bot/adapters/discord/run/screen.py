"""Replies as what the library sends."""

from __future__ import annotations

from dataclasses import dataclass

import discord
from discord import ui

from bot.adapters.discord.body import Pictures
from bot.adapters.discord.kept import KeptReplies
from bot.adapters.discord.offers import NONE, Offers
from bot.adapters.discord.parts import Page
from bot.adapters.discord.render import render
from bot.adapters.discord.run import build
from bot.adapters.discord.words import Phrases, Words, words
from bot.core.markup import parse, parse_inline
from bot.core.model import Note, Reply
from knowledge.model import Language

NOBODY = discord.AllowedMentions.none()
"""Who is pinged. Said with each edit: the library says it there only where there is content."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the library sends it, and under which key its reply is kept."""

    view: ui.LayoutView
    files: list[discord.File]
    key: str


class Screen:
    """Draws replies, and keeps them for what their buttons come back to."""

    def __init__(self, speaker: Phrases, pictures: Pictures, kept: KeptReplies) -> None:
        self._speaker = speaker
        self._pictures = pictures
        self._words: dict[Language, Words] = {}
        self.kept = kept

    def words(self, language: Language) -> Words:
        """What this face adds: spoken once, as it never changes."""
        if language not in self._words:
            self._words[language] = words(self._speaker, language)
        return self._words[language]

    def say(self, name: str, language: Language, **values: object) -> Reply:
        """A sentence of this face, for the asker only."""
        text = self._speaker.phrase(f"discord.{name}", language, **values)
        return Reply(parse(text), language, private=True)

    def label(self, name: str, language: Language, **values: object) -> str:
        """A phrase of this face as plain text."""
        return self._speaker.plain(f"discord.{name}", language, **values)

    def show(
        self, reply: Reply, person: str, *, key: str = "", page: int = 0, offers: Offers = NONE
    ) -> Shown:
        """A page of a reply, drawn for this person."""
        key = self.kept.keep(reply, person, key)
        drawn = render(
            reply,
            self.words(reply.language),
            self._pictures,
            key=key,
            page=page,
            offers=offers,
        )
        return self.shown(drawn, key)

    def shared_by(self, name: str, language: Language) -> Note:
        """Who has shown an answer to everybody."""
        return Note(parse_inline(self.phrase("shared_by", language, name=name[:80])))

    def phrase(self, key: str, /, language: Language, **values: object) -> str:
        """A phrase of this face as Markdown, values escaped."""
        return self._speaker.phrase(f"discord.{key}", language, **values)

    def shown_once(self, reply: Reply) -> Shown:
        """A reply without buttons, which need not be kept."""
        return self.shown(render(reply, self.words(reply.language), self._pictures))

    @staticmethod
    def shown(page: Page, key: str = "") -> Shown:
        """A page as the library sends it."""
        return Shown(build.view(page), build.files(page), key)
