"""What the operator chose for Slack, right and wrong."""

from __future__ import annotations

import pytest

from bot.adapters.slack.settings import SlackSettings, Transport
from bot.config import SettingsError
from knowledge.model import Language
from knowledge.speak import Speaker

BOT, APP, SECRET = "xoxb-1-secret", "xapp-1-secret", "signing-secret"
SOCKET = {"MAILMEDIC_SLACK_BOT_TOKEN": BOT, "MAILMEDIC_SLACK_APP_TOKEN": APP}
HTTP = {"MAILMEDIC_SLACK_BOT_TOKEN": BOT, "MAILMEDIC_SLACK_SIGNING_SECRET": SECRET}
SEVERAL = {
    "MAILMEDIC_SLACK_SIGNING_SECRET": SECRET,
    "MAILMEDIC_SLACK_CLIENT_ID": "1.2",
    "MAILMEDIC_SLACK_CLIENT_SECRET": "client-secret",
    "MAILMEDIC_PUBLIC_URL": "https://help.example.com/",
    "MAILMEDIC_DATABASE_URL": "postgresql://me:database-secret@127.0.0.1/mail",
}


def settings(environ: dict[str, str]) -> SlackSettings:
    found = SlackSettings.from_env(environ)
    assert found is not None
    return found


def test_without_any_there_is_no_slack() -> None:
    """Choices alone configure nothing."""
    assert SlackSettings.from_env({}) is None
    assert SlackSettings.from_env({"MAILMEDIC_SLACK_COMMAND": "/post"}) is None


def test_the_transport_is_what_the_secrets_are_for() -> None:
    """Socket Mode has a token of its own, HTTP a secret."""
    assert settings(SOCKET).transport is Transport.SOCKET
    assert settings(HTTP).transport is Transport.HTTP
    both = SOCKET | HTTP
    assert settings(both).transport is Transport.SOCKET
    assert settings(both | {"MAILMEDIC_SLACK_TRANSPORT": "http"}).transport is Transport.HTTP


def test_several_workspaces_need_no_token() -> None:
    """They give us theirs."""
    found = settings(SEVERAL)
    assert (found.client_id, found.public_url) == ("1.2", "https://help.example.com")


@pytest.mark.parametrize(
    ("left_out", "code"),
    [
        ("MAILMEDIC_SLACK_CLIENT_ID", "slack_missing"),
        ("MAILMEDIC_SLACK_CLIENT_SECRET", "slack_missing"),
        ("MAILMEDIC_PUBLIC_URL", "slack_missing"),
        ("MAILMEDIC_DATABASE_URL", "slack_missing"),
    ],
)
def test_what_several_workspaces_need(left_out: str, code: str) -> None:
    """Where they install us, and where that is kept."""
    with pytest.raises(SettingsError) as caught:
        SlackSettings.from_env({**SEVERAL, left_out: ""})
    assert (caught.value.code, caught.value.values["variable"]) == (code, left_out)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"MAILMEDIC_SLACK_BOT_TOKEN": APP}, "slack_token"),
        ({"MAILMEDIC_SLACK_APP_TOKEN": BOT}, "slack_token"),
        ({"MAILMEDIC_SLACK_BOT_TOKEN": "xoxb-a\nb"}, "slack_token"),
        ({"MAILMEDIC_SLACK_BOT_TOKEN": ""}, "slack_missing"),
        ({"MAILMEDIC_SLACK_APP_TOKEN": "", "MAILMEDIC_SLACK_TRANSPORT": "socket"}, "slack_missing"),
        ({"MAILMEDIC_SLACK_TRANSPORT": "http"}, "slack_missing"),
        ({"MAILMEDIC_SLACK_TRANSPORT": "pigeon"}, "slack_transport"),
        ({"MAILMEDIC_SLACK_CLIENT_ID": "1.2"}, "slack_several"),
        ({"MAILMEDIC_SLACK_WATCHING": "maybe"}, "slack_watching"),
        ({"MAILMEDIC_SLACK_COMMAND": "mail"}, "slack_command"),
        ({"MAILMEDIC_SLACK_COMMAND": "/Mail"}, "slack_command"),
        ({"MAILMEDIC_SLACK_COMMAND": "/" + "m" * 32}, "slack_command"),
        ({"MAILMEDIC_SLACK_API_URL": "http://slack.example.com/api/"}, "slack_api_url"),
        ({"MAILMEDIC_SLACK_API_URL": "https://u:p@slack.example.com/"}, "slack_api_url"),
        ({"MAILMEDIC_SLACK_API_URL": "https://[::1"}, "slack_api_url"),
        ({"MAILMEDIC_SLACK_API_URL": "slack.com/api"}, "slack_api_url"),
    ],
)
def test_what_is_wrong_is_told(
    speaker: Speaker, change: dict[str, str], code: str, language: Language
) -> None:
    """By a phrase of both languages, which never shows a secret."""
    with pytest.raises(SettingsError) as caught:
        SlackSettings.from_env(SOCKET | change)
    assert caught.value.code == code
    told = speaker.plain(f"settings.{code}", language, **caught.value.values)
    assert "MAILMEDIC_SLACK_" in told
    assert "secret" not in told


def test_secrets_are_hidden() -> None:
    """From whoever prints the settings."""
    for environ in (SOCKET | HTTP, SEVERAL):
        assert "secret" not in repr(settings(environ))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.log", True),
        ("http://files.slack.com/files-pri/T1-F1/a.log", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://files.slack.com@evil.example/a", False),
        ("https://files.slack.com:444/a", False),
        ("https://evil.example/files.slack.com", False),
        ("https://slack.com/a", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_where_the_token_may_be_sent(url: str, allowed: bool) -> None:
    """To the hosts of Slack's files, and nowhere else."""
    assert settings(SOCKET).may_download_from(url) is allowed


def test_another_root_brings_its_own_files() -> None:
    """A stand-in on this machine, by the same host and port only."""
    local = settings(SOCKET | {"MAILMEDIC_SLACK_API_URL": "http://127.0.0.1:9/api"})
    assert local.api_url == "http://127.0.0.1:9/api/"
    assert local.may_download_from("http://127.0.0.1:9/files/1")
    assert not local.may_download_from("http://127.0.0.1:10/files/1")
