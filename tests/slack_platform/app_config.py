"""What an app is to Slack: the part of its manifest that says what it may do and what it gets."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack_platform.shapes import Json

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "usergroups:read",
    "users:read",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.im",
    "tokens_revoked",
)


@dataclass(frozen=True)
class Shortcut:
    """An entry of a menu: on a message, or of the whole client."""

    name: str
    callback_id: str
    on_message: bool


@dataclass(frozen=True)
class AppConfig:
    """An app. ``commands`` maps names (with the slash) to whether names in them are escaped."""

    scopes: tuple[str, ...] = SCOPES
    events: tuple[str, ...] = EVENTS
    commands: dict[str, bool] = field(default_factory=lambda: {"/mail": False})
    shortcuts: tuple[Shortcut, ...] = ()
    agent_view: bool = True
    home_tab: bool = True
    rotates: bool = False
    id: str = "A0MAIL"
    client_id: str = "111.222"
    client_secret: str = "client-secret-of-the-stand-in"
    signing_secret: str = "signing-secret-of-the-stand-in"
    app_token: str = "xapp-1-A0MAIL-stand-in"
    token_seconds: int = 43_200

    @classmethod
    def from_manifest(cls, manifest: Json) -> AppConfig:
        """The app that Slack makes of a manifest."""
        features, settings = manifest["features"], manifest["settings"]
        return cls(
            scopes=tuple(manifest["oauth_config"]["scopes"]["bot"]),
            events=tuple(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={
                one["command"]: bool(one.get("should_escape"))
                for one in features.get("slash_commands", ())
            },
            shortcuts=tuple(
                Shortcut(one["name"], one["callback_id"], one["type"] == "message")
                for one in features.get("shortcuts", ())
            ),
            agent_view="agent_view" in features,
            home_tab=bool(features.get("app_home", {}).get("home_tab_enabled")),
            rotates=bool(settings.get("token_rotation_enabled")),
        )
