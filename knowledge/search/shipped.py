"""The index that comes with us, made and trained beforehand: ``index.<language>.json.gz``.

To make one takes longer than anybody waits for a first answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from knowledge import shipped
from knowledge.model import Language
from knowledge.search.index import Entry


def read_index(language: Language) -> dict[str, Any] | None:
    """The index as ``index.build`` made it; None where none was made."""
    path = _path(language)
    return shipped.read(path) if path.exists() else None


def write_index(language: Language, index: Mapping[str, Any], inputs: str) -> None:
    """Put it where ``read_index`` finds it. ``inputs`` is the digest of what it was made from."""
    shipped.write(_path(language), index, inputs)


def is_stale(language: Language, inputs: str) -> bool:
    """Whether there is none that was made from this."""
    return shipped.is_stale(_path(language), inputs)


def digest_of(entries: Iterable[Entry], concepts: Iterable[Mapping[str, Any]]) -> str:
    """A digest of what an index is made from."""
    examples = [[entry.topic_id, entry.often, *entry.examples] for entry in entries]
    return shipped.digest([examples, [row["fields"] for row in concepts]])


def _path(language: Language) -> Path:
    return Path(__file__).parent / f"index.{language}.json.gz"
