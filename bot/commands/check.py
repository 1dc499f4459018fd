"""``mailmedic check``: test an account live, show each step, explain the result."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.adapters.terminal.account_check import AccountCheck, Asked, Checked
from bot.adapters.terminal.context import Context
from bot.adapters.terminal.person import told_to_end
from bot.adapters.terminal.render import printable, show
from bot.commands.addresses import read_address, read_host, read_resolver, read_user, resolver_of
from bot.commands.arguments import Arguments, UsageError, file, number, one_of
from bot.commands.card_folder import card_of, read_card_folder, write_card
from bot.commands.jsonl import write_json
from bot.commands.password import demand_password, read_password
from bot.config import SettingsError
from bot.core.check_contract import report_json
from bot.core.check_talk import Checker, CheckRequest, not_found, without_server
from bot.core.explain import Explainer
from bot.core.explain_report import Reporter
from bot.core.markup import parse_inline
from bot.core.model import Block, Bullets, Heading, Note, Reply, Span, Text
from bot.core.plain import plain
from bot.core.settings_card import READ_ME
from connectors.login.mechanism import TOKEN_ORDER, Mechanism
from connectors.model import Protocol, Security
from connectors.steps import CHECK_SECONDS
from connectors.wire.contexts import CaFileUnusable

_LONGEST_SECONDS = 600
_FLAGS = (
    "--password-stdin",
    "--no-login",
    "--send-test",
    "--no-alternatives",
    "--transcript",
    "--json",
)


def run(argv: Sequence[str], context: Context) -> int:
    """0 when everything that was asked for worked, 1 when not."""
    arguments = _arguments(context)
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    with told_to_end():
        return _check(_request(options, context), options, context)


def _arguments(context: Context) -> Arguments:
    arguments = Arguments("check", context.say)
    arguments.one("address")
    protocol = one_of(Protocol, "--protocol")
    arguments.option("--protocol", protocol, metavar="imap|pop3|smtp", repeat=True)
    arguments.option("--host", read_host, metavar="HOST")
    arguments.option("--port", number(1, 65535, "--port"), metavar="PORT")
    security = one_of(Security, "--security")
    arguments.option("--security", security, metavar="tls|starttls|none")
    arguments.option("--user", read_user, metavar="USER")
    arguments.option("--auth", _mechanism, metavar="MECHANISM")
    arguments.option("--ca-file", file("--ca-file"), metavar="FILE")
    arguments.option("--resolver", read_resolver, metavar="IP[:PORT]")
    seconds = number(1, _LONGEST_SECONDS, "--timeout")
    arguments.option("--timeout", seconds, metavar="SECONDS")
    arguments.option("--send-test-to", read_address, metavar="ADDRESS")
    arguments.option("--card", read_card_folder, metavar="FOLDER")
    for flag in _FLAGS:
        arguments.flag(flag)
    return arguments


def _mechanism(text: str) -> Mechanism:
    known = (mechanism for mechanism in Mechanism if mechanism is not Mechanism.PREAUTH)
    return Mechanism(one_of(known, "--auth")(text.upper()))


def _request(options: argparse.Namespace, context: Context) -> CheckRequest:
    """What is asked for. UsageError where it contradicts itself."""
    protocols = tuple(map(Protocol, dict.fromkeys(options.protocol)))
    if len(protocols) != 1 and (options.port is not None or options.security):
        raise UsageError("one_protocol", option="--port" if options.port else "--security")
    if not options.address and not (options.host and options.user):
        raise UsageError("no_address")
    if options.no_login and (options.send_test or options.send_test_to):
        raise UsageError("send_without_login")
    if options.no_login and options.password_stdin:
        raise UsageError("password_without_login")
    return CheckRequest(
        address=read_address(options.address) if options.address else "",
        protocols=protocols,
        host=options.host or "",
        port=options.port,
        security=Security(options.security) if options.security else None,
        user=options.user or "",
        mechanism=options.auth or "",
        seconds=float(options.timeout or CHECK_SECONDS),
        login=not options.no_login,
        send_test=options.send_test,
        send_test_to=options.send_test_to or "",
        alternatives=not options.no_alternatives,
        ca_file=options.ca_file or context.settings.ca_file,
        test_words=(context.say("check.test_subject"), context.say("check.test_text")),
    )


def _check(request: CheckRequest, options: argparse.Namespace, context: Context) -> int:
    if request.login:
        demand_password(context, from_stdin=options.password_stdin)
    asked = Asked(
        request,
        password=lambda user: read_password(
            context,
            from_stdin=options.password_stdin,
            is_token=options.auth in TOKEN_ORDER,
            user=user,
        ),
        quiet=options.json,
    )
    checker = Checker.in_terminal(context.knowledge, resolver_of(options.resolver, context))
    try:
        checked = AccountCheck(asked, checker, context).run()
    except CaFileUnusable as unusable:
        raise SettingsError("ca_file", value=str(unusable.path)) from unusable
    if options.json:
        _print_json(checked, request, context)
    else:
        _show(checked, request, options.transcript, context)
    if options.card:
        _write_card(checked, options.card, context, quiet=options.json)
    return 0 if checked.report.ok else 1


def _print_json(checked: Checked, request: CheckRequest, context: Context) -> None:
    """The contract's object; what it has no field for goes to standard error."""
    explainer = Explainer(context.knowledge, context.speaker)
    for block in _without_servers(checked, request, context)[:2]:
        context.stderr.write(f"mailmedic: {printable(plain((block,)))}\n")
    report = checked.report
    if checked.discovery:
        unserved = without_server(request, checked.discovery, report.checks)
        report = replace(report, checks=(*report.checks, *unserved))
    result = report_json(report, explainer, context.language)
    write_json(context.stdout, result, indent=2)


def _show(checked: Checked, request: CheckRequest, transcript: bool, context: Context) -> None:
    reporter = Reporter(context.knowledge, context.speaker)
    report, language = checked.report, context.language
    blocks = _without_servers(checked, request, context)
    if report.checks:
        blocks = (*reporter.report(report, language), *blocks)
        context.stdout.write("\n")
    if report.checks and transcript:
        blocks += reporter.details(report, language) + reporter.conversations(report, language)
    elif report.checks:
        hint = parse_inline(context.speaker.phrase("checks.transcript_hint", language))
        blocks = (*blocks, Note(hint))
    show(Reply(blocks, language, private=True), context.stdout)


def _write_card(checked: Checked, folder: Path, context: Context, *, quiet: bool) -> None:
    """Write the settings card and tell what each file is for; in JSON's company one line."""
    card = card_of(checked.report, context.knowledge, context.speaker, context.language)
    files = card.files()
    write_card(files, folder)
    key = "written" if files else "nothing"
    said = context.say(f"checks.card.{key}", folder=str(folder), read_me=READ_ME)
    if quiet:
        context.stderr.write(f"mailmedic: {printable(said)}\n")
        return
    heading = Heading((Span(context.say("checks.card.title")),), 2)
    purposes = tuple((Span(line),) for line in card.purposes() if files)
    told = (Bullets(purposes),) if purposes else ()
    reply = Reply((heading, Text((Span(said),)), *told), context.language, private=True)
    show(reply, context.stdout)


def _without_servers(
    checked: Checked, request: CheckRequest, context: Context
) -> tuple[Block, ...]:
    """What there is to say of protocols for which no server was found."""
    reporter = Reporter(context.knowledge, context.speaker)
    if not checked.report.checks and checked.discovery:
        return reporter.no_servers(checked.discovery, context.language)
    missing = not_found(request, checked.report.checks)
    return reporter.not_found(missing, context.language)
