"""``mailmedic knowledge calendar``: what will change, and what was not looked up for long."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError
from bot.commands.knowledge import run
from bot.config import Settings
from knowledge.model import Language

OVERLAY = """kind = "provider"
key = "example"
names = { en = ["Example Mail"], ja = ["例メール"] }
domains = ["example.net"]
state = "closing"
ends = 9999-01-01
sources = ["rfc5321"]
checked = 2001-01-01
"""


def said(language: Language, tmp_path: Path, argv: list[str] | None = None) -> str:
    """What the command writes, with a company's provider that nobody has looked up for long."""
    overlay = tmp_path / "overlay"
    (overlay / "facts" / "providers").mkdir(parents=True)
    (overlay / "overlay.toml").write_text('name = "Example Inc."\n', "utf-8")
    (overlay / "facts" / "providers" / "example.toml").write_text(OVERLAY, "utf-8")
    out = StringIO()
    settings = Settings(language=language, overlay=overlay)
    assert run(argv or ["calendar"], Context(settings, language, {}, stdout=out)) == 0
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "heading", "line"),
    [
        (
            Language.EN,
            "Not looked up for more than a year:",
            "2001-01-01  provider.example Example Mail",
        ),
        (Language.JA, "1年以上確認していないもの：", "2001-01-01  provider.example 例メール"),
    ],
)
def test_it_lists_what_was_not_looked_up(
    language: Language, heading: str, line: str, tmp_path: Path
) -> None:
    """Each on a line of its own, in the reader's language."""
    lines = said(language, tmp_path).splitlines()
    assert lines.index(heading) < lines.index(line)


def test_it_takes_no_file(tmp_path: Path) -> None:
    """Whoever names one meant another task."""
    with pytest.raises(UsageError):
        said(Language.EN, tmp_path, ["calendar", "file.jsonl"])
