"""A check as a drawn path: you → name → server → encryption → login → mailbox. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.check_progress import CheckProgress, StageLine, TargetProgress
from connectors.model import Outcome, StepName


class Station(StrEnum):
    """A place on the way; also the key of its words and its drawing."""

    YOU = "you"
    NAME = "name"
    SERVER = "server"
    ENCRYPTION = "encryption"
    LOGIN = "login"
    MAILBOX = "mailbox"


class State(StrEnum):
    """How a station is; also the class by which it is drawn."""

    WAITING = "waiting"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


STAGES: Mapping[Station, tuple[StepName, ...]] = {
    Station.YOU: (),
    Station.NAME: (StepName.RESOLVE,),
    Station.SERVER: (StepName.CONNECT, StepName.GREETING, StepName.CAPABILITY),
    Station.ENCRYPTION: (StepName.TLS, StepName.STARTTLS),
    Station.LOGIN: (StepName.LOGIN,),
    Station.MAILBOX: (
        StepName.MAILBOX,
        StepName.FETCH,
        StepName.SENDER,
        StepName.RECIPIENT,
        StepName.MESSAGE,
    ),
}
"""The stages that each station stands for; LOGOUT is no place."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One station of one target's way. ``detail`` is a few words about one that works."""

    station: Station
    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class Way:
    """The whole way of one target, as far as it has come.

    ``why`` says why it goes no further, and ``where`` at which station; empty where it does.
    """

    stops: tuple[Stop, ...]
    where: Station | None
    why: str


def way_of(target: TargetProgress) -> Way:
    """The way of one target."""
    stops = tuple(_stop(station, target) for station in Station)
    for wanted in (Outcome.FAILED, Outcome.SKIPPED):
        for station in Station:
            for line in _lines(station, target):
                if line.outcome is wanted and line.detail:
                    return Way(stops, station, line.detail)
    return Way(stops, None, "")


def as_data(progress: CheckProgress) -> list[dict[str, object]]:
    """All ways as plain data, for the page's script."""
    return [
        {
            "stops": [[str(stop.state), stop.detail] for stop in way.stops],
            "where": list(Station).index(way.where) if way.where else -1,
            "why": way.why,
        }
        for way in map(way_of, progress.targets)
    ]


def _stop(station: Station, target: TargetProgress) -> Stop:
    if station is Station.YOU:
        return Stop(station, State.OK, "")
    lines = _lines(station, target)
    details = (line.detail for line in lines if line.outcome is Outcome.OK and line.detail)
    return Stop(station, _state(lines), next(details, ""))


def _lines(station: Station, target: TargetProgress) -> list[StageLine]:
    return [target.lines[name] for name in STAGES[station] if name in target.lines]


def _state(lines: list[StageLine]) -> State:
    outcomes = {line.outcome for line in lines}
    if Outcome.FAILED in outcomes:
        return State.FAILED
    if None in outcomes:
        return State.RUNNING
    if Outcome.OK in outcomes:
        return State.OK
    return State.SKIPPED if lines else State.WAITING
