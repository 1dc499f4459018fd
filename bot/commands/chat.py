"""``mailmedic`` without a command: the chat on a terminal; in a pipe, a question a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.terminal.context import Context
from bot.commands.arguments import Arguments
from bot.commands.lines import bounded_lines
from bot.commands.text import TEXT_LIMIT

if TYPE_CHECKING:
    from bot.core.model import Reply
    from bot.demo import Ready

SUGGESTED = 4
"""Accounts of the demonstration that the greeting names; the Tab key knows the others."""


def run(argv: Sequence[str], context: Context) -> int:
    """0 after a conversation, and when every line of a pipe was answered; else 1."""
    arguments = Arguments("", context.say)
    arguments.flag("--version")
    arguments.option("--lang", metavar="en|ja")
    arguments.flag("--demo")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help() + _commands(context))
        return 0
    if options.version:
        from importlib.metadata import version

        context.stdout.write(f"mailmedic {version('mailmedic')}\n")
        return 0
    if not (context.stdin.isatty() and context.stdout.isatty()):
        if options.demo:
            context.stderr.write(f"mailmedic: {context.say('chat.no_terminal')}\n")
        return _answer_lines(context)
    return _chat_with_demo(context) if options.demo else _chat(context)


def _commands(context: Context) -> str:
    from bot.commands.main import COMMANDS

    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {context.say(f'commands.{name}')}" for name in COMMANDS]
    return "\n".join(("", context.say("usage.commands"), *lines, ""))


def _answer_lines(context: Context) -> int:
    """Answer a line at a time, without prompts and codes."""
    from bot.adapters.terminal.render import show

    status, separator = 0, ""
    for raw in bounded_lines(context.stdin.buffer, TEXT_LIMIT):
        line = raw.decode("utf-8", errors="replace")
        if not line.strip():
            continue
        language = context.answerer.language_for_person(line, context.language)
        answer = context.answerer.answer(line, language)
        context.stdout.write(separator)
        show(answer.reply, context.stdout)
        context.stdout.flush()
        separator = "\n"
        status = status if answer.answered else 1
    return status


def _chat(context: Context, demo: Ready | None = None) -> int:
    from bot.adapters.terminal.run import Chat
    from bot.core.assistant import Assistant

    assistant = Assistant(context.knowledge, context.speaker)
    greeting = assistant.greeting(context.language)
    if demo:
        greeting = _with_accounts(greeting, demo, context)
    addresses = [account.address for account in demo.accounts] if demo else ()
    Chat(context, assistant, addresses).run(greeting)
    return 0


def _chat_with_demo(context: Context) -> int:
    """The chat, with the demonstration's servers beside it as long as it lasts."""
    from bot.demo import DemoFailed, started

    context.stderr.write(context.say("chat.demo_starting") + "\n")
    try:
        with started() as (ready, _):
            settings = replace(
                context.settings, overlay=ready.overlay, ca_file=ready.ca_file, cache=None
            )
            return _chat(Context(settings, context.language), ready)
    except DemoFailed as failed:
        context.stderr.write(f"mailmedic: {context.say(f'demo.{failed.code}', **failed.values)}\n")
        return 1


def _with_accounts(greeting: Reply, demo: Ready, context: Context) -> Reply:
    """The greeting with some accounts to try."""
    from bot.core.markup import parse_inline
    from bot.core.model import Choice, Choices

    choices = []
    for account in demo.accounts[:SUGGESTED]:
        words = context.say(f"demo.account.{account.fault}")
        label = context.say("chat.demo_choice", address=account.address, words=words)
        choices.append(Choice(label, f"check {account.address}"))
    password = demo.accounts[0].password
    lead = context.speaker.phrase("chat.demo_lead", context.language, password=password)
    accounts = Choices(parse_inline(lead), tuple(choices))
    return replace(greeting, blocks=(*greeting.blocks, accounts))
