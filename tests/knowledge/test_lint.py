"""What is not whole is told. That what we ship is whole, the README's own command tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.cache import Cache
from knowledge.layers import Layer
from knowledge.lint import STALE_DAYS, lint, stale
from knowledge.load import Knowledge, read_layers
from tests.knowledge.conftest import topic

TODAY = date(2026, 11, 26)
PORT = """kind = "port"
sources = []
checked = 2026-11-26

[[row]]
key = "143"
number = 143
alias = "imap"
en = { title = "Port 143" }
ja = { title = "ポート143" }
"""
SMALL = {
    "facts/ports.toml": PORT,
    "facts/sources/rfc.toml": """[rfc5321]
title = "RFC 5321"
url = "https://www.rfc-editor.org/rfc/rfc5321"
checked = 2026-11-26
""",
    "topics/ok.en.md": topic("All is well.", questions='"is all well"'),
    "topics/ok.ja.md": topic("問題ありません。", questions='"問題ないか"'),
}


def test_no_fact_is_stale_today(knowledge: Knowledge) -> None:
    """By the clock of whoever runs this; when it fails, look the fact up again."""
    assert list(stale(knowledge, datetime.now(UTC).date())) == []


def test_facts_grow_stale(knowledge: Knowledge) -> None:
    """Eighteen months after its date, every fact wants to be looked up again."""
    oldest = min(row.checked for row in knowledge.rows.values())
    assert list(stale(knowledge, oldest + timedelta(days=STALE_DAYS + 1)))


@pytest.mark.parametrize(
    ("english", "japanese", "code"),
    [
        (topic("Fine."), None, "no_twin"),
        (topic("{{ port.imap.number }}"), topic("書かない。"), "placeholders_differ"),
        (topic("{{ nothing }}"), topic("{{ nothing }}"), "does_not_speak"),
        (
            topic("A.").replace('"rfc5321"', '"rfc0"'),
            topic("A.").replace('"rfc5321"', '"rfc0"'),
            "no_source",
        ),
        (topic("A.").replace("sources", 'related = ["x.y"]\nsources'), topic("A."), "dead_link"),
        (topic("A.").replace("sources", 'related = ["ok"]\nsources'), topic("A."), "twin_differs"),
        (topic("A.").replace("sources", 'picture = "none"\nsources'), topic("A."), "no_picture"),
        (topic("A.", questions='"is all well"'), topic("A."), "question_astray"),
        (topic("{% if check %}\n1. A\n{% endif %}\n"), topic("A."), "steps_run_together"),
        (topic("**(a)**b"), topic("A."), "bold_not_closed"),
    ],
)
def test_each_fault_is_told_at_its_file(
    tmp_path: Path, english: str, japanese: str | None, code: str
) -> None:
    """One fault in one topic of a small base, one problem with its file."""
    files = SMALL | {"topics/own.topic.en.md": english}
    if japanese is not None:
        files["topics/own.topic.ja.md"] = japanese
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    found = (Layer(tmp_path),)
    small = Knowledge(read_layers(found), Cache(None), "", found)
    problems = lint(small, TODAY)
    assert code in {p.code for p in problems if "own.topic" in p.path}
