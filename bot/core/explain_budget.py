"""How many checks somebody may still have, in words."""

from __future__ import annotations

from math import ceil

from bot.core.markup import parse_inline
from bot.core.model import Note, Tone
from connectors.budget import Left
from knowledge.model import Language
from knowledge.speak import Speaker


def budget_note(left: Left, speaker: Speaker, language: Language) -> Note:
    """What is left before a run, or how long to wait and why."""
    minutes = max(1, ceil(left.seconds / 60))
    key = "blocked" if left.blocked else "left" if left.runs else "spent"
    phrase = speaker.phrase(f"checks.budget.{key}", language, runs=left.runs, minutes=str(minutes))
    return Note(parse_inline(phrase), Tone.INFO if left.runs else Tone.WARNING)
