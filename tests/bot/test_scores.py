"""The measuring questions and error texts: answered no worse than before, and fit to measure."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.answer import Answerer
from bot.core.assistant import Assistant
from bot.core.score import Measured, Scorer
from bot.core.triage import Triager
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.questions import REFUSED_KINDS, Asked, AskedQuestion, Kind, read_questions
from knowledge.score import Share
from knowledge.speak import Speaker
from tests.questions.report import PROPERTY

FOLDER = Path(__file__).parents[1] / "questions"
LEVELS = tomllib.loads((FOLDER / "levels.toml").read_text("utf-8"))
PARTS = ("tuning", "held_out")
SETS = ("en", "ja", "errors")

SHARES: dict[str, Callable[[Measured], Share]] = {
    "answered": lambda measured: measured.questions.answered,
    "refused": lambda measured: measured.questions.refused,
    "right": lambda measured: measured.errors.right,
    "best": lambda measured: measured.errors.best,
    "top_3": lambda measured: measured.errors.top_3,
}
ADDRESS = re.compile(r"[\w.+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})", re.ASCII | re.IGNORECASE)
RESERVED = re.compile(
    r"(?:.*\.)?(?:example|test|invalid|example\.(?:com|net|org|jp)|example\.(?:co|ne|or|ac)\.jp)"
)


def asked_in(part: str, name: str) -> tuple[Asked, ...]:
    """The lines of one file."""
    return read_questions((FOLDER / part / f"{name}.jsonl").read_text("utf-8").split("\n"))


@pytest.fixture(scope="session")
def scorer(answerer: Answerer, triager: Triager, knowledge: Knowledge, speaker: Speaker) -> Scorer:
    return Scorer(answerer, triager, lambda: Assistant(knowledge, speaker))


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_answered_worse_than_before(
    part: str, name: str, scorer: Scorer, record_property: Callable[[str, object], None]
) -> None:
    """Each share is at least at the level that was reached; levels are only ever raised."""
    measured = scorer.measure(asked_in(part, name))
    levels = LEVELS[part][name]
    reached = {key: SHARES[key](measured) for key in levels}
    told = ", ".join(f"{k} {s.part}/{s.whole} {s.ratio:.1%}" for k, s in reached.items())
    record_property(PROPERTY, f"{name} {part}: {told}")
    below = {key: share for key, share in reached.items() if share.ratio < levels[key]}
    assert not below


@pytest.mark.parametrize("name", SETS)
def test_a_third_is_held_out(name: str) -> None:
    """One line in three is in the part that nobody tunes against, and no line is in both."""
    tuning, held_out = ({asked.id for asked in asked_in(part, name)} for part in PARTS)
    assert not tuning & held_out
    assert len(held_out) == pytest.approx((len(tuning) + len(held_out)) / 3, abs=1)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("part", PARTS)
def test_every_kind_is_asked_about(part: str, language: Language) -> None:
    """Of every kind there are a few, and of what must be refused about a sixth at least."""
    questions = [asked for asked in asked_in(part, language) if isinstance(asked, AskedQuestion)]
    kinds = Counter(asked.kind for asked in questions)
    assert all(kinds[kind] >= 3 for kind in Kind)
    assert sum(kinds[kind] for kind in REFUSED_KINDS) > len(questions) / 6


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("part", PARTS)
def test_only_reserved_names_are_used(part: str, name: str) -> None:
    """No address in a measuring file can be somebody's."""
    domains = {
        match[1].lower() for asked in asked_in(part, name) for match in ADDRESS.finditer(asked.text)
    }
    assert not {domain for domain in domains if not RESERVED.fullmatch(domain)}
