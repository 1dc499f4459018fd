"""A whole check with the person at the terminal: servers, password, stages, report.

The person is asked between two runs of the event loop, never inside one: a prompt blocks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.adapters.terminal.check import show_check
from bot.adapters.terminal.context import Context
from bot.adapters.terminal.person import ask_line
from bot.adapters.terminal.render import tell
from bot.core.check_progress import CheckProgress
from bot.core.check_talk import (
    Checker,
    CheckRequest,
    found_targets,
    given_targets,
    other_candidates,
    plan_of,
    report_of,
)
from bot.core.explain import Explainer
from connectors.lookup.model import Discovery
from connectors.model import CheckResult, Credentials, Report, Target
from connectors.steps import Plan


@dataclass(frozen=True)
class Asked:
    """A wish for a check: what of, and where the password comes from.

    ``password`` gives it for a user name, or None where the person would rather not log in.
    ``quiet`` shows nothing on the way, and asks for nothing but the password.
    """

    request: CheckRequest
    password: Callable[[str], Credentials | None]
    quiet: bool = False


@dataclass(frozen=True)
class Checked:
    """What a check came to. ``discovery`` is None where the servers were given."""

    report: Report
    discovery: Discovery | None


class AccountCheck:
    """Finds the servers unless they are given, asks what only the person knows, and checks."""

    def __init__(self, asked: Asked, checker: Checker, context: Context) -> None:
        self._asked = asked
        self._request = asked.request
        self._checker = checker
        self._context = context
        self._say = context.say

    def run(self) -> Checked:
        """The check from beginning to end; its stages are shown as they happen.

        Raises:
            Stopped: the person would not answer.
            CaFileUnusable: nothing was dialled.
        """
        self._checker.contexts.verifying(self._request.ca_file)
        targets, discovery = self._targets()
        if not targets:
            return Checked(report_of(self._request, ()), discovery)
        targets = self._with_user(targets)
        confirmed = self._confirmed(targets)
        credentials = None
        request = self._request
        vouched = [target for target in targets if target.trusted or target.host in confirmed]
        wanting = any(self._checker.wants_password(request, target) for target in vouched)
        if request.login and wanting:
            credentials = self._asked.password(targets[0].user or request.address)
            request = replace(request, login=credentials is not None)
        candidates = other_candidates(discovery, targets) if discovery else ()
        plan = plan_of(request, targets, confirmed, candidates)
        results = asyncio.run(self._check(plan, credentials))
        ordered = sorted(results, key=lambda result: targets.index(result.target))
        return Checked(report_of(request, ordered), discovery)

    def _targets(self) -> tuple[tuple[Target, ...], Discovery | None]:
        if self._request.host:
            return given_targets(self._request), None
        self._tell("check.finding", address=self._request.address)
        discovery = asyncio.run(self._checker.find(self._request))
        targets = found_targets(self._request, discovery)
        sources = dict.fromkeys(self._say(f"discovery.source.{t.source}") for t in targets)
        if targets:
            self._tell("check.found", sources=", ".join(sources))
        return targets, discovery

    def _tell(self, key: str, **values: str) -> None:
        if not self._asked.quiet:
            tell(self._say(key, **values), self._context.stderr)

    def _with_user(self, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        """The targets with a user name, which not every provider makes of the address."""
        nameless = [target for target in targets if not target.user]
        if not nameless or not self._request.login or not self._can_ask:
            return targets
        user = self._ask(self._say("check.user_prompt", host=nameless[0].host))
        return tuple(replace(target, user=target.user or user) for target in targets)

    def _confirmed(self, targets: tuple[Target, ...]) -> frozenset[str]:
        """The hosts that nobody vouches for and the person says are right.

        Where nobody can be asked, the login is skipped, and the report names the option.
        """
        hosts = dict.fromkeys(target.host for target in targets if not target.trusted)
        if not self._request.login or not self._can_ask:
            return frozenset()
        return frozenset(filter(self._is_right, hosts))

    def _is_right(self, host: str) -> bool:
        self._tell("check.confirm_host", host=host)
        answer = self._ask(self._say("check.confirm_prompt"))
        return answer.casefold() in self._say("check.yes").split()

    @property
    def _can_ask(self) -> bool:
        return not self._asked.quiet and self._context.stdin.isatty()

    def _ask(self, question: str) -> str:
        return ask_line(question, self._context.stdin, self._context.stderr)

    async def _check(self, plan: Plan, credentials: Credentials | None) -> list[CheckResult]:
        async with aclosing(self._checker.run(plan, credentials)) as events:
            if self._asked.quiet:
                return [event async for event in events if isinstance(event, CheckResult)]
            explainer = Explainer(self._context.knowledge, self._context.speaker)
            progress = CheckProgress(plan.targets, explainer, self._context.language)
            return await show_check(events, progress, self._context.stdout)
