"""What ``mailmedic config check`` finds of Discord: each a phrase of ``discord.examine``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.discord.doors import PATH
from bot.adapters.discord.invite import for_server
from bot.adapters.discord.settings import DiscordSettings, Transport
from bot.adapters.discord.words import Phrases
from knowledge.model import Language

PERSON = "1"
"""How Discord writes the kind of installation that is a person's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. ``code`` is a phrase of ``discord.examine``; ``ok``: it is well."""

    code: str
    ok: bool
    values: Mapping[str, str] = field(default_factory=dict)


def of_application(
    told: Mapping[str, Any], settings: DiscordSettings, public_url: str
) -> Iterator[Finding]:
    """What Discord tells of the application that the token belongs to."""
    application, name = str(told.get("id", "")), str(told.get("name", "?"))
    yield Finding("connected", ok=True, values={"name": name})
    if settings.application_id and str(settings.application_id) != application:
        yield Finding("other_application", ok=False, values={"id": application})
    key = str(told.get("verify_key", ""))
    if settings.public_key and settings.public_key != key:
        yield Finding("public_key", ok=False, values={"right": key})
    yield from _of_endpoint(str(told.get("interactions_endpoint_url") or ""), settings, public_url)
    if PERSON not in (told.get("integration_types_config") or {PERSON: {}}):
        yield Finding("no_user_install", ok=True)


def _of_endpoint(url: str, settings: DiscordSettings, public_url: str) -> Iterator[Finding]:
    """Discord sends interactions one way only: to an address, or through the gateway."""
    ours = f"{public_url}{PATH}"
    if settings.transport is Transport.GATEWAY:
        if url:
            yield Finding("endpoint_set", ok=False, values={"url": url})
    elif not public_url:
        yield Finding("no_public_url", ok=False)
    elif url != ours:
        yield Finding("endpoint", ok=False, values={"url": ours, "now": url or "–"})
    else:
        yield Finding("endpoint_good", ok=True, values={"url": ours})


def no_scope(server: str, application: str) -> Finding:
    """A server whose members are not shown the commands."""
    link = for_server(int(application)) if application.isdecimal() else ""
    return Finding("scope", ok=False, values={"server": server, "url": link})


def told(finding: Finding, phrases: Phrases, language: Language) -> str:
    """The finding in one or two sentences."""
    return phrases.plain(f"discord.examine.{finding.code}", language, **finding.values)
