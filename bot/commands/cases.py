"""``mailmedic cases``: list, show, export and erase, for whoever administers this machine.

What it does is written into the audit log: it sees everybody's cases.
"""

from __future__ import annotations

import asyncio
import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.adapters.terminal.context import Context
from bot.adapters.terminal.render import printable, show
from bot.commands.arguments import Arguments, UsageError, one_of
from bot.commands.jsonl import write_json

if TYPE_CHECKING:
    from bot.helpdesk.cases import Record
    from bot.store.cases import Case
    from bot.store.store import Store

ACTIONS = ("list", "show", "export", "erase", "audit")
STATES = ("open", "claimed", "waiting", "resolved", "all")
FOUND_NOTHING = 1
OPERATOR = "operator"
AUDITED = 10_000
"""Entries of the audit log that are shown."""

NOT_TOLD = ("origin", "version", "card_place", "card_message", "reminders", "reminded_at")
"""Columns that are the store's own business."""

_FORMULA = re.compile(r"^[\s]*[=+\-@]")
"""A spreadsheet runs a cell that begins so, and strangers write into these."""


def run(argv: Sequence[str], context: Context) -> int:
    """0; 1 when there is no such case or person; ``list`` of nothing is 0."""
    arguments = Arguments("cases", context.say)
    arguments.words("action")
    arguments.option("--state", one_of(STATES, "--state"), metavar="STATE")
    arguments.flag("--json")
    arguments.flag("--csv")
    options = arguments.read(argv)
    if options.help:
        context.stdout.write(arguments.format_help())
        return 0
    action, *rest = options.action or ["list"]
    _check(action, rest)
    return asyncio.run(_with_store(action, rest, options, context))


def _check(action: str, rest: list[str]) -> None:
    if action not in ACTIONS:
        raise UsageError("one_of", option="cases", value=action, values=", ".join(ACTIONS))
    wanted = 1 if action in ("show", "erase") else 0
    if len(rest) > wanted:
        raise UsageError("too_many", option=rest[wanted], command="mailmedic cases")
    if len(rest) < wanted:
        raise UsageError("needs_value", option=f"cases {action}")
    if action == "show" and not re.fullmatch(r"[0-9]{1,9}", rest[0]):
        raise UsageError("number", option="cases show", value=rest[0], low="1", high="999999999")


async def _with_store(action: str, rest: list[str], options: Any, context: Context) -> int:
    from bot.store.settings import StoreSettings
    from bot.store.store import opened

    async with opened(StoreSettings.from_env(context.environ).url) as store:
        match action:
            case "show":
                return await _show(int(rest[0]), options, store, context)
            case "export":
                return await _export(options, store, context)
            case "erase":
                return await _erase(rest[0], store, context)
            case "audit":
                return await _audit_log(options, store, context)
            case _:
                return await _list(options, store, context)


async def _list(options: Any, store: Store, context: Context) -> int:
    found = await _cases(options.state or "", store)
    if options.json:
        for case in found:
            write_json(context.stdout, _plain(case))
        return 0
    for case in found:
        context.stdout.write(printable(_line(case, context)) + "\n")
    if not found:
        context.stdout.write(context.say("cases.none") + "\n")
    return 0


async def _show(number: int, options: Any, store: Store, context: Context) -> int:
    from bot.helpdesk.card import Cards
    from bot.helpdesk.cases import read_record
    from bot.helpdesk.settings import HelpdeskSettings
    from bot.helpdesk.words import Words
    from bot.store import cases

    async with store.writing() as connection:
        case = await cases.by_number(connection, number)
        await _audit(connection, "show", f"case:{number}")
        record = await read_record(connection, case) if case else None
    if record is None:
        context.stderr.write(f"mailmedic: {context.say('cases.no_such', number=str(number))}\n")
        return FOUND_NOTHING
    if options.json:
        write_json(context.stdout, _whole(record), indent=2)
        return 0
    settings = HelpdeskSettings.from_env(context.environ)
    words = Words(context.speaker, settings.zone)
    cards = Cards(words, context.knowledge, context.language, settings.hours)
    show(cards.whole(record, datetime.now(UTC), context.language), context.stdout)
    return 0


