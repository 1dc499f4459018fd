"""The knowledge's pictures: for chats that send a picture along, or that fetch it from us."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable

from aiohttp import web

from bot.web.assets import FOLDER
from bot.web.refused import Refused
from knowledge.model import Language

PATH = f"{FOLDER}/pictures/{{name}}"
"""Where they are; they hold nothing of anybody's."""

_NAME = re.compile(r"[a-z0-9-]{1,60}\.(?:en|ja)\.png")


def picture(name: str, language: Language) -> bytes | None:
    """The PNG of a picture in a language, None where there is none."""
    return _read(f"{name}.{language}.png")


def path_of(name: str, language: Language) -> str:
    """Where the picture is served, empty where there is none."""
    file = f"{name}.{language}.png"
    return PATH.replace("{name}", file) if _is_there(file) else ""


async def show(request: web.Request) -> web.Response:
    """The picture."""
    content = _read(request.match_info["name"])
    if content is None:
        raise Refused("not_found", 404)
    response = web.Response(body=content, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _read(file: str) -> bytes | None:
    return _file(file).read_bytes() if _is_there(file) else None


def _is_there(file: str) -> bool:
    return bool(_NAME.fullmatch(file)) and _file(file).is_file()


def _file(name: str) -> Traversable:
    return resources.files("knowledge") / "pictures" / name
