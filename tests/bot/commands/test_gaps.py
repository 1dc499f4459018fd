"""``mailmedic knowledge gaps``: what was asked in vain, as the beginnings of topics."""

from __future__ import annotations

import asyncio
import io
import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError
from bot.commands.knowledge import run
from bot.config import Settings
from bot.core.model import Outcome
from bot.store import questions
from bot.store.questions import Question
from bot.store.store import opened
from knowledge.model import Language

ASKED = [
    "how do I print a mail",
    'how do i print "all" mails \\ at once',
    "printing a mail how",
    "署名に画像を入れたい",
    "署名に画像",
]


def said(argv: list[str], environ: dict[str, str], cache: Path, language: Language) -> str:
    """What the command prints."""
    out = io.StringIO()
    settings = Settings(language=language, cache=cache)
    assert run(argv, Context(settings, language, environ, stdout=out)) == 0
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Questions, one a line."""
    path = tmp_path / "asked.txt"
    path.write_text("\n".join(ASKED) + "\n\n", "utf-8")
    return path


@pytest.mark.parametrize("language", list(Language))
def test_each_gap_begins_a_topic(file: Path, cache: Path, language: Language) -> None:
    """The most asked first; what stands between the plus signs is the front matter of a topic."""
    parts = said(["gaps", str(file)], {}, cache, language).split("+++")
    first, second = (tomllib.loads(dedent(part)) for part in parts[1::2])
    assert set(first["questions"]) == set(ASKED[:3])
    assert set(second["questions"]) == set(ASKED[3:])
    assert first.keys() == {"title", "questions", "causes", "related", "sources"}
    assert "gap.1.en.md" in parts[0]
    assert "gap.2.ja.md" in parts[2]


def test_for_programs(file: Path, cache: Path) -> None:
    """As JSON."""
    gaps = json.loads(said(["gaps", str(file), "--json"], {}, cache, Language.EN))["gaps"]
    assert [(gap["count"], gap["lang"]) for gap in gaps] == [(3, "en"), (2, "ja")]


def test_from_the_store(tmp_path: Path, cache: Path) -> None:
    """What the operator keeps, of the last ninety days."""
    url = f"sqlite:///{tmp_path / 'm.db'}"

    async def keep() -> None:
        now = datetime.now(UTC)
        async with opened(url) as store, store.writing() as connection:
            for days, words in ((1, "署名に画像"), (100, "too old")):
                asked = Question(
                    words, now - timedelta(days), "slack:T:U", "slack:T", "slack:T:C", "mention",
                    Language.JA, Outcome.UNSURE, words=words,
                )  # fmt: skip
                await questions.add(connection, asked)

    asyncio.run(keep())
    printed = said(["gaps"], {"MAILMEDIC_DATABASE_URL": url}, cache, Language.EN)
    assert "署名に画像" in printed
    assert "too old" not in printed


@pytest.mark.parametrize("language", list(Language))
def test_without_a_store_it_says_how(tmp_path: Path, cache: Path, language: Language) -> None:
    """And makes none."""
    path = tmp_path / "none.db"
    environ = {"MAILMEDIC_DATABASE_URL": f"sqlite:///{path}"}
    assert "MAILMEDIC_KEEP_QUESTIONS" in said(["gaps"], environ, cache, language)
    assert not path.exists()


def test_a_file_that_is_not_there_is_named(cache: Path) -> None:
    """As wrong usage."""
    with pytest.raises(UsageError) as wrong:
        said(["gaps", "nowhere.txt"], {}, cache, Language.EN)
    assert wrong.value.values["value"] == "nowhere.txt"
