"""``mailmedic config check`` for Slack: what is right, what is missing, and what to click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import bot.adapters.slack
from bot.adapters.slack import ways
from bot.adapters.slack.findings import told
from bot.adapters.slack.run.examine import examine
from bot.adapters.slack.settings import SlackSettings, Transport
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.slack_platform.app_config import AppConfig
from tests.slack_platform.faults import Refuse
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.server import listening


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    platform = SlackPlatform(AppConfig(scopes=tuple(ways.SCOPES)))
    platform.workspace("acme")
    async with listening(platform):
        yield platform


@pytest.fixture
def settings(slack: SlackPlatform) -> SlackSettings:
    return SlackSettings(
        bot_token=slack.workspace("acme").installation.token,
        app_token=slack.app.app_token,
        api_url=slack.api_url,
    )


async def test_all_is_well(settings: SlackSettings) -> None:
    """It says who we are and where."""
    found = await examine(settings)
    assert [finding.code for finding in found] == ["connected", "scopes", "socket"]
    assert all(finding.ok for finding in found)


async def test_what_slack_does_not_let_us_do(
    slack: SlackPlatform, settings: SlackSettings, speaker: Speaker
) -> None:
    """Each missing permission with what it is for, then what to click."""
    installation = slack.workspace("acme").installation
    installation.scopes = tuple(set(ways.SCOPES) - {"files:read", "im:write"})
    found = await examine(settings)
    missing = [finding for finding in found if not finding.ok]
    assert [f.values.get("scope") for f in missing] == ["files:read", "im:write", None]
    words = told(missing[0], speaker, Language.EN)
    assert "files:read" in words
    assert "to read logs" in words
    assert "Reinstall" in told(missing[-1], speaker, Language.EN)


async def test_watching_needs_more(settings: SlackSettings) -> None:
    """Where the operator wants whole channels read."""
    found = await examine(replace(settings, watching=True))
    scopes = {finding.values.get("scope") for finding in found if not finding.ok}
    assert scopes == {*ways.WATCHED_SCOPES, None}


@pytest.mark.parametrize(
    ("method", "error", "code"),
    [
        ("auth.test", "invalid_auth", "token_invalid"),
        ("auth.test", "account_inactive", "token_revoked"),
        ("auth.test", "token_expired", "token_expired"),
        ("auth.test", "something_new", "auth_failed"),
        ("apps.connections.open", "invalid_auth", "app_token_invalid"),
        ("apps.connections.open", "missing_scope", "app_token_scope"),
        ("apps.connections.open", "something_new", "socket_failed"),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_refused_tokens(
    slack: SlackPlatform,
    settings: SlackSettings,
    speaker: Speaker,
    method: str,
    error: str,
    code: str,
    language: Language,
) -> None:
    """Which of them, and where the right one is."""
    slack.faults.order(method, Refuse(error))
    failed = [finding for finding in await examine(settings) if not finding.ok]
    assert [finding.code for finding in failed] == [code]
    assert told(failed[0], speaker, language)


async def test_http(settings: SlackSettings) -> None:
    """Without a public address Slack cannot reach us; with one it is told."""
    by_http = replace(settings, transport=Transport.HTTP, app_token="", signing_secret="s")
    assert [f.code for f in await examine(by_http) if not f.ok] == ["no_public_url"]
    found = await examine(by_http, "https://help.example.com")
    assert found[-1].values == {"url": "https://help.example.com/slack/events"}


async def test_slack_cannot_be_reached(settings: SlackSettings) -> None:
    """The address that was tried."""
    away = replace(settings, api_url="http://127.0.0.1:9/api/", transport=Transport.HTTP)
    found = await examine(away, "https://help.example.com")
    assert [f.code for f in found if not f.ok] == ["unreachable"]


def test_every_finding_has_words(knowledge: Knowledge) -> None:
    """And no words are left over: each phrase is a code somewhere."""
    folder = Path(bot.adapters.slack.__file__).parent
    code = "".join((folder / f).read_text("utf-8") for f in ("findings.py", "run/examine.py"))
    phrases = {key for key in knowledge.phrases(Language.EN) if key.startswith("slack.examine.")}
    assert len(phrases) > 15
    assert [key for key in phrases if f'"{key.rpartition(".")[2]}"' not in code] == []


# Slack's library signs in so; it is theirs to change.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "several"),
        ({"client_id": "0.0"}, "client_id_invalid"),
        ({"client_secret": "another"}, "client_secret_invalid"),
    ],
)
async def test_the_credentials_of_an_app_for_several_workspaces(
    slack: SlackPlatform,
    settings: SlackSettings,
    speaker: Speaker,
    changed: dict[str, str],
    code: str,
) -> None:
    """Known by what a made-up code is refused for; the secret itself is not told."""
    known = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
    given = known | changed
    several = replace(
        settings,
        bot_token="",
        transport=Transport.HTTP,
        client_id=given["client_id"],
        client_secret=given["client_secret"],
    )
    finding = next(
        one for one in await examine(several, "https://help.example.com") if one.code != "http"
    )
    assert (finding.code, finding.ok) == (code, code == "several")
    for language in Language:
        words = told(finding, speaker, language)
        assert words
        assert several.client_secret not in words
