"""Slack's manifest of our app, made from the list of ways in: what is not listed does not exist."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.adapters.slack import ways
from bot.adapters.slack.doors import PATH, REDIRECT
from bot.adapters.slack.settings import COMMAND
from knowledge.model import Language
from knowledge.speak import Speaker

Yaml = Mapping[str, "Yaml"] | Sequence["Yaml"] | str | bool

PROMPTS = ("question", "error", "check")
"""What a new conversation suggests, by phrase of ``slack.manifest.prompts``."""

_COLOUR = "#14532d"


def manifest(
    speaker: Speaker,
    language: Language,
    *,
    command: str = COMMAND,
    public_url: str = "",
    watching: bool = False,
    several: bool = False,
) -> dict[str, Yaml]:
    """The manifest in one language.

    ``public_url`` is our own address for HTTP; without one Slack talks to us by Socket Mode.
    ``watching`` adds what reading whole channels needs. ``several`` is for an app that many
    workspaces install.
    """

    def say(key: str) -> str:
        return speaker.plain(f"slack.manifest.{key}", language)

    url = f"{public_url}{PATH}" if public_url else ""
    request: dict[str, Yaml] = {"request_url": url} if url else {}
    redirects: dict[str, Yaml] = (
        {"redirect_urls": [f"{public_url}{REDIRECT}"]} if several and public_url else {}
    )
    scopes = [*ways.SCOPES, *(ways.WATCHED_SCOPES if watching else ())]
    events = [*ways.EVENTS, *(ways.WATCHED_EVENTS if watching else ())]
    slash: dict[str, Yaml] = {
        "command": command,
        **({"url": url} if url else {}),
        "description": say("command"),
        "usage_hint": say("hint"),
        "should_escape": False,
    }
    return {
        "display_information": {
            "name": say("name"),
            "description": say("description"),
            "long_description": say("long"),
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": say("name"), "always_online": True},
            "agent_view": {
                "agent_description": say("agent"),
                "suggested_prompts": [
                    {"title": say(f"prompts.{name}"), "message": say(f"prompts.{name}")}
                    for name in PROMPTS
                ],
            },
            "slash_commands": [slash],
            "shortcuts": [
                {
                    "name": say(f"{name}.name"),
                    "type": kind,
                    "callback_id": callback,
                    "description": say(f"{name}.description"),
                }
                for name, kind, callback in (
                    ("explain", "message", ways.EXPLAIN),
                    ("check", "global", ways.CHECK),
                )
            ],
        },
        "oauth_config": {**redirects, "scopes": {"bot": sorted(scopes)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": sorted(events)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": several,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": several,
        },
    }


def as_yaml(document: Mapping[str, Yaml], *comments: str) -> str:
    """The document as YAML, below comments: strings in double quotes, as in JSON."""
    head = [f"# {comment}" for comment in comments]
    return "\n".join((*head, *_lines(document))) + "\n"


def _lines(node: Yaml, indent: str = "") -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _entry(f"{indent}{key}:", value, f"{indent}  ")
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            first, *rest = _lines(value, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
    else:
        yield indent + json.dumps(node, ensure_ascii=False)


def _entry(head: str, value: Yaml, indent: str) -> Iterator[str]:
    if isinstance(value, str | bool):
        yield f"{head} {json.dumps(value, ensure_ascii=False)}"
    else:
        yield head
        yield from _lines(value, indent)
