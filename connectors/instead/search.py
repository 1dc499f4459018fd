"""The search for settings that work: all that are worth a try, side by side, without a login."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from connectors.instead.settings import CERTIFICATE, Failed, other_settings
from connectors.model import Target, Working
from connectors.stages.run import Run
from connectors.stages.trial import answers
from connectors.steps import IPAddress, LookupFailed

SEARCH_SECONDS = 3.0
"""For all settings of one target together: a lost packet is sent again within it, and nobody is
kept waiting for long where there is nothing to find."""

GRACE_SECONDS = 1.0
"""For the others once some settings have answered."""

TOLD_LIMIT = 3
"""Settings that are told, best first: one would do, and nobody compares ten."""


async def working_instead(
    run: Run, failed: Failed, addresses: tuple[IPAddress, ...]
) -> tuple[Working, ...]:
    """Other settings that answer, best first; ``addresses`` are those of the target's host.

    Whatever was judged is dialled at these very addresses; other names are looked up and judged.
    """
    wanted = [
        one
        for one in other_settings(failed, run.providers)
        if run.policy.allows_port(one.port) and run.policy.allows_host(one.host)
    ]
    trials = {
        one: asyncio.create_task(_answers(run, failed.target, one, addresses)) for one in wanted
    }
    try:
        with suppress(TimeoutError):
            async with run.clock.limit(min(SEARCH_SECONDS, run.seconds_left)):
                await _settled(run, set(trials.values()))
        found = [one for one, trial in trials.items() if trial.done() and trial.result()]
    finally:
        for trial in trials.values():
            trial.cancel()
        await asyncio.gather(*trials.values(), return_exceptions=True)
    return tuple(
        Working(one.protocol, one.host, one.port, one.security, one.user, logged_in=False)
        for one in found[:TOLD_LIMIT]
    )


async def _settled(run: Run, trials: set[asyncio.Task[bool]]) -> None:
    """Wait until all have ended, or for a little while after one has answered."""
    while trials:
        done, trials = await asyncio.wait(trials, return_when=asyncio.FIRST_COMPLETED)
        if any(trial.result() for trial in done) and trials:
            with suppress(TimeoutError):
                async with run.clock.limit(GRACE_SECONDS):
                    await asyncio.wait(trials)
            return


async def _answers(run: Run, target: Target, one: Target, addresses: tuple[IPAddress, ...]) -> bool:
    async with run.trials:
        if one.host == target.host:
            return await answers(run, one, addresses)
        if one.source != CERTIFICATE:
            return await answers(run, one)
        # A stranger's certificate may name any server: only the same machine is meant.
        return await _is_at(run, one.host, addresses) and await answers(run, one, addresses)


async def _is_at(run: Run, host: str, addresses: tuple[IPAddress, ...]) -> bool:
    try:
        return not set(await run.resolver.addresses(host)).isdisjoint(addresses)
    except LookupFailed:
        return False
