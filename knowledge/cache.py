"""What was read and indexed once, kept for the next start.

A file's name holds the digest of all that it was made from, so it is never
stale: what has changed has another name. Deleting the folder is always safe.
The files are JSON, and are believed only where nobody else may write: what they
hold becomes answers.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import stat
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)
_KEPT = 8  # files: two parts a language layer, and one older generation
# The folder may be anybody's choice, and hold more than what we put there.
_OURS = re.compile(r"[a-z.]+-[0-9a-f]{32,}\.json|mailmedic-\w+\.tmp")


class Cache:
    """A folder of JSON files, by part and digest; a folder of None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, part: str, digest: str) -> Any | None:
        """What was put under this part and digest, or None."""
        if self._folder is None or not _is_our_own(self._folder):
            return None
        try:
            with (self._folder / f"{part}-{digest}.json").open(encoding="utf-8") as file:
                return json.load(file, object_hook=_from_json)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.debug("cache unreadable: %s", error)
            return None

    def put(self, part: str, digest: str, value: Any) -> None:
        """Keep it, whole or not at all; a folder that cannot be written keeps nothing."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_our_own(self._folder):
                return
            handle, name = tempfile.mkstemp(".tmp", "mailmedic-", self._folder)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                # All ASCII: one kanji makes Python hold a whole file of figures in wide characters,
                # and reading it takes four times as long.
                json.dump(value, file, default=_to_json)
            Path(name).replace(self._folder / f"{part}-{digest}.json")
            _forget_old(self._folder)
        except OSError as error:
            log.debug("cache not written: %s", error)


def _forget_old(folder: Path) -> None:
    ours = [path for path in folder.iterdir() if _OURS.fullmatch(path.name)]
    kept = sorted(ours, key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[_KEPT:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _is_our_own(folder: Path) -> bool:
    """Whether only this user may write there (always, where users are not numbered)."""
    try:
        status = folder.stat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _to_json(value: Any) -> Any:
    if isinstance(value, date):
        return {"__date__": value.isoformat()}
    raise TypeError(f"not for the cache: {type(value).__name__}")


def _from_json(value: dict[str, Any]) -> Any:
    return date.fromisoformat(value["__date__"]) if "__date__" in value else value
