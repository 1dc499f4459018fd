"""``mailmedic knowledge score``: told in both languages, as JSON, and when the file is no good."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.adapters.terminal.context import Context
from bot.commands import knowledge as command
from bot.commands.arguments import UsageError
from bot.config import Settings
from knowledge.model import Language

LINES = (
    {"id": "1", "lang": "en", "q": "what's port 143?", "kind": "fact", "topics": ["port.143"]},
    {"id": "2", "lang": "en", "q": "port 993\u001b?", "kind": "fact", "topics": ["port.143"]},
    {"id": "3", "lang": "ja", "q": "カレーの作り方", "kind": "outside", "topics": []},
    {"id": "4", "lang": "ja", "text": "パスワードが違います", "causes": ["auth.wrong_credentials"]},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small measuring file."""
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)) + "\n", "utf-8")
    return path


def context(language: Language, cache: Path) -> Context:
    """A run whose output is kept."""
    settings = Settings(language=language, cache=cache)
    return Context(settings, language, stdout=io.StringIO())


def run(language: Language, cache: Path, *words: str) -> str:
    """What the command printed."""
    one = context(language, cache)
    assert command.run(["score", *words], one) == 0
    assert isinstance(one.stdout, io.StringIO)
    return one.stdout.getvalue()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, ("English: 2 questions", "answered with another topic", "Worst misses")),
        (Language.JA, ("英語：質問 2件", "別の項目で答えた", "特に悪い外れ")),
    ],
)
def test_scores_are_told(
    language: Language, words: tuple[str, ...], file: Path, cache: Path
) -> None:
    """Shares, confusions and misses, in the reader's language."""
    told = run(language, cache, str(file))
    assert all(word in told for word in words)
    assert "port.143 → port.993" in told
    assert "50.0%" in told


def test_a_question_cannot_steer_the_terminal(file: Path, cache: Path) -> None:
    """Questions are words of strangers."""
    assert "\x1b" not in run(Language.EN, cache, str(file))


def test_scores_are_told_as_json(file: Path, cache: Path) -> None:
    """One object, by what was measured and language."""
    told = json.loads(run(Language.EN, cache, "--json", str(file)))
    assert told["questions"]["en"]["answered"] == {"part": 1, "whole": 2, "ratio": 0.5}
    assert told["errors"]["ja"]["count"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["score"], "no_questions"),
        (["score", "{missing}"], "file"),
        (["score", "{bad}"], "bad_question"),
        (["lint", "{bad}"], "too_many"),
        (["stats", "--json"], "too_many"),
    ],
)
def test_bad_input_is_told(words: list[str], code: str, tmp_path: Path, cache: Path) -> None:
    """A file that is missing or holds something else, and a file where none belongs."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("not JSON\n", "utf-8")
    argv = [word.format(missing=tmp_path / "missing", bad=bad) for word in words]
    with pytest.raises(UsageError) as caught:
        command.run(argv, context(Language.EN, cache))
    assert caught.value.code == code
