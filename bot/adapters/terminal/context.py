"""What everything at the terminal is handed: settings, streams, and the words to speak with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
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

    def ready_streams(self) -> None:
        """Make the standard streams such that writing to them raises for no character.

        A stream that was closed by whoever started us becomes an empty one.
        """
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:
                setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - as long as we run
            stream = getattr(sys, name)
            setattr(self, name, stream)
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="surrogateescape" if mode == "r" else "replace")

    def speaking(self, language: Language) -> Context:
        """The same in another language, with all that was read already."""
        other = copy(self)
        other.language = language
        return other

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
