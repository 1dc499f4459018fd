"""The demonstration's own words: of its letters, and of what is wrong with each account."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources

from knowledge.model import Language

Words = Mapping[Language, Mapping[str, Mapping[str, str]]]


def words() -> Words:
    """``wording/<language>/demo.toml`` of each language, read now.

    The server's process reads this one file by itself: all our knowledge would take it longer
    than everything else it does.
    """
    folder = resources.files("knowledge") / "wording"
    return {
        language: tomllib.loads((folder / language / "demo.toml").read_text("utf-8"))
        for language in Language
    }
