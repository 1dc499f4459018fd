"""Reads the form of a request within bounds, and keeps nothing of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from bot.body import BodyRefused, Fault, read_body
from bot.web.refused import Refused

BODY_BYTES = 8 * 1024
"""A password of a thousand Japanese characters, as browsers encode it, is a little longer."""

BODY_SECONDS = 10.0
"""For the whole body; a browser sends it at once."""

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 10
_STATUS = {Fault.TOO_LARGE: 413, Fault.SLOW: 408, Fault.MALFORMED: 400}


async def read_form(request: web.Request, seconds: float = BODY_SECONDS) -> Mapping[str, str]:
    """The fields of a form.

    Raises:
        Refused: ``malformed``, ``too_large``, ``slow``; nothing was kept.
    """
    if request.content_type != _FORM:
        raise Refused("malformed", 415)
    try:
        body = await read_body(request, BODY_BYTES, asyncio.timeout(seconds))
    except BodyRefused as refused:
        raise Refused(refused.fault, _STATUS[refused.fault]) from None
    return _fields(body)


def _fields(body: bytes) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        # What it was is not told on: it may be what was typed.
        raise Refused("malformed", 400) from None
    return dict(pairs)
