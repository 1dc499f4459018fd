"""The table of topics that serve the same asker: laid over the measuring files, and whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.load import Knowledge, open_knowledge
from tests.questions.same import QUESTIONS, SAME, laid_over, same


@pytest.fixture(scope="module")
def written() -> frozenset[str]:
    knowledge: Knowledge = open_knowledge()
    return frozenset((*knowledge.topic_ids, *knowledge.rows))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_table_is_laid_over_every_line(path: Path, written: frozenset[str]) -> None:
    """Nothing is left to change, so both parts are measured by the same table."""
    lines = path.read_text("utf-8").splitlines()
    changed = [json.loads(line)["id"] for line in lines if laid_over(line, written) != line]
    assert not changed


def test_the_table_names_topics_that_exist(written: frozenset[str]) -> None:
    """What was written in place of a planned topic exists, and the planned one does not."""
    named = {topic for topics in SAME["written"].values() for topic in topics}
    named |= {topic for group in SAME["equal"]["groups"] for topic in group}
    assert not named - written
    assert not SAME["written"].keys() & written


def test_topics_that_were_planned_give_way_to_those_that_were_written() -> None:
    """A planned name goes, a group comes whole, a family becomes its one topic."""
    known = {"setup.iphone", "mailbox_full"}
    assert same(["quota.full", "setup.iphone.*"], known) == [
        "mailbox_full",
        "setup.iphone",
        "mailbox.over_quota",
    ]
