"""A whole check with the person at the terminal: servers, password, stages, result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.terminal.check import show_check
from bot.adapters.terminal.person import ask_line
from bot.adapters.terminal.render import show
from bot.commands.context import Context
from bot.core.check_progress import CheckProgress
from bot.core.check_talk import (
    Checker,
    CheckRequest,
    found_targets,
    given_targets,
    plan_of,
    report_of,
)
from bot.core.explain import Explainer
from bot.core.explain_discovery import explain_discovery
from bot.core.model import Reply
from connectors.model import CheckResult, Credentials, Report, Target


@dataclass(frozen=True)
class Asked:
    """A wish for a check: what of, where the password comes from, what to show.

    ``quiet`` shows nothing on the way. ``transcript`` adds the whole conversation.
    """

    request: CheckRequest
    password: Callable[[str], Credentials]
    quiet: bool = False
    transcript: bool = False


async def check_account(asked: Asked, checker: Checker, context: Context) -> Report:
    """Find the servers unless they are given, ask for the password, check, and show the result."""
    request = asked.request
    explainer = Explainer(context.knowledge, context.speaker)
    targets = await _targets(asked, checker, context)
    if not targets:
        return report_of(request.address, ())
    confirmed = _confirmed(targets, asked, context)
    credentials = None
    if request.login and any(t.trusted or t.host in confirmed for t in targets):
        credentials = asked.password(request.user or request.address)
    plan = plan_of(request, targets, confirmed)
    progress = CheckProgress(targets, explainer, context.language)
    events = checker.run(plan, credentials)
    if asked.quiet:
        results = [event async for event in events if isinstance(event, CheckResult)]
    else:
        results = await show_check(events, progress, context.stdout)
    ordered = sorted(results, key=lambda result: targets.index(result.target))
    report = report_of(request.address, ordered)
    if not asked.quiet:
        blocks = explainer.report(report, context.language, transcript=asked.transcript)
        context.stdout.write("\n")
        show(Reply(blocks, context.language, private=True), context.stdout)
    return report


async def _targets(asked: Asked, checker: Checker, context: Context) -> tuple[Target, ...]:
    request = asked.request
    if request.host:
        return given_targets(request)
    if not asked.quiet:
        context.stderr.write(context.say("check.finding", address=request.address) + "\n")
    discovery = await checker.find(request)
    targets = found_targets(request, discovery)
    if not targets and not asked.quiet:
        blocks = explain_discovery(discovery, context.speaker, context.language)
        show(Reply(blocks, context.language), context.stdout)
    return targets


def _confirmed(targets: tuple[Target, ...], asked: Asked, context: Context) -> frozenset[str]:
    """The hosts that nobody vouches for and the person says are right.

    Without a terminal nobody can say so: the login is skipped, and the answer names the option.
    """
    hosts = dict.fromkeys(target.host for target in targets if not target.trusted)
    if not hosts or not asked.request.login or asked.quiet or not context.stdin.isatty():
        return frozenset()
    confirmed = set()
    for host in hosts:
        question = context.say("check.confirm_host", host=host) + " "
        answer = ask_line(question, context.stdin, context.stderr)
        if answer.casefold() in context.say("check.yes").split():
            confirmed.add(host)
    return frozenset(confirmed)
