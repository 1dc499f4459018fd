"""A bare client, for testing the stand-in without any library of Discord's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, FormData

from tests.discord_platform.platform import Discord


@dataclass(frozen=True)
class Got:
    """An answer. ``code`` is Discord's own, 0 where there is none."""

    status: int
    kind: str
    body: Any

    @property
    def code(self) -> int:
        return int(self.body["code"]) if isinstance(self.body, dict) and "code" in self.body else 0


@dataclass(frozen=True)
class Bare:
    """Says what it is told to say."""

    discord: Discord
    session: ClientSession

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        files: dict[str, bytes] | None = None,
    ) -> Got:
        """One request."""
        token = self.discord.token if token is None else token
        headers = {"Authorization": f"Bot {token}"}
        data: FormData | str | None = None if body is None else json.dumps(body)
        if files is not None:
            data = FormData(quote_fields=False)
            data.add_field("payload_json", json.dumps(body))
            for number, (name, content) in enumerate(files.items()):
                data.add_field(f"files[{number}]", content, filename=name)
        else:
            headers["Content-Type"] = "application/json"
        async with self.session.request(
            method, self.discord.api_url + path, data=data, headers=headers
        ) as response:
            raw = await response.read()
            kind = response.headers.get("Content-Type", "")
            return Got(response.status, kind, json.loads(raw) if raw else None)
