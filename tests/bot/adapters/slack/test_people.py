"""What Slack says of a person, as the core sees them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.people import language_of, who
from knowledge.model import Language

MEMBER = {"id": "U1", "team_id": "T1", "name": "taro", "locale": "ja-JP"}


@pytest.mark.parametrize(
    ("info", "outside"),
    [
        (MEMBER, False),
        (MEMBER | {"is_restricted": True}, True),
        (MEMBER | {"is_restricted": True, "is_ultra_restricted": True}, True),
        (MEMBER | {"is_stranger": True}, True),
        (MEMBER | {"team_id": "T2"}, True),
        (MEMBER | {"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, False),
        (MEMBER | {"deleted": True}, True),
        (MEMBER | {"is_bot": True}, True),
        (None, True),
    ],
)
def test_who_is_from_outside(info: dict[str, Any] | None, outside: bool) -> None:
    """Guests, connected organizations, and whoever Slack tells us nothing of."""
    assert who("T1", "U1", info).outside is outside


def test_a_stranger_of_the_payload_stays_one() -> None:
    """Whatever else Slack says of them."""
    assert who("T1", "U1", MEMBER, stranger=True).outside


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("ja-JP", Language.JA),
        ("ja", Language.JA),
        ("en-US", Language.EN),
        ("en_GB", Language.EN),
        ("de-DE", None),
        ("jam", None),
        ("", None),
    ],
)
def test_language(locale: str, language: Language | None) -> None:
    """Of those that we speak."""
    assert language_of(locale) is language


def test_names_and_groups() -> None:
    """What they call themselves, on one line; admins and owners are admins."""
    info = MEMBER | {"profile": {"display_name": "太郎\n\u202e"}, "is_owner": True}
    person = who("T1", "U1", info, groups=frozenset({"slack:T1:S1"}))
    assert (person.id, person.name, person.admin) == ("slack:T1:U1", "太郎 \ufffd", True)
    assert person.groups == {"slack:T1:S1"}
    assert who("T1", "U1", None).name == "U1"
