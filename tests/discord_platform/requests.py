"""What a bot sent over HTTP, read and kept for the test to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.discord_platform import problems
from tests.discord_platform.schema import Fault


@dataclass(eq=False)
class Sent:
    """One request. ``route`` is its template; ``status`` and ``answer`` come when it ended."""

    method: str
    path: str
    at: float
    body: Any
    files: Mapping[str, bytes] = field(repr=False)
    authorization: str = field(repr=False)
    query: Mapping[str, str] = field(default_factory=dict)
    route: str = ""
    status: int = 0
    code: int = 0
    """Discord's own, of a refusal."""

    @property
    def everything(self) -> str:
        """All that was sent, for looking whether something is in it."""
        files = " ".join(one.decode("utf-8", "replace") for one in self.files.values())
        return f"{self.method} {self.path} {json.dumps(self.body, ensure_ascii=False)} {files}"


async def read(request: web.Request, path: str, at: float) -> Sent:
    """Read a request whole, multipart too."""
    files: dict[str, bytes] = {}
    body: Any = None
    if request.content_type == "multipart/form-data":
        body, files = await _multipart(request)
    elif raw := await request.read():
        body = _json(raw)
    return Sent(
        request.method,
        path,
        at,
        body,
        files,
        request.headers.get("Authorization", ""),
        dict(request.query),
    )


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise problems.Refusal(400, 50109, "The request body contains invalid JSON.") from None


async def _multipart(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON, and the files by the name that their part gives; parts are named ``files[n]``."""
    body: Any = None
    files: dict[str, bytes] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = bytes(await part.read())
        if part.name == "payload_json":
            body = _json(content)
        elif part.name and part.name.startswith("files[") and part.filename:
            files[part.filename] = content
        else:
            raise problems.bad_form([Fault(str(part.name), "is no part that is known")])
    return body, files
