"""Writes, changes and deletes messages, as whoever is allowed to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from tests.discord_platform import described
from tests.discord_platform.judge.messages import NEW, SILENT, SUPPRESS_EMBEDS
from tests.discord_platform.numbered import numbered, resolved
from tests.discord_platform.places import Channel, User
from tests.discord_platform.posted import LOADING, Posted
from tests.discord_platform.state import State

STAYS = NEW | SUPPRESS_EMBEDS | SILENT
"""The flags that a payload sets on a message."""

Announce = Callable[[str, Posted], None]


class Writing:
    """``announce`` tells the gateway what happened to a message that is not ephemeral."""

    def __init__(self, state: State, announce: Announce) -> None:
        self._state = state
        self._announce = announce

    def blank(
        self, channel: Channel, author: User, content: str = "", only_for: User | None = None
    ) -> Posted:
        """A message with words only; it is not announced before ``announce``."""
        now = self._state.clock.now().astimezone(UTC)
        raw = described.message(self._state.new_id(), channel, author, now, content)
        raw["flags"] = 64 if only_for else 0
        posted = Posted(raw, channel, only_for)
        self._state.messages[posted.id] = posted
        return posted

    def announce(self, posted: Posted) -> None:
        """It is there for everybody."""
        posted.keep_state(self._state.clock.seconds())
        self._tell("MESSAGE_CREATE", posted)

    def fill(self, posted: Posted, body: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """Put what a payload says into a message, new or old."""
        raw = posted.raw
        for key, empty in (("content", ""), ("embeds", [])):
            if key in body:
                raw[key] = body[key] or empty
        raw["flags"] = (raw["flags"] & ~LOADING) | ((body.get("flags") or 0) & STAYS)
        self._attach(posted, body, files)
        if "components" in body:
            urls = {one["filename"]: one["url"] for one in raw["attachments"]}
            raw["components"] = resolved(numbered(body["components"] or []), urls)

    def change(self, posted: Posted, body: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """Edit it."""
        was_loading = posted.loading
        self.fill(posted, body, files)
        if not was_loading:
            posted.raw["edited_timestamp"] = self._state.clock.now().astimezone(UTC).isoformat()
        posted.keep_state(self._state.clock.seconds())
        self._tell("MESSAGE_UPDATE", posted)

    def delete(self, posted: Posted) -> None:
        """Take it away."""
        posted.deleted = True
        self._tell("MESSAGE_DELETE", posted)

    def _tell(self, event: str, posted: Posted) -> None:
        if not posted.ephemeral:
            self._announce(event, posted)
        self._state.changes.happened()

    def _attach(self, posted: Posted, body: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        listed = body.get("attachments")
        kept = posted.raw["attachments"]
        if listed is not None:
            ids = {str(one["id"]) for one in listed}
            kept = [one for one in kept if one["id"] in ids]
        descriptions = {one.get("filename"): one.get("description") for one in listed or []}
        for name, content in files.items():
            kept = [*kept, self._uploaded(posted, name, content, descriptions.get(name))]
        posted.raw["attachments"] = kept

    def _uploaded(
        self, posted: Posted, name: str, content: bytes, description: str | None
    ) -> dict[str, Any]:
        posted.uploads[name] = content
        described_ = upload(self._state, name, content, ephemeral=posted.ephemeral)
        return described_ | ({"description": description} if description else {})


def upload(
    state: State, name: str, content: bytes, kind: str = "", *, ephemeral: bool = False
) -> dict[str, Any]:
    """Put a file where its address leads, and describe it."""
    number = state.new_id()
    state.cdn[f"{number}/{name}"] = content
    url = f"{state.base}/attachments/{number}/{name}"
    return {
        "id": number,
        "filename": name,
        "size": len(content),
        "url": url,
        "proxy_url": url,
        "content_type": kind or "application/octet-stream",
        "ephemeral": ephemeral,
    }
