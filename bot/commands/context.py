"""What every command is handed: settings, streams, and the words to speak with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TextIO

from bot.config import Settings
from bot.core.answer import Answerer
from bot.core.triage import Triager
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker


@dataclass
class Context:
    """One run of the command line."""

    settings: Settings
    language: Language
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge base, with the company's overlay."""
        return open_knowledge(self.settings.overlay, self.settings.cache)

    @cached_property
    def speaker(self) -> Speaker:
        """Speaks the knowledge base."""
        return Speaker(self.knowledge)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers texts."""
        return Answerer(self.knowledge, self.speaker)

    @cached_property
    def triager(self) -> Triager:
        """Reads reports."""
        return Triager(self.knowledge, self.speaker, self.answerer)

    def say(self, key: str, **values: str) -> str:
        """A phrase in the reader's language, as plain text."""
        return self.speaker.plain(key, self.language, **values)
