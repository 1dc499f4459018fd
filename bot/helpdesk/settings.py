"""What the operator decides about the helpdesk.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_HELPDESK_CHANNEL`` | where cases are posted, as ``slack:T1:C1`` or ``discord:G1:C1`` |
| ``MAILMEDIC_HELPDESK`` | who is the helpdesk: ids of groups, roles, people, channels |
| ``MAILMEDIC_ADMINS`` | who administers: ids of groups, roles, people |
| ``MAILMEDIC_HELPDESK_LANGUAGE`` | ``en`` or ``ja``, for what is posted there |
| ``MAILMEDIC_HELPDESK_ZONE`` | time zone, as ``Asia/Tokyo``; else UTC |
| ``MAILMEDIC_HELPDESK_HOURS`` | working hours, as ``mon-fri 09:00-17:30``; else always |
| ``MAILMEDIC_HELPDESK_HOLIDAYS`` | days without them, as ``2027-01-01`` |
| ``MAILMEDIC_HELPDESK_REMIND`` | working minutes until an unclaimed case is called out; else 30 |
| ``MAILMEDIC_HELPDESK_CASES`` | severity from which a check opens a case by itself; else none |
| ``MAILMEDIC_OUTAGE`` | people and minutes that make an outage; else ``3/60`` |
| ``MAILMEDIC_KEEP_QUESTIONS`` | ``yes``: questions without a good answer are kept, masked |
| ``MAILMEDIC_KEEP_DAYS`` | days until what is known of a person is deleted; else 90 |

Without ``MAILMEDIC_HELPDESK`` whoever is in the helpdesk's channel is the helpdesk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.config import Settings, SettingsError
from bot.helpdesk.hours import Hours, HoursError
from knowledge.model import Language, Severity

_PLACE = re.compile(r"[a-z]+:[^\s:]+:[^\s:]+")


@dataclass(frozen=True, slots=True)
class HelpdeskSettings:
    """The operator's decisions; ``channel`` empty: there is no helpdesk but by preference."""

    channel: str = ""
    agents: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    language: Language = Language.EN
    zone: tzinfo = UTC
    hours: Hours = field(default_factory=Hours)
    remind: timedelta = timedelta(minutes=30)
    cases_from: Severity | None = None
    outage_people: int = 3
    outage_window: timedelta = timedelta(minutes=60)
    keep_questions: bool = False
    keep: timedelta = timedelta(days=90)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> HelpdeskSettings:
        """The settings of an environment.

        Raises:
            SettingsError: a value cannot be used.
        """

        def text(name: str) -> str:
            return environ.get(f"MAILMEDIC_{name}", "").strip()

        zone = _zone(text("HELPDESK_ZONE"))
        people, window = _outage(text("OUTAGE"))
        return cls(
            channel=_place(text("HELPDESK_CHANNEL")),
            agents=_ids(text("HELPDESK")),
            admins=_ids(text("ADMINS")),
            language=_language(text("HELPDESK_LANGUAGE"), environ),
            zone=zone,
            hours=_hours(text("HELPDESK_HOURS"), text("HELPDESK_HOLIDAYS"), zone),
            remind=timedelta(minutes=_number("HELPDESK_REMIND", text("HELPDESK_REMIND"), 30)),
            cases_from=_severity(text("HELPDESK_CASES")),
            outage_people=people,
            outage_window=window,
            keep_questions=_yes(text("KEEP_QUESTIONS")),
            keep=timedelta(days=_number("KEEP_DAYS", text("KEEP_DAYS"), 90)),
        )


def _ids(value: str) -> frozenset[str]:
    return frozenset(filter(None, re.split(r"[\s,]+", value)))


def _place(value: str) -> str:
    if value and not _PLACE.fullmatch(value):
        raise SettingsError("place", variable="MAILMEDIC_HELPDESK_CHANNEL", value=value)
    return value


def _language(value: str, environ: Mapping[str, str]) -> Language:
    if not value:
        return Settings.language_of(environ)
    try:
        return Language(value)
    except ValueError:
        variable = "MAILMEDIC_HELPDESK_LANGUAGE"
        raise SettingsError("language", variable=variable, value=value) from None


def _zone(value: str) -> tzinfo:
    if not value:
        return UTC
    try:
        return ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # what is not found is a KeyError
        variable = "MAILMEDIC_HELPDESK_ZONE"
        raise SettingsError("zone", variable=variable, value=value) from None


def _hours(hours: str, holidays: str, zone: tzinfo) -> Hours:
    try:
        return Hours.parsed(hours, holidays, zone)
    except HoursError as error:
        variable = f"MAILMEDIC_HELPDESK_{error.part}"
        raise SettingsError(error.part.lower(), variable=variable, value=error.value) from None


def _number(name: str, value: str, usual: int) -> int:
    if not value:
        return usual
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) < 1:
        raise SettingsError("number", variable=f"MAILMEDIC_{name}", value=value)
    return int(value)


def _severity(value: str) -> Severity | None:
    if not value:
        return None
    try:
        return Severity(value)
    except ValueError:
        variable = "MAILMEDIC_HELPDESK_CASES"
        raise SettingsError("severity", variable=variable, value=value) from None


def _yes(value: str) -> bool:
    if value not in ("", "yes", "no"):
        variable = "MAILMEDIC_KEEP_QUESTIONS"
        raise SettingsError("yes_or_no", variable=variable, value=value)
    return value == "yes"


def _outage(value: str) -> tuple[int, timedelta]:
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value or "3/60")
    if not found or int(found[1]) < 2 or int(found[2]) < 1:
        raise SettingsError("outage", variable="MAILMEDIC_OUTAGE", value=value)
    return int(found[1]), timedelta(minutes=int(found[2]))
