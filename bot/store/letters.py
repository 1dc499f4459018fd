"""Text in a table: whatever people and servers write can be stored, on every database."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, and halves of surrogate pairs are no UTF-8."""


def storable(text: str) -> str:
    """The text with a replacement character for what no database takes."""
    return _NOT_STORED.sub("\N{REPLACEMENT CHARACTER}", text)


class Line(TypeDecorator[str]):
    """A short text: what is longer than its column is cut. SQLite would take it, PostgreSQL not."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """As the database takes it."""
        return None if value is None else storable(str(value))[: self.length]


class Words(TypeDecorator[str]):
    """A text of any length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """As the database takes it."""
        return None if value is None else storable(str(value))
