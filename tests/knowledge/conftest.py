"""A small knowledge base of its own, written for each test that wants one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.load import Knowledge, open_knowledge

TOPIC = """+++
title = "{title}"
questions = [{questions}]
sources = ["rfc5321"]
+++
{body}
"""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What we ship, read afresh."""
    return open_knowledge()


Write = Callable[[str, str], Path]


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """An overlay that says only who it is."""
    folder = tmp_path / "overlay"
    folder.mkdir()
    (folder / "overlay.toml").write_text('name = "Example Inc."\n', "utf-8")
    return folder


@pytest.fixture
def lay(overlay: Path) -> Write:
    """Writes a file of the overlay, and gives the overlay."""

    def write(name: str, text: str) -> Path:
        path = overlay / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return overlay

    return write


def topic(body: str, title: str = "A title", questions: str = '"a way to ask"') -> str:
    """A topic's file."""
    return TOPIC.format(title=title, questions=questions, body=body)