async def _export(options: Any, store: Store, context: Context) -> int:
    """All of them: JSON Lines with history and reports, or CSV without."""
    from bot.helpdesk.cases import read_record

    found = await _cases(options.state or "all", store)
    async with store.writing() as connection:
        await _audit(connection, "export", options.state or "all")
        records = [await read_record(connection, case) for case in found]
    if options.csv:
        _write_csv((record.case for record in records), context)
    else:
        for record in records:
            write_json(context.stdout, _whole(record))
    return 0


async def _erase(person: str, store: Store, context: Context) -> int:
    from bot.helpdesk.cases import CARD
    from bot.store import erasure, outbox

    now = datetime.now(UTC)
    async with store.writing() as connection:
        numbers = await erasure.erase_person(connection, person, now)
        for number in numbers:
            await outbox.add(connection, CARD, str(number), {}, now)
        await _audit(connection, "erase", "")
    context.stdout.write(context.say("cases.erased", count=str(len(numbers))) + "\n")
    return 0


async def _audit_log(options: Any, store: Store, context: Context) -> int:
    """Who did what, the newest first."""
    from bot.store import audit

    async with store.reading() as connection:
        entries = await audit.read(connection, AUDITED)
    for entry in entries:
        if options.json:
            write_json(context.stdout, asdict(entry) | {"at": entry.at.isoformat()})
            continue
        refused = "" if entry.allowed else "  !"
        words = (entry.who, entry.role, entry.act, entry.subject, entry.detail)
        told = "  ".join(filter(None, words))
        context.stdout.write(printable(f"{entry.at:%Y-%m-%d %H:%M}  {told}{refused}") + "\n")
    return 0


async def _cases(state: str, store: Store) -> list[Case]:
    from bot.store import cases
    from bot.store.cases import State

    unresolved = (State.OPEN, State.CLAIMED, State.WAITING)
    states = {"": unresolved, "all": ()}.get(state) or ((State(state),) if state != "all" else ())
    async with store.reading() as connection:
        return await cases.listed(connection, states=states, limit=1_000_000)


async def _audit(connection: Any, act: str, subject: str) -> None:
    from getpass import getuser

    from bot.store import audit

    who = f"local:{getuser()}"
    await audit.write(connection, audit.Audited(datetime.now(UTC), who, OPERATOR, act, subject))


def _line(case: Case, context: Context) -> str:
    """One line a case: number, state, when, severity, cause, person, agent."""
    state = context.say(f"helpdesk.state.{case.state}")
    at = f"{case.opened_at:%Y-%m-%d %H:%M}"
    agent = f" → {case.agent_name}" if case.agent_name else ""
    name = case.person_name or "–"
    return f"{case.number:>6}  {at}  {case.severity}  {case.cause}  {name}{agent}  [{state}]"


def _plain(case: Case) -> dict[str, Any]:
    """A case as JSON's kinds; moments in UTC (RFC 3339)."""
    values = {field.name: getattr(case, field.name) for field in fields(case)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
        if name not in NOT_TOLD
    }


def _whole(record: Record) -> dict[str, Any]:
    history = [
        {"at": event.at.isoformat(), "who": event.who, "act": event.act, "text": event.text}
        for event in record.events
    ]
    return _plain(record.case) | {"history": history, "reports": list(record.reports)}


def _write_csv(found: Iterable[Case], context: Context) -> None:
    """With a header; no cell runs as a formula, and lines end as RFC 4180 says."""
    writer = csv.writer(context.stdout, lineterminator="\r\n")
    names: list[str] = []
    for case in found:
        values = _plain(case)
        if not names:
            names = list(values)
            writer.writerow(names)
        writer.writerow([_cell(value) for value in values.values()])


def _cell(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else _json(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
