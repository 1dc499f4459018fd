"""The operator's decisions: read, checked, and told in words when they cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.config import SettingsError
from bot.helpdesk.settings import HelpdeskSettings
from knowledge.model import Language, Severity
from knowledge.speak import Speaker


def test_without_any() -> None:
    """There is no helpdesk, and nothing fails."""
    found = HelpdeskSettings.from_env({})
    assert found.channel == ""
    assert (found.outage_people, found.outage_window) == (3, timedelta(hours=1))
    assert found.keep == timedelta(days=90)


def test_all_of_them() -> None:
    """As the table says."""
    found = HelpdeskSettings.from_env(
        {
            "MAILMEDIC_HELPDESK_CHANNEL": "slack:T1:C9",
            "MAILMEDIC_HELPDESK": "S1, slack:T1:U5\nU6",
            "MAILMEDIC_ADMINS": "U8",
            "MAILMEDIC_HELPDESK_LANGUAGE": "ja",
            "MAILMEDIC_HELPDESK_ZONE": "Asia/Tokyo",
            "MAILMEDIC_HELPDESK_HOURS": "mon-fri 09:00-17:30",
            "MAILMEDIC_HELPDESK_HOLIDAYS": "2027-01-01",
            "MAILMEDIC_HELPDESK_REMIND": "15",
            "MAILMEDIC_HELPDESK_CASES": "urgent",
            "MAILMEDIC_OUTAGE": "5/30",
            "MAILMEDIC_KEEP_DAYS": "30",
        }
    )
    assert found.agents == {"S1", "slack:T1:U5", "U6"}
    assert found.language is Language.JA
    assert found.cases_from is Severity.URGENT
    assert (found.outage_people, found.outage_window) == (5, timedelta(minutes=30))
    assert found.hours.zone == found.zone
    assert found.remind == timedelta(minutes=15)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "environ",
    [
        {"MAILMEDIC_HELPDESK_CHANNEL": "#helpdesk"},
        {"MAILMEDIC_HELPDESK_LANGUAGE": "fr"},
        {"MAILMEDIC_HELPDESK_ZONE": "Tokyo"},
        {"MAILMEDIC_HELPDESK_ZONE": "../../etc/passwd"},
        {"MAILMEDIC_HELPDESK_HOURS": "always"},
        {"MAILMEDIC_HELPDESK_HOLIDAYS": "christmas"},
        {"MAILMEDIC_HELPDESK_REMIND": "0"},
        {"MAILMEDIC_HELPDESK_CASES": "all"},
        {"MAILMEDIC_OUTAGE": "1/60"},
        {"MAILMEDIC_OUTAGE": "three"},
        {"MAILMEDIC_KEEP_QUESTIONS": "all"},
        {"MAILMEDIC_KEEP_DAYS": "-1"},
    ],
    ids=lambda environ: "=".join(*environ.items()),
)
def test_what_cannot_be_used(
    environ: Mapping[str, str], language: Language, speaker: Speaker
) -> None:
    """The variable is named, in both languages."""
    with pytest.raises(SettingsError) as refused:
        HelpdeskSettings.from_env(environ)
    error = refused.value
    told = speaker.plain(f"settings.{error.code}", language, **error.values)
    assert next(iter(environ)) in told
