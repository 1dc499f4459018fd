"""The steps of a check as server-sent events: each the whole path, so that none can be missed."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.web.path import as_data
from bot.web.run import Run


async def stream_steps(
    request: web.Request, run: Run, heartbeat_seconds: float
) -> web.StreamResponse:
    """Send what there is, then what comes, until the check has ended or the reader has gone."""
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            # nginx: do not wait until a buffer is full.
            "X-Accel-Buffering": "no",
        }
    )
    await response.prepare(request)
    seen = -1
    while run.ending is None:
        try:
            async with asyncio.timeout(heartbeat_seconds):
                seen = await run.changed(seen)
        except TimeoutError:
            await response.write(b":\n\n")
            continue
        await _send(response, "steps", as_data(run.progress))
    await _send(response, "steps", as_data(run.progress))
    await _send(response, "end", [])
    return response


async def _send(response: web.StreamResponse, event: str, data: object) -> None:
    text = json.dumps(data, ensure_ascii=False)
    await response.write(f"event: {event}\ndata: {text}\n\n".encode())
