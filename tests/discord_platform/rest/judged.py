"""Judges the body of a request: a limit that is broken is refused, and remembered for the test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.discord_platform.judge.manners import judge_manners
from tests.discord_platform.judge.messages import judge_message
from tests.discord_platform.problems import bad_form
from tests.discord_platform.requests import Sent
from tests.discord_platform.schema import Fault, Rule
from tests.discord_platform.state import State, Violation


def judged(state: State, sent: Sent, faults: Iterable[Fault]) -> None:
    """Refuse what breaks a limit.

    Raises:
        Refusal: 50035, with each field named.
    """
    if found := tuple(faults):
        state.violations.append(Violation(sent, found))
        raise bad_form(found)


def judged_message(
    state: State,
    sent: Sent,
    shape: Rule,
    body: Any,
    flags_allowed: int,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The body of a message, if Discord would take it; manners are remembered only."""
    faults = judge_message(
        shape, body, flags_allowed=flags_allowed, before=before, files=sent.files
    )
    judged(state, sent, faults)
    assert isinstance(body, dict)
    if found := tuple(judge_manners(body)):
        state.violations.append(Violation(sent, found))
    return body
