"""What was made beforehand and comes with us: JSON with the digest of what it was made from.

``python -m tests.questions.train`` makes it; lint tells when what it was made from has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_INPUTS = "inputs"


def read(path: Path) -> dict[str, Any]:
    """What was written there. FileNotFoundError where nothing was."""
    data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return data


def write(path: Path, data: Mapping[str, Any], inputs: str) -> None:
    """Put it where ``read`` finds it; ``inputs`` is the digest of what it was made from."""
    text = json.dumps({**data, _INPUTS: inputs})
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def is_stale(path: Path, inputs: str) -> bool:
    """Whether there is none that was made from this."""
    return not path.exists() or read(path)[_INPUTS] != inputs


def digest(inputs: Any) -> str:
    """A digest of plain data."""
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
