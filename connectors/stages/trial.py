"""A try of settings up to the login: nobody logs in, and nothing is kept of what was said."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connectors.model import Target
from connectors.stages.opening import Opening, Session
from connectors.stages.run import Run
from connectors.steps import IPAddress, Stages
from connectors.wire.transcript import Transcript
from connectors.wire.wire import WireFailed


@asynccontextmanager
async def trial(
    run: Run, target: Target, addresses: tuple[IPAddress, ...], context: ssl.SSLContext
) -> AsyncIterator[tuple[Session, WireFailed | None]]:
    """A conversation with a target, as far as it got, and why it went no further.

    Raises:
        WireFailed: there was not even a connection.
    """
    unheard = Stages(target, run.clock, lambda progress: None)
    opening = Opening(run, target, unheard, Transcript(run.clock), context)
    try:
        session = await opening.connect(addresses or await opening.resolve())
        failed = None
        try:
            await opening.begin(session)
        except WireFailed as broken:
            failed = broken
        yield session, failed
    finally:
        await opening.close()


async def answers(run: Run, target: Target, addresses: tuple[IPAddress, ...] = ()) -> bool:
    """Whether a target answers as a mail program needs it: greeted, encrypted and verified.

    Its name is looked up and judged unless addresses that were judged are given.
    """
    try:
        async with trial(run, target, addresses, run.verifying(target)) as (_, failed):
            return failed is None
    except WireFailed:
        return False
