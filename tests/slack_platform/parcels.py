"""What is delivered to an app, and what came back."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack_platform.shapes import Json

ACK_SECONDS = 3.0
RETRIES_AFTER = (0.0, 60.0, 300.0)


@dataclass
class Parcel:
    """One payload on its way. ``kind``: slash_commands, interactive, events_api."""

    kind: str
    payload: Json
    envelope_id: str
    accepts_payload: bool
    attempt: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Acked:
    """Taken in time; ``body`` is what the app said with it, ``seconds`` how long it took."""

    body: Json = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class NotAcked:
    """Not taken: ``timeout``, ``http_error``, ``connection_failed``. ``status``: of HTTP."""

    reason: str
    status: int = 0


Outcome = Acked | NotAcked


@dataclass
class Delivered:
    """A parcel and what came of it, in order of time."""

    parcel: Parcel
    outcome: Outcome
