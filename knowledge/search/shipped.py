"""The index that comes with us, made and trained beforehand: ``index.<language>.json.gz``.

To make one takes longer than anybody waits for a first answer. ``python -m tests.questions.train``
makes both anew; lint tells when what they were made from has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from knowledge.model import Language
from knowledge.search.index import Entry

_INPUTS = "inputs"


def read_index(language: Language) -> dict[str, Any] | None:
    """The index as ``index.build`` made it; None where none was made."""
    path = _path(language)
    if not path.exists():
        return None
    index: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return index


def write_index(language: Language, index: Mapping[str, Any], inputs: str) -> None:
    """Put it where ``read_index`` finds it. ``inputs`` is the digest of what it was made from."""
    text = json.dumps({**index, _INPUTS: inputs})
    _path(language).write_bytes(gzip.compress(text.encode(), mtime=0))


def is_stale(language: Language, inputs: str) -> bool:
    """Whether there is none that was made from this."""
    index = read_index(language)
    return index is None or index[_INPUTS] != inputs


def digest_of(entries: Iterable[Entry], concepts: Iterable[Mapping[str, Any]]) -> str:
    """A digest of what an index is made from."""
    examples = [[entry.topic_id, *entry.examples] for entry in entries]
    inputs = json.dumps([examples, [row["fields"] for row in concepts]])
    return hashlib.sha256(inputs.encode()).hexdigest()


def _path(language: Language) -> Path:
    return Path(__file__).parent / f"index.{language}.json.gz"
