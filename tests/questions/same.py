"""Lays ``same.toml`` over the measuring files, both parts: ``python -m tests.questions.same``.

It reads and writes what is right for a line and shows no line: only how many were changed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SAME: dict[str, Any] = tomllib.loads((FOLDER / "same.toml").read_text("utf-8"))
QUESTIONS = tuple(sorted(FOLDER.glob("*/??.jsonl")))


def same(topics: Iterable[str], written: Collection[str]) -> list[str]:
    """The topics that are right once the table is laid over them, each once, in order.

    ``written`` are the ids of the topics that exist. ``setup.iphone.*`` becomes ``setup.iphone``
    where that was written as one topic.
    """
    found: dict[str, None] = {}
    for topic in topics:
        one = topic.removesuffix(".*")
        planned = SAME["written"].get(topic, [one if one in written else topic])
        found |= dict.fromkeys(planned)
    for group in SAME["equal"]["groups"]:
        if found.keys() & set(group):
            found |= dict.fromkeys(group)
    return list(found)


def laid_over(line: str, written: Collection[str]) -> str:
    """A line of a measuring file with the table laid over it."""
    fields = json.loads(line)
    if "topics" not in fields:
        return line
    topics = same(fields["topics"], written)
    if topics == fields["topics"]:
        return line
    return json.dumps(fields | {"topics": topics}, ensure_ascii=False)


def main() -> None:
    """Rewrite the files, and say how many lines changed."""
    from knowledge.load import open_knowledge

    knowledge = open_knowledge()
    written = {*knowledge.topic_ids, *knowledge.rows}
    for path in QUESTIONS:
        before = path.read_text("utf-8").split("\n")
        after = [laid_over(line, written) if line else line for line in before]
        path.write_text("\n".join(after), "utf-8")
        changed = sum(map(str.__ne__, before, after))
        print(f"{path.parent.name}/{path.name}: {changed} lines changed")


if __name__ == "__main__":
    main()
