"""The settings card, in both languages."""

from __future__ import annotations

import plistlib

import pytest

from bot.core.settings_card import READ_ME, SettingsCard
from connectors.card.account import account
from connectors.card.card import CONFIG, DOCUMENT, PROFILE, ZONE
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.connectors.card.accounts import ADDRESS, IMAP, full, works

DOMAIN_FILES = {f"domain/{name}" for name in (CONFIG, DOCUMENT, ZONE)}


@pytest.mark.parametrize("language", Language)
def test_the_card_of_a_person(speaker: Speaker, language: Language) -> None:
    """A profile, a file, and a page that names both; nothing for administrators."""
    files = SettingsCard(full(), speaker, language, for_domain=False).files()
    assert set(files) == {READ_ME, PROFILE, CONFIG}
    page = files[READ_ME].decode()
    assert ADDRESS in page
    assert all(name in page for name in (PROFILE, CONFIG))
    assert "domain/" not in page
    profile = plistlib.loads(files[PROFILE])
    assert ADDRESS in profile["PayloadDisplayName"]
    assert ADDRESS in profile["PayloadDescription"]


@pytest.mark.parametrize("language", Language)
def test_the_card_of_an_administrator(speaker: Speaker, language: Language) -> None:
    """What to publish, and where each file belongs."""
    files = SettingsCard(full(), speaker, language, for_domain=True, web="web.own.test").files()
    assert set(files) == {READ_ME, PROFILE, CONFIG} | DOMAIN_FILES
    page = files[READ_ME].decode()
    assert all(name in page for name in DOMAIN_FILES)
    assert "https://autoconfig.own.test/mail/config-v1.1.xml" in page
    assert "https://ua-auto-config.own.test/.well-known/user-agent-configuration.json" in page
    assert "web.own.test" in page


def test_both_languages_speak_of_the_same_files(speaker: Speaker) -> None:
    """With words of their own."""
    pages = [
        SettingsCard(full(), speaker, language, for_domain=True).files() for language in Language
    ]
    assert set(pages[0]) == set(pages[1])
    assert pages[0][READ_ME] != pages[1][READ_ME]
    assert pages[0][f"domain/{ZONE}"] == pages[1][f"domain/{ZONE}"]


@pytest.mark.parametrize("language", Language)
def test_only_what_is_there_is_named(speaker: Speaker, language: Language) -> None:
    """Half an account has no profile; none has no card."""
    half = account(ADDRESS, (works(IMAP, "imap.own.test", 993),))
    files = SettingsCard(half, speaker, language, for_domain=False).files()
    assert set(files) == {READ_ME, CONFIG}
    assert PROFILE not in files[READ_ME].decode()
    none = account(ADDRESS, ())
    assert SettingsCard(none, speaker, language, for_domain=True).files() == {}
