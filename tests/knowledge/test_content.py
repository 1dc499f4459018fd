"""Every error in a file of content names the file, the line and the problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import content
from knowledge.content import ContentError

TOPIC = """+++
title = "A title"
questions = ["one way to ask"]
sources = ["rfc5321"]
+++
The answer.
"""


def written(folder: Path, text: str | bytes, name: str = "a.topic.en.md") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_minimal_topic_is_read(tmp_path: Path) -> None:
    """Title, questions, sources and a body are enough."""
    topic = content.read_topic(written(tmp_path, TOPIC), "")
    assert (topic["id"], topic["language"], topic["line"]) == ("a.topic", "en", 6)
    assert topic["body"] == "The answer.\n"


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        (("+++\ntitle", "title"), 1, "no_front_matter"),
        (("\n+++\nThe", "\nThe"), 1, "no_front_matter"),
        (('title = "A title"\n', ""), 1, "missing_field"),
        (('sources = ["rfc5321"]', "sources = [3]"), 4, "wrong_type"),
        (('title = "A title"', 'titel = "A title"\ntitle = "A"'), 2, "unknown_field"),
        (('["one way to ask"]', "[]"), 3, "empty_field"),
        (('title = "A title"', 'title = "A'), 2, "not_toml"),
        (("The answer.\n", ""), 5, "empty_body"),
        (('sources = ["rfc5321"]', 'sources = []\ncauses = ["auth.x"]'), 5, "unknown_cause"),
    ],
)
def test_a_topic_with_one_fault_is_refused(
    tmp_path: Path, change: tuple[str, str], line: int, code: str
) -> None:
    """One change to the minimal topic, one problem, at its line."""
    path = written(tmp_path, TOPIC.replace(*change))
    with pytest.raises(ContentError) as caught:
        content.read_topic(path, "")
    problem = caught.value.problem
    assert (problem.path, problem.line, problem.code) == (str(path), line, code)


def test_a_topic_with_another_name_is_refused(tmp_path: Path) -> None:
    """The language stands in the file's name."""
    with pytest.raises(ContentError) as caught:
        content.read_topic(written(tmp_path, TOPIC, "topic.md"), "")
    assert caught.value.problem.code == "topic_name"


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    """A file saved in Shift JIS is told at the line where it begins to differ."""
    raw = TOPIC.encode() + "本文".encode("shift_jis")
    with pytest.raises(ContentError) as caught:
        content.read_topic(written(tmp_path, raw), "")
    assert (caught.value.problem.line, caught.value.problem.code) == (7, "not_utf8")


ROWS = """kind = "port"
sources = ["iana"]
checked = 2026-11-26

[[row]]
key = "143"
en = { title = "Port 143" }
"""


def test_rows_have_the_files_defaults(tmp_path: Path) -> None:
    """Source and date stand once above the rows."""
    (row,) = content.read_rows(written(tmp_path, ROWS, "ports.toml"), "Example")
    assert (row["kind"], row["key"], row["checked"]) == ("port", "143", "2026-11-26")
    assert row["layer"] == "Example"
    assert row["sources"] == ["iana"]


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        (('kind = "port"\n', ""), 1, "missing_field"),
        (("checked = 2026-11-26\n", ""), 5, "row_missing_field"),
        (("checked = 2026-11-26", 'checked = "soon"'), 6, "wrong_type"),
        (('key = "143"', "key = 143"), 5, "missing_field"),
        (("[[row]]", '[[row]]\nkey = "143"\n\n[[row]]'), 6, "row_twice"),
    ],
)
def test_a_table_with_one_fault_is_refused(
    tmp_path: Path, change: tuple[str, str], line: int, code: str
) -> None:
    """One change to the minimal table, one problem, at its line."""
    path = written(tmp_path, ROWS.replace(*change), "ports.toml")
    with pytest.raises(ContentError) as caught:
        content.read_rows(path, "")
    assert (caught.value.problem.line, caught.value.problem.code) == (line, code)


def test_phrases_are_known_by_file_and_key(tmp_path: Path) -> None:
    """``area.key``, and ``area.group.key`` for a table."""
    path = written(tmp_path, 'a = "A {{ x }}"\n[b]\nc = "C"\n', "area.toml")
    assert content.read_phrases(path) == {"area.a": "A {{ x }}", "area.b.c": "C"}
