"""The live check: all targets side by side, every stage reported as it begins and ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import TypeAlias

from connectors.clock import Clock
from connectors.dialogue.talks import TALKS
from connectors.login.gate import LoginGate
from connectors.model import CheckResult, Credentials, Progress, Protocol, Target
from connectors.policy import Policy
from connectors.stages.account import sender_of
from connectors.stages.probe_message import Post
from connectors.stages.run import MakeTalk, Run
from connectors.stages.target_check import TargetCheck
from connectors.steps import Plan, Resolver
from connectors.wire.connect import Dial, dial
from connectors.wire.contexts import Contexts
from knowledge.providers import Providers
from knowledge.replies import Replies

Queue: TypeAlias = "asyncio.Queue[Progress | asyncio.Task[CheckResult]]"

UNKNOWN = Providers(())
"""No facts about anybody's servers."""

TRIALS_LIMIT = 8
"""Tries of other settings at one time: polite, and enough that a filtered port costs one wait."""


async def check(
    plan: Plan,
    credentials: Credentials | None,
    *,
    resolver: Resolver,
    clock: Clock,
    policy: Policy,
    replies: Replies,
    contexts: Contexts,
    providers: Providers = UNKNOWN,
    talks: Mapping[Protocol, MakeTalk] = TALKS,
    dial: Dial = dial,
) -> AsyncGenerator[Progress, None]:
    """Check every target of the plan; a ``CheckResult`` ends each, in the order of finishing.

    ``providers`` are facts about servers: where passwords are not taken, which old TLS is needed,
    which settings to try instead.

    All that comes before the login runs side by side; the logins come one after another. Closing
    the iterator, or cancelling whoever iterates, ends everything at once: no socket and no task
    stays. Whatever servers do is reported. What is raised is a mistake of ours, but for one:

    Raises:
        CaFileUnusable: the plan's ``ca_file`` cannot be used; nothing was dialled.
    """
    contexts.verifying(plan.ca_file)
    queue: Queue = asyncio.Queue()
    run = Run(
        plan=plan,
        credentials=credentials,
        resolver=resolver,
        clock=clock,
        policy=policy,
        replies=replies,
        contexts=contexts,
        talks=talks,
        dial=dial,
        gate=LoginGate(),
        post=Post(plan, _sender(plan), clock),
        deadline=clock.seconds() + plan.seconds,
        report=queue.put_nowait,
        providers=providers,
        trials=asyncio.Semaphore(TRIALS_LIMIT),
    )
    tasks = [_begin(run, target, queue) for target in plan.targets]
    try:
        running = len(tasks)
        while running:
            progress = await queue.get()
            if isinstance(progress, asyncio.Task):
                running -= 1
                yield progress.result()
            else:
                yield progress
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _begin(run: Run, target: Target, queue: Queue) -> asyncio.Task[CheckResult]:
    task = asyncio.create_task(TargetCheck(run, target).run(), name=f"check {target.protocol}")
    task.add_done_callback(queue.put_nowait)
    return task


def _sender(plan: Plan) -> str:
    submission = (target for target in plan.targets if target.protocol is Protocol.SMTP)
    return next((sender_of(plan.address, target) for target in submission), plan.address)
