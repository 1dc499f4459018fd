"""A second conversation with the server of a running check, on the same record."""

from __future__ import annotations

from connectors.model import Target
from connectors.stages.opening import Opening, Session
from connectors.stages.run import Run
from connectors.steps import IPAddress, Stages
from connectors.wire.transcript import Transcript


async def reopened(
    run: Run, target: Target, transcript: Transcript, address: IPAddress, opened: list[Opening]
) -> Session:
    """The conversation, up to the login; its opening is put to those that must be closed.

    Raises:
        WireFailed: it could not be begun.
    """
    unheard = Stages(target, run.clock, lambda progress: None)
    again = Opening(run, target, unheard, transcript, run.verifying(target))
    opened.append(again)
    session = await again.connect((address,))
    await again.begin(session)
    return session
