"""One interaction: when it was issued, how it was answered, and what may still be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord_platform import problems
from tests.discord_platform.places import Channel, User
from tests.discord_platform.posted import Posted
from tests.discord_platform.schema import Fault

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
PONG, ANSWER, DEFER, DEFER_UPDATE, UPDATE, COMPLETE, MODAL = 1, 4, 5, 6, 7, 8, 9

ALLOWED: Mapping[int, tuple[int, ...]] = {
    PING: (PONG,),
    COMMAND: (ANSWER, DEFER, MODAL),
    COMPONENT: (ANSWER, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (COMPLETE,),
    MODAL_SUBMIT: (ANSWER, DEFER, DEFER_UPDATE, UPDATE),
}
"""Which answers each kind of interaction takes."""

FIRST_SECONDS, TOKEN_SECONDS = 3.0, 15 * 60.0
FOLLOW_UPS_OUTSIDE = 5
"""Where the application is not in the guild, and was installed by the user."""


@dataclass(eq=False)
class Interaction:
    """``about`` is the message whose component was used, or whose modal was sent."""

    id: str
    token: str
    type: int
    payload: Mapping[str, Any]
    asker: User
    channel: Channel
    issued: float
    outside: bool
    always_ephemeral: bool
    about: Posted | None = None
    answer: int | None = None
    answered_at: float | None = None
    deferred_ephemeral: bool = False
    original: Posted | None = None
    follow_ups: list[Posted] = field(default_factory=list)
    counted: int = 0
    modal: Mapping[str, Any] | None = None
    choices: tuple[Mapping[str, Any], ...] | None = None
    refused: list[problems.Refusal] = field(default_factory=list)

    def check_first(self, answer: int, now: float) -> None:
        """Whether this may be its first answer, now."""
        if self.answer is not None:
            raise problems.ACKNOWLEDGED
        if now - self.issued > FIRST_SECONDS:
            raise problems.NO_INTERACTION
        if answer not in ALLOWED[self.type] or self._nothing_to_update(answer):
            raise problems.bad_form([Fault("type", "is no answer to this interaction")])

    def _nothing_to_update(self, answer: int) -> bool:
        return answer in (DEFER_UPDATE, UPDATE) and self.about is None

    def check_token(self, now: float) -> None:
        """Whether its token is good, now."""
        if now - self.issued > TOKEN_SECONDS:
            raise problems.BAD_TOKEN
        if self.answer is None:
            raise problems.NO_WEBHOOK

    def count_follow_up(self) -> None:
        """One more; where the application is a guest there are five."""
        if self.outside and self.counted >= FOLLOW_UPS_OUTSIDE:
            raise problems.TOO_MANY_FOLLOW_UPS
        self.counted += 1
