"""Causes of a report ranked, each with what speaks for and against it. Pure.

The words of a person name suspects; a live check then strikes them out or confirms them, one by
one: a step that went well everywhere clears every cause that would have stopped it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from knowledge.causes import Cause
from knowledge.replies import Reading

MOST = 5
"""Suspects of one case: more help nobody."""


class Standing(StrEnum):
    """What became of a suspect."""

    CONFIRMED = "confirmed"
    """The check met it."""
    LIKELY = "likely"
    """The words speak for it, and nothing against it."""
    STRUCK = "struck"
    """The check passed where it would have stopped it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: a phrase of ``helpdesk.evidence``, and its values."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cause, how it stands, and why."""

    cause: Cause
    standing: Standing
    speaks_for: tuple[Evidence, ...] = ()
    speaks_against: tuple[Evidence, ...] = ()


_LATER = ("login", "mailbox", "fetch")
_TALKED = ("greeting", "capability", *_LATER)

CLEARED_BY: Mapping[str, tuple[str, ...]] = {
    "dns": ("resolve", "connect", "tls", *_TALKED),
    "net": ("connect", "tls", *_TALKED),
    "proto": _TALKED,
    "server": _TALKED,
    "tls": ("tls", "starttls"),
    "auth": _LATER,
    "mailbox": ("mailbox", "fetch"),
    "send": ("recipient", "message"),
}
"""The steps of which one that went well clears the causes of a stage; the first is its own."""

WORTH_NAMING = 0.5
"""Of the weight of the best reading: what is less is a word that stands for many things."""

_LINE = 200


def rank(readings: Sequence[Reading], report: Mapping[str, Any] | None) -> tuple[Suspect, ...]:
    """The suspects: confirmed first, then the likely, then those that were struck out."""
    checks = list(report["checks"]) if report else []
    met = _met(checks)
    told = _told(readings)
    suspects = [_suspect(cause, told.get(cause), met, checks) for cause in {**met, **told}]
    order = list(Standing)
    ranked = sorted(suspects, key=lambda one: order.index(one.standing))[:MOST]
    return tuple(_without_repeats(ranked))


def _without_repeats(suspects: Sequence[Suspect]) -> Iterator[Suspect]:
    """The line that speaks for several of them is quoted once."""
    quoted: set[str] = set()
    for one in suspects:
        reasons = tuple(
            Evidence("same_line") if reason.values.get("line", "") in quoted else reason
            for reason in one.speaks_for
        )
        quoted |= {reason.values["line"] for reason in reasons if "line" in reason.values}
        yield replace(one, speaks_for=reasons)


def to_data(suspects: Iterable[Suspect]) -> list[dict[str, Any]]:
    """As the store keeps them."""
    return [
        {
            "cause": str(one.cause),
            "standing": str(one.standing),
            "for": [[reason.code, dict(reason.values)] for reason in one.speaks_for],
            "against": [[reason.code, dict(reason.values)] for reason in one.speaks_against],
        }
        for one in suspects
    ]


def from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Suspect, ...]:
    """As they were kept."""
    return tuple(
        Suspect(
            Cause(one["cause"]),
            Standing(one["standing"]),
            tuple(Evidence(code, values) for code, values in one["for"]),
            tuple(Evidence(code, values) for code, values in one["against"]),
        )
        for one in data
    )


def _told(readings: Sequence[Reading]) -> dict[Cause, Reading]:
    """What the words name, without what they hardly do."""
    found: dict[Cause, Reading] = {}
    least = max((reading.weight for reading in readings), default=0) * WORTH_NAMING
    for reading in readings:
        if reading.cause is not Cause.UNKNOWN and reading.weight >= least:
            found.setdefault(reading.cause, reading)
    return found


def _met(checks: Sequence[Mapping[str, Any]]) -> dict[Cause, Evidence]:
    """What the check came to, with the step and the server where it did."""
    found: dict[Cause, Evidence] = {}
    for check in checks:
        cause = Cause(check["cause"])
        failed = [step for step in check["steps"] if step["outcome"] == "failed"]
        if cause is not Cause.OK and failed:
            values = {"step": failed[0]["name"], "server": _server(check)}
            found.setdefault(cause, Evidence("met", values))
    return found


def _suspect(
    cause: Cause,
    reading: Reading | None,
    met: Mapping[Cause, Evidence],
    checks: Sequence[Mapping[str, Any]],
) -> Suspect:
    reasons = []
    if cause in met:
        reasons.append(met[cause])
    if reading is not None:
        reasons.append(Evidence("line", {"line": reading.line.strip()[:_LINE]}))
    against = _passed(cause, checks)
    if cause in met:
        return Suspect(cause, Standing.CONFIRMED, tuple(reasons), against)
    standing = Standing.STRUCK if against and _everywhere(cause, checks) else Standing.LIKELY
    return Suspect(cause, standing, tuple(reasons), against)


def _passed(cause: Cause, checks: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Servers at which the step that this cause stops went well."""
    servers = [_server(check) for check in checks if _cleared(cause, check)]
    if not servers:
        return ()
    step = CLEARED_BY[cause.stage][0]
    return (Evidence("passed", {"step": step, "servers": ", ".join(servers)}),)


def _everywhere(cause: Cause, checks: Sequence[Mapping[str, Any]]) -> bool:
    return all(_cleared(cause, check) for check in checks)


def _cleared(cause: Cause, check: Mapping[str, Any]) -> bool:
    clearing = CLEARED_BY.get(cause.stage, ())
    return any(one["name"] in clearing and one["outcome"] == "ok" for one in check["steps"])


def _server(check: Mapping[str, Any]) -> str:
    return f"{check['protocol']} {check['host']}:{check['port']}"
