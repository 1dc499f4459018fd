"""Style sheet, scripts and icon: files of our own, each under a name that changes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

FOLDER = "/static"

_TYPES: Mapping[str, str] = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
# The style sheet names the icon, so the icon's name must be known first.
_NAMES = ("icon.svg", "form.js", "live.js", "page.css")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    content: bytes
    type: str


class Assets:
    """All files, read once."""

    def __init__(self) -> None:
        self._served: dict[str, Asset] = {}
        self._paths: dict[str, str] = {}
        folder = resources.files("bot.web") / "static"
        for name in _NAMES:
            self._add(name, (folder / name).read_bytes())

    def path(self, name: str) -> str:
        """Where a file is served, by the name that it has in our folder."""
        return self._paths[name]

    def get(self, served: str) -> Asset | None:
        """A file by the name under which it is served."""
        return self._served.get(served)

    def _add(self, name: str, content: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        for other, path in self._paths.items():
            here = path.rpartition("/")[2]
            content = content.replace(f'url("{other}")'.encode(), f'url("{here}")'.encode())
        served = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        self._paths[name] = f"{FOLDER}/{served}"
        self._served[served] = Asset(content, _TYPES[ending])
