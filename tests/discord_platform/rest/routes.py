"""A table of routes: method and template to handler."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.discord_platform.requests import Sent
from tests.discord_platform.state import State
from tests.discord_platform.writing import Writing


@dataclass(frozen=True)
class Desk:
    """What a handler works with; ``answered`` is told each first answer to an interaction."""

    state: State
    writing: Writing


Handler = Callable[[Desk, Sent, Mapping[str, str]], tuple[int, Any]]


@dataclass(frozen=True)
class Route:
    """``token``: the bot's own is asked for; interaction routes hold theirs in the path."""

    method: str
    template: str
    handler: Handler
    token: bool = True

    def arguments(self, method: str, path: str) -> Mapping[str, str] | None:
        """The path's parts, where it is this route."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found and method == self.method else None
