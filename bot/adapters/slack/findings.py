"""What ``mailmedic config check`` finds of Slack: each a phrase of ``slack.examine``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.adapters.slack import ways
from bot.adapters.slack.settings import SlackSettings
from knowledge.model import Language
from knowledge.speak import Speaker


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. ``code`` is a phrase of ``slack.examine``; ``ok`` when it is well.

    ``scope`` is set where a permission is missing: the phrase of ``slack.scopes`` says what for.
    """

    code: str
    ok: bool
    values: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""


_BOT_TOKEN = {
    "invalid_auth": "token_invalid",
    "not_authed": "token_invalid",
    "token_revoked": "token_revoked",
    "token_expired": "token_expired",
    "account_inactive": "token_revoked",
    "org_login_required": "org_moved",
    "team_access_not_granted": "team_access",
}
_APP_TOKEN = {
    "invalid_auth": "app_token_invalid",
    "not_authed": "app_token_invalid",
    "token_revoked": "app_token_invalid",
    "missing_scope": "app_token_scope",
    "not_allowed_token_type": "app_token_invalid",
    "forbidden_team": "socket_off",
}


_CLIENT = {
    "invalid_code": "several",
    "invalid_client_id": "client_id_invalid",
    "bad_client_secret": "client_secret_invalid",
}


def refused(error: str) -> Finding:
    """What ``auth.test`` refused the bot's token for."""
    return Finding(_BOT_TOKEN.get(error, "auth_failed"), ok=False, values={"error": error})


def refused_socket(error: str) -> Finding:
    """What ``apps.connections.open`` refused the app-level token for."""
    return Finding(_APP_TOKEN.get(error, "socket_failed"), ok=False, values={"error": error})


def refused_client(error: str) -> Finding:
    """What ``oauth.v2.access`` refused a made-up code for: the code itself, where all is well."""
    code = _CLIENT.get(error, "client_failed")
    return Finding(code, ok=code == "several", values={"error": error})


def missing_scopes(granted: Iterable[str], settings: SlackSettings) -> list[Finding]:
    """The permissions that the app has not been given, each with what it is for."""
    wanted = ways.SCOPES | (ways.WATCHED_SCOPES if settings.watching else {})
    have = set(granted)
    return [
        Finding("scope", ok=False, values={"scope": scope}, scope=phrase)
        for scope, phrase in wanted.items()
        if scope not in have
    ]


def told(finding: Finding, speaker: Speaker, language: Language) -> str:
    """The finding in one or two sentences."""
    values = dict(finding.values)
    if finding.scope:
        values["purpose"] = speaker.plain(f"slack.scopes.{finding.scope}", language)
    return speaker.plain(f"slack.examine.{finding.code}", language, **values)
