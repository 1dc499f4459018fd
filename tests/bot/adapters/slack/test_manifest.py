"""The manifest: the files that we ship are the code's own, and Slack takes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack import ways
from bot.adapters.slack.__main__ import manifest_of
from bot.adapters.slack.manifest import manifest
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

DEPLOY = Path(__file__).parents[4] / "deploy"
HTTP = {
    "MAILMEDIC_SLACK_SIGNING_SECRET": "s",
    "MAILMEDIC_SLACK_CLIENT_ID": "1.2",
    "MAILMEDIC_SLACK_CLIENT_SECRET": "s",
    "MAILMEDIC_SLACK_COMMAND": "/post",
    "MAILMEDIC_SLACK_WATCHING": "yes",
    "MAILMEDIC_PUBLIC_URL": "https://help.example.com",
    "MAILMEDIC_DATABASE_URL": "sqlite:///mailmedic.db",
}
LENGTHS: Mapping[str, tuple[int, int]] = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4_000),
    "display_information.background_color": (4, 7),
    "features.bot_user.display_name": (1, 80),
    "features.agent_view.agent_description": (1, 300),
    "features.agent_view.suggested_prompts.title": (1, 75),
    "features.agent_view.suggested_prompts.message": (1, 1_000),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.description": (1, 2_000),
    "features.slash_commands.usage_hint": (1, 1_000),
    "features.slash_commands.url": (1, 3_000),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.callback_id": (1, 255),
    "features.shortcuts.description": (1, 150),
}
"""How long each text may be, by Slack's schema of manifests."""

COUNTS: Mapping[str, tuple[int, int]] = {
    "features.agent_view.suggested_prompts": (1, 4),
    "features.slash_commands": (1, 50),
    "features.shortcuts": (1, 10),
    "settings.event_subscriptions.bot_events": (1, 100),
    "oauth_config.scopes.bot": (1, 255),
    "oauth_config.redirect_urls": (1, 1_000),
}


def texts(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its place."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from texts(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, path)
    elif isinstance(node, str):
        yield path, node


def at(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for name in path.split("."):
        found = found.get(name, {})
    return found


@pytest.fixture(params=[(language, several) for language in Language for several in (False, True)])
def document(request: pytest.FixtureRequest, speaker: Speaker) -> Mapping[str, Any]:
    language, several = request.param
    url = "https://help.example.com" if several else ""
    return manifest(speaker, language, public_url=url, watching=several, several=several)


def test_lengths(document: Mapping[str, Any]) -> None:
    """Every text is as long as Slack takes it, and each that has a limit is known."""
    for path, text in texts(document):
        if path in LENGTHS:
            least, most = LENGTHS[path]
            assert least <= len(text) <= most, f"{path}: {len(text)}"
        else:
            assert path in (
                "oauth_config.scopes.bot",
                "oauth_config.redirect_urls",
                "features.shortcuts.type",
                "settings.event_subscriptions.bot_events",
                "settings.event_subscriptions.request_url",
                "settings.interactivity.request_url",
            )


def test_counts(document: Mapping[str, Any]) -> None:
    """As many as Slack takes, and nothing twice."""
    for path, (least, most) in COUNTS.items():
        if found := at(document, path):
            assert least <= len(found) <= most, path
            assert len({json.dumps(one) for one in found}) == len(found), path


def test_names_of_events_and_scopes(document: Mapping[str, Any]) -> None:
    """Spelt as Slack spells them."""
    for event in at(document, "settings.event_subscriptions.bot_events"):
        assert re.fullmatch(r"[a-z_]+(\.[a-z]+)?", event)
    for scope in at(document, "oauth_config.scopes.bot"):
        assert re.fullmatch(r"[a-z_]+(:[a-z]+)?", scope)


def test_every_way_in_is_there(document: Mapping[str, Any]) -> None:
    """And none besides."""
    shortcuts = {one["callback_id"]: one["type"] for one in at(document, "features.shortcuts")}
    assert shortcuts == {ways.EXPLAIN: "message", ways.CHECK: "global"}
    events = set(at(document, "settings.event_subscriptions.bot_events"))
    scopes = set(at(document, "oauth_config.scopes.bot"))
    assert events >= set(ways.EVENTS)
    assert scopes >= set(ways.SCOPES)
    watching = events & set(ways.WATCHED_EVENTS)
    assert bool(watching) == ("channels:history" in scopes)


@pytest.mark.parametrize("language", Language)
def test_the_files_that_we_ship(speaker: Speaker, language: Language) -> None:
    """Are what the code makes: ``python -m bot.adapters.slack en > deploy/…`` makes them anew."""
    shipped = (DEPLOY / f"slack-manifest.{language}.yaml").read_text("utf-8")
    assert shipped == manifest_of({}, language, speaker)


@pytest.mark.parametrize("language", Language)
def test_for_another_environment(speaker: Speaker, language: Language) -> None:
    """HTTP, another command, whole channels, several workspaces."""
    text = manifest_of(HTTP, language, speaker)
    assert text.count('"https://help.example.com/slack/events"') == 3
    assert '"https://help.example.com/slack/oauth_redirect"' in text
    assert 'command: "/post"' in text
    assert '- "message.channels"' in text
    assert "socket_mode_enabled: false" in text
    assert "token_rotation_enabled: true" in text


@pytest.mark.parametrize("scope", [*ways.SCOPES.items(), *ways.WATCHED_SCOPES.items()])
@pytest.mark.parametrize("language", Language)
def test_every_scope_is_explained(
    knowledge: Knowledge, language: Language, scope: tuple[str, str]
) -> None:
    """What it is for, to whoever is asked to grant it."""
    assert f"slack.scopes.{scope[1]}" in knowledge.phrases(language)
