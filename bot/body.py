"""Reads the body of a request within bounds, whoever sends it."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from enum import StrEnum

from aiohttp import web

_PIECE_BYTES = 64 * 1024


class Fault(StrEnum):
    """Why there is no body."""

    TOO_LARGE = "too_large"
    SLOW = "slow"
    MALFORMED = "malformed"


class BodyRefused(Exception):  # noqa: N818 - says what was found
    """It was not read to its end; nothing of it was kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


async def read_body(
    request: web.Request, most: int, limit: AbstractAsyncContextManager[object]
) -> bytes:
    """All of the body, in however many pieces it comes, at most ``most`` bytes within ``limit``.

    Raises:
        BodyRefused: it is too large, too slow, or no body.
    """
    if (request.content_length or 0) > most:
        raise BodyRefused(Fault.TOO_LARGE)
    body = bytearray()
    try:
        async with limit:
            async for piece in request.content.iter_chunked(_PIECE_BYTES):
                body += piece
                if len(body) > most:
                    raise BodyRefused(Fault.TOO_LARGE)
    except TimeoutError:
        raise BodyRefused(Fault.SLOW) from None
    except (asyncio.IncompleteReadError, web.RequestPayloadError):
        raise BodyRefused(Fault.MALFORMED) from None
    return bytes(body)
