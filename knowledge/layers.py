"""Where content lies: our own folder, and the company's overlay above it.

An overlay is a folder of the same shape (``topics/``, ``facts/``), with an
``overlay.toml`` that names the company:

    name = "Example Inc."
    helpdesk = { en = "extension 1234", ja = "内線1234" }

``helpdesk`` may be left out. A topic or row of the overlay replaces ours of the same id.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.content import ContentError, line_of, read_text, read_toml
from knowledge.model import Language

OURS = Path(__file__).parent
_SUFFIXES = (".md", ".toml", ".j2", ".txt", ".gz")


@dataclass(frozen=True, slots=True)
class Layer:
    """A folder of content. ``name`` is empty for ours; ``helpdesk`` is how to reach it."""

    root: Path
    name: str = ""
    helpdesk: Mapping[Language, str] | None = None

    def files(self, pattern: str) -> list[Path]:
        """The files that match, in a stable order."""
        return sorted(self.root.glob(pattern))


def layers(overlay: Path | None) -> tuple[Layer, ...]:
    """Ours, then the overlay's. ContentError when the overlay is not one."""
    if overlay is None:
        return (Layer(OURS),)
    return (Layer(OURS), _overlay(overlay))


def _overlay(root: Path) -> Layer:
    path = root / "overlay.toml"
    if not root.is_dir():
        raise ContentError(root, 0, "overlay_missing")
    _refuse_links_outside(root)
    text = read_text(path)
    document = read_toml(path, text)
    name = document.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ContentError(path, 1, "missing_field", field="name")
    for field in document:
        if field not in ("name", "helpdesk"):
            raise ContentError(path, line_of(text, field), "unknown_field", field=field)
    helpdesk = document.get("helpdesk")
    if isinstance(helpdesk, str):
        helpdesk = dict.fromkeys(Language, helpdesk)
    if helpdesk is not None and (
        not isinstance(helpdesk, dict)
        or set(helpdesk) != set(Language)
        or not all(isinstance(value, str) for value in helpdesk.values())
    ):
        raise ContentError(path, line_of(text, "helpdesk"), "wrong_type", field="helpdesk")
    return Layer(root, name, helpdesk)


def _refuse_links_outside(root: Path) -> None:
    """What does not lie in the folder is nobody's content, and a link may lead to a whole disk."""
    inside = root.resolve()
    for entry in _entries(root):
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(inside):
            raise ContentError(Path(entry.path), 0, "outside")


def stamp(found: tuple[Layer, ...]) -> str:
    """A digest that changes whenever a file of content is added, removed or changed.

    It looks at names, sizes and times, not at what the files hold: 400 files take 3 ms.
    """
    digest = hashlib.sha256()
    for layer in found:
        digest.update(f"{layer.root}\n".encode())
        for entry in _content_files(layer.root):
            status = entry.stat()
            times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
            digest.update(f"{entry.path}\n{status.st_size} {times}\n".encode())
    return digest.hexdigest()[:32]


def _content_files(root: Path) -> Iterator[os.DirEntry[str]]:
    for entry in _entries(root):
        if entry.name.endswith((*_SUFFIXES, ".py")) and entry.is_file():
            yield entry


def _entries(root: Path) -> Iterator[os.DirEntry[str]]:
    """Files and links below a folder, in a stable order; linked folders are not gone into."""
    folders = [str(root)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif not entry.name.startswith((".", "__")):
                folders.append(entry.path)
