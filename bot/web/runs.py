"""Runs checks beside the requests that started them, and brings what they found to the chats.

A check goes on when its browser goes away: the result belongs to the chat.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import extract_tb

from bot.core.check_progress import CheckProgress
from bot.core.check_talk import Checker, plan_of, report_of, wish_of
from bot.core.explain import Explainer
from bot.web.metrics import Metrics
from bot.web.run import Run
from bot.web.wish import Checked, Ending, NoToken, Remark, Stopped, Wish
from connectors.budget import Left
from connectors.budget import Wish as Demand
from connectors.model import CheckResult, Credentials
from connectors.oauth.model import SignInFailed
from connectors.steps import Plan

RESULT_SECONDS = 600.0
"""How long a page keeps its result."""

MOST_RUNS = 100
"""Checks at once: each may hold three connections for half a minute."""

MOST_WAITING = 1_000
"""Sign-ins that are waited for besides: each asks its provider once in five seconds."""

MOST_KEPT = 2_000
"""Ended checks whose pages are kept; the oldest is forgotten first."""

DELIVERY_SECONDS = 30.0
"""For a chat to take a result."""

log = logging.getLogger(__name__)

SignIn = Callable[[], Awaitable[Credentials]]
"""Gets the token with which to log in. Raises ``SignInFailed``."""


@dataclass(frozen=True)
class Means:
    """How a check logs in: with a password, with a token that is still to be had, or not at all."""

    credentials: Credentials | None = None
    sign_in: SignIn | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def logs_in(self) -> bool:
        """Whether anything is sent that a server may refuse."""
        return self.credentials is not None or self.sign_in is not None

    async def ready(self) -> Credentials | None:
        """What to log in with. SignInFailed: the person could not sign in."""
        return await self.sign_in() if self.sign_in else self.credentials


WITHOUT_LOGIN = Means()


class BudgetSpent(Exception):  # noqa: N818 - says what was found
    """There is no run left for this wish; ``left`` says until when."""

    def __init__(self, left: Left) -> None:
        super().__init__(f"blocked: {left.blocked}")
        self.left = left


class Runs:
    """The checks of one process, by the token of the page that shows them."""

    def __init__(
        self, checker: Checker, explainer: Explainer, metrics: Metrics, ca_file: Path | None = None
    ) -> None:
        self._checker = checker
        self._explainer = explainer
        self.metrics = metrics
        self._ca_file = ca_file
        self._clock = checker.clock
        self._runs: dict[bytes, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._checking = 0

    @property
    def has_room(self) -> bool:
        """Whether another check may start now."""
        return self._checking < MOST_RUNS and len(self._tasks) < MOST_RUNS + MOST_WAITING

    def left(self, wish: Wish, *, login: bool) -> Left | None:
        """How many runs this wish may still have; None where nobody counts."""
        budget = self._checker.budget
        return budget.left(self._demand(wish, login)) if budget else None

    def start(self, wish: Wish, means: Means) -> str:
        """Begin a check; the token opens its page.

        Raises:
            BudgetSpent: there is none left, and nothing was begun.
        """
        budget = self._checker.budget
        left = budget.take(self._demand(wish, means.logs_in)) if budget else None
        if left and not left.runs:
            raise BudgetSpent(left)
        token = secrets.token_urlsafe(32)
        targets = wish.servers.targets
        progress = CheckProgress(targets, self._explainer, wish.asker.language)
        run = Run(wish, progress)
        self._forget()
        self._runs[_hash(token)] = run
        task = asyncio.create_task(self._carry_out(run, means), name="check of a page")
        run.task = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        wish.began(run)
        return token

    def find(self, token: str) -> Run | None:
        """The run of a page, as long as it is kept."""
        run = self._runs.get(_hash(token)) if token.isascii() else None
        return None if run is None or self._is_over(run) else run

    async def close(self) -> None:
        """Stop what runs; every chat that waits is told so."""
        # A task that is cancelled before its first step never says how it ended.
        await asyncio.sleep(0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry_out(self, run: Run, means: Means) -> None:
        ending: Ending = Stopped()
        try:
            ending = await self._ending(run, means)
        except asyncio.CancelledError:
            ending = Stopped(by_person=run.stopped)
            log.info("a check was stopped")
        except Exception as error:
            # Neither its words nor what its frames hold: that may be what was typed.
            log.error("a check broke: %s at %s", type(error).__name__, _where(error))
        run.end(ending, self._clock.seconds())
        self.metrics.ended(ending)
        await self._deliver(run.wish, ending)

    async def _ending(self, run: Run, means: Means) -> Ending:
        try:
            credentials = await means.ready()
        except SignInFailed as failed:
            log.info("no sign-in: %s", failed)
            return NoToken(failed)
        plan = self._plan(run.wish, credentials is not None)
        self._checking += 1
        try:
            async with aclosing(self._checker.run(plan, credentials)) as events:
                async for event in events:
                    run.add(event)
        finally:
            self._checking -= 1
        results = sorted(run.progress.results, key=_by(plan))
        if self._checker.budget:
            self._checker.budget.heard(wish_of(plan, run.wish.asker.person), results)
        return Checked(report_of(run.wish.request, results), means.remarks)

    def _demand(self, wish: Wish, login: bool) -> Demand:
        return wish_of(self._plan(wish, login), wish.asker.person)

    def _plan(self, wish: Wish, login: bool) -> Plan:
        request = replace(wish.request, login=login, send_test_to="")
        plan = plan_of(request, wish.servers.targets, candidates=wish.servers.candidates)
        # What only a person at their own terminal may ask for.
        return replace(plan, login_in_clear=False, ca_file=self._ca_file)

    async def _deliver(self, wish: Wish, ending: Ending) -> None:
        try:
            async with self._clock.limit(DELIVERY_SECONDS):
                await wish.deliver(ending)
        except Exception as error:
            log.warning("a result did not reach its chat: %s", type(error).__name__)

    def _is_over(self, run: Run) -> bool:
        return run.ending is not None and run.ended_at + RESULT_SECONDS <= self._clock.seconds()

    def _forget(self) -> None:
        kept = {key: run for key, run in self._runs.items() if not self._is_over(run)}
        while len(kept) >= MOST_KEPT:
            kept.pop(next(key for key, run in kept.items() if run.ending is not None))
        self._runs = kept


def _where(error: Exception) -> str:
    """The file and line that it comes from."""
    frames = extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _by(plan: Plan) -> Callable[[CheckResult], int]:
    return lambda result: plan.targets.index(result.target)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("ascii")).digest()
