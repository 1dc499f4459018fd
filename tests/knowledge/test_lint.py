"""What we ship is whole; and what is not whole is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.lint import STALE_DAYS, lint
from knowledge.load import Knowledge, open_knowledge
from tests.knowledge.conftest import Write, topic

TODAY = date(2026, 11, 26)


def test_what_we_ship_is_whole(knowledge: Knowledge) -> None:
    """Twins, links, sources, pictures, words: no problem in any file."""
    assert lint(knowledge, TODAY) == []


def test_no_fact_is_stale_today(knowledge: Knowledge) -> None:
    """By the clock of whoever runs this; when it fails, look the fact up again."""
    problems = lint(knowledge, datetime.now(UTC).date())
    assert [problem for problem in problems if problem.code == "stale"] == []


def test_facts_grow_stale(knowledge: Knowledge) -> None:
    """Eighteen months after its date, every fact wants to be looked up again."""
    oldest = min(row.checked for row in knowledge.rows.values())
    problems = lint(knowledge, oldest + timedelta(days=STALE_DAYS + 1))
    assert any(problem.code == "stale" for problem in problems)


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
        (topic("A.", questions='"what is port 143"'), topic("A."), "question_astray"),
        (topic("{% if check %}\n1. A\n{% endif %}\n"), topic("A."), "steps_run_together"),
        (topic("**(a)**b"), topic("A."), "bold_not_closed"),
    ],
)
def test_each_fault_is_told_at_its_file(
    lay: Write, english: str, japanese: str | None, code: str
) -> None:
    """One fault in a topic of an overlay, one problem with its file."""
    overlay = lay("topics/own.topic.en.md", english)
    if japanese is not None:
        lay("topics/own.topic.ja.md", japanese)
    problems = lint(open_knowledge(overlay), TODAY)
    assert code in {p.code for p in problems if "own.topic" in p.path}
