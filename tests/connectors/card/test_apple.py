"""The profile for Apple's devices, read back."""

from __future__ import annotations

import plistlib
from dataclasses import replace
from typing import Any

import pytest

from connectors.card.account import Account, account
from connectors.card.apple import apple_profile
from tests.connectors.card.accounts import ADDRESS, FULL, IMAP, SMTP, STARTTLS, full, works


def _read(of: Account, title: str = "Mail") -> dict[str, Any]:
    profile = apple_profile(of, title, "What it does")
    assert profile is not None
    read: dict[str, Any] = plistlib.loads(profile)
    return read


def _mail(of: Account) -> dict[str, Any]:
    (mail,) = _read(of)["PayloadContent"]
    assert isinstance(mail, dict)
    return mail


def test_the_profile_around_it() -> None:
    """All keys that a profile has to have."""
    profile = _read(full())
    assert profile["PayloadType"] == "Configuration"
    assert profile["PayloadVersion"] == 1
    assert profile["PayloadDisplayName"] == "Mail"
    assert profile["PayloadDescription"] == "What it does"
    assert profile["PayloadIdentifier"] != _mail(full())["PayloadIdentifier"]
    assert profile["PayloadUUID"] != _mail(full())["PayloadUUID"]


def test_the_account() -> None:
    """The best servers, with what the payload has to have."""
    mail = _mail(full())
    wanted = {
        "PayloadType": "com.apple.mail.managed",
        "PayloadVersion": 1,
        "EmailAccountType": "EmailTypeIMAP",
        "EmailAddress": ADDRESS,
        "IncomingMailServerAuthentication": "EmailAuthPassword",
        "IncomingMailServerHostName": "imap.own.test",
        "IncomingMailServerPortNumber": 993,
        "IncomingMailServerUseSSL": True,
        "IncomingMailServerUsername": ADDRESS,
        "OutgoingMailServerAuthentication": "EmailAuthPassword",
        "OutgoingMailServerHostName": "smtp.own.test",
        "OutgoingMailServerPortNumber": 465,
        "OutgoingMailServerUseSSL": True,
        "OutgoingMailServerUsername": ADDRESS,
        "OutgoingPasswordSameAsIncomingPassword": True,
    }
    assert {key: mail[key] for key in wanted} == wanted


def test_by_pop3_and_starttls() -> None:
    """The port says which of both encryptions it is."""
    mail = _mail(
        account(ADDRESS, (FULL[1], works(SMTP, "smtp.own.test", 587, STARTTLS, user="taro")))
    )
    assert mail["EmailAccountType"] == "EmailTypePOP"
    assert mail["OutgoingMailServerPortNumber"] == 587
    assert mail["OutgoingMailServerUseSSL"] is True
    assert mail["OutgoingMailServerUsername"] == "taro"


def test_no_password_and_no_place_for_one() -> None:
    """The device asks; nothing in the file could hold it."""
    profile = apple_profile(full(), "Mail", "What it does")
    assert profile is not None
    keys = {key for key in (*_read(full()), *_mail(full())) if "Password" in key}
    assert keys == {"OutgoingPasswordSameAsIncomingPassword"}


def test_the_same_account_has_the_same_profile() -> None:
    """Byte by byte; another account has another identifier, other settings another UUID."""
    assert apple_profile(full(), "Mail", "x") == apple_profile(full(), "Mail", "x")
    moved = account(ADDRESS, (works(IMAP, "new.own.test", 993), FULL[2]))
    assert _mail(moved)["PayloadIdentifier"] == _mail(full())["PayloadIdentifier"]
    assert _mail(moved)["PayloadUUID"] != _mail(full())["PayloadUUID"]
    other = replace(full(), address="hanako@own.test")
    assert _mail(other)["PayloadIdentifier"] != _mail(full())["PayloadIdentifier"]


@pytest.mark.parametrize(
    "without",
    [
        account(ADDRESS, FULL[:2]),
        account(ADDRESS, FULL[2:]),
        account(ADDRESS, ()),
        account(ADDRESS, FULL, by_token=True),
    ],
)
def test_where_there_can_be_no_profile(without: Account) -> None:
    """Nothing to send by, nothing to read from, nothing at all, or a login without a password."""
    assert apple_profile(without, "Mail", "x") is None


def test_words_of_any_script_stand_in_it() -> None:
    """And what means something in XML means nothing there."""
    assert _read(full(), "メール <&>")["PayloadDisplayName"] == "メール <&>"
