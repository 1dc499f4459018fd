"""What the stand-in keeps: people, channels, messages, views, installations."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack_platform.blocks import texts_in
from tests.slack_platform.shapes import Json

READ = ("text", "alt_text", "url", "initial_value")
"""The fields of blocks that people see or follow."""


@dataclass
class Person:
    """A member of a workspace, or a guest, or somebody of a connected organization."""

    id: str
    name: str
    team: str
    locale: str = "en-US"
    admin: bool = False
    guest: bool = False
    stranger: bool = False
    bot: bool = False
    deleted: bool = False
    dm_closed: bool = False
    groups: set[str] = field(default_factory=set)


@dataclass
class Channel:
    """A conversation; ``kind`` as in ``channel_type``: channel, group, im, mpim."""

    id: str
    name: str
    kind: str
    members: set[str] = field(default_factory=set)
    shared: bool = False
    archived: bool = False


@dataclass
class Message:
    """A message as the client shows it. ``only_for``: an ephemeral one, and whose."""

    ts: str
    channel: Channel
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread: str = ""
    only_for: str = ""
    by_app: bool = False
    files: list[Json] = field(default_factory=list)
    edits: int = 0
    gone: bool = False
    metadata: Json | None = None

    @property
    def words(self) -> str:
        """All that can be read in its blocks, or its text where it has none."""
        if not self.blocks:
            return self.text
        return "\n".join(texts_in(self.blocks, READ))

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [
            element["text"]["text"]
            for element in interactive(self.blocks)
            if element["type"] == "button"
        ]

    def as_json(self, app_id: str, bot_id: str, team: str) -> Json:
        """The message as Slack hands it out."""
        found: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": team,
        }
        if self.by_app:
            found |= {"bot_id": bot_id, "app_id": app_id}
        for name, value in (("blocks", self.blocks), ("files", self.files)):
            if value:
                found[name] = value
        if self.thread:
            found["thread_ts"] = self.thread
        if self.edits:
            found["edited"] = {"user": self.user, "ts": self.ts}
        return found


@dataclass
class OpenView:
    """A view on somebody's screen."""

    id: str
    person: str
    view: Json
    hash: str
    root: str
    previous: str | None = None
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.view.get("title", {}).get("text", ""))

    @property
    def words(self) -> str:
        return "\n".join(texts_in(self.view["blocks"], READ))

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [
            element["text"]["text"]
            for element in interactive(self.view["blocks"])
            if element["type"] == "button"
        ]

    @property
    def fields(self) -> list[str]:
        """What it asks for."""
        return [block["label"]["text"] for block in self.view["blocks"] if block["type"] == "input"]


@dataclass
class Installation:
    """The app in a workspace: its tokens and what they may."""

    token: str
    scopes: tuple[str, ...]
    refresh_token: str = ""
    expires_at: float | None = None
    revoked: bool = False
    old_tokens: dict[str, str] = field(default_factory=dict)
    """Tokens that work no longer, and why."""


@dataclass
class HostedFile:
    """A file on Slack's host."""

    id: str
    name: str
    content: bytes
    mimetype: str
    shared_in: list[str] = field(default_factory=list)
    complete: bool = False
    announced: int = 0


def interactive(blocks: list[Json]) -> list[Json]:
    """The parts of blocks that can be clicked or filled in, each with its ``block_id``."""
    found = []
    for block in blocks:
        parts = block.get("elements", []) if "actions" in block["type"] else []
        parts = [*parts, *filter(None, (block.get("accessory"), block.get("element")))]
        found += [part | {"block_id": block["block_id"]} for part in parts if "action_id" in part]
    return found
