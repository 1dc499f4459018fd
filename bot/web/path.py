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
    """One station of one target's way, in words."""

    station: Station
    state: State
    detail: str


def stops_of(target: TargetProgress) -> tuple[Stop, ...]:
    """The whole way of one target, as far as it has come."""
    return tuple(_stop(station, target) for station in Station)


def as_data(progress: CheckProgress) -> list[list[list[str]]]:
    """All ways as plain data, for the page's script: a list of (state, detail) a target."""
    return [
        [[str(stop.state), stop.detail] for stop in stops_of(target)] for target in progress.targets
    ]


def _stop(station: Station, target: TargetProgress) -> Stop:
    if station is Station.YOU:
        return Stop(station, State.OK, "")
    lines = [target.lines[name] for name in STAGES[station] if name in target.lines]
    state = _state(lines)
    # A stage that was left out because an earlier one failed has nothing to say of its own.
    told = [line for line in lines if line.detail and not _is_echo(line, target)]
    decisive = [line for line in told if line.outcome is Outcome.FAILED] or told
    return Stop(station, state, decisive[0].detail if decisive else "")


def _state(lines: list[StageLine]) -> State:
    outcomes = {line.outcome for line in lines}
    if Outcome.FAILED in outcomes:
        return State.FAILED
    if None in outcomes:
        return State.RUNNING
    if Outcome.OK in outcomes:
        return State.OK
    return State.SKIPPED if lines else State.WAITING


def _is_echo(line: StageLine, target: TargetProgress) -> bool:
    failed = any(other.outcome is Outcome.FAILED for other in target.lines.values())
    return line.outcome is Outcome.SKIPPED and failed
