"""The rows of our tables that a question names: a port, a code, a mechanism, a provider."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.entities import Entities
from knowledge.fold import fold
from knowledge.search.asking import asks_about_nothing_else, asks_for_settings

_PORT_WORD = re.compile(r"ぽと|ぽーと|(?<![a-z])ports?(?![a-z])|何番")
_USUAL: Mapping[str, str] = {
    "imap": "port.993",
    "pop3": "port.995",
    "smtp": "submission.587_or_465",
}
"""What is told of a protocol's port where no number is named."""

Rows = Mapping[str, list[str]]
"""Topic ids of rows, by the table's kind, in the order of the text."""


def rows_named(entities: Entities, topic_ids: frozenset[str]) -> Rows:
    """The rows that are named; tables of which none is are left out."""
    names: dict[str, tuple[str, ...]] = {
        "port": tuple(map(str, entities.ports)),
        "smtp": entities.replies,
        "status": entities.statuses,
        "imap": entities.words,
        "pop3": entities.words,
        "sasl": entities.words,
        "provider": entities.providers,
    }
    rows: dict[str, list[str]] = {}
    for kind, of_kind in names.items():
        found = [_row(kind, name, topic_ids) for name in of_kind]
        if any(found):
            rows[kind] = list(filter(None, found))
    if "imap" in rows:
        rows.pop("pop3", None)  # codes that both have are asked about for IMAP far more often
    return rows


def names_unknown(entities: Entities, rows: Rows) -> bool:
    """Whether a port or code is named that no table has."""
    return bool(entities.unknown) or len(rows.get("port", ())) < len(entities.ports)


def asked_row(question: str, entities: Entities, rows: Rows) -> str:
    """The row that the question is about and nothing besides; empty where it asks more.

    A code or a port alone, or with words of asking; a provider with words of servers and settings.
    Who asks for a protocol's port without a number is told the usual one.
    """
    named = [row for of_table in rows.values() for row in of_table]
    if len(rows.get("provider", ())) == 1 and asks_for_settings(entities.rest):
        return rows["provider"][0]
    if not named and len(entities.protocols) == 1 and _PORT_WORD.search(entities.rest):
        usual = _USUAL[entities.protocols[0]]
        return usual if asks_about_nothing_else(entities.rest) else ""
    if len(named) != 1:
        return ""
    rest = fold(question)
    codes = (*map(str, entities.ports), *entities.codes)
    for name in sorted((fold(name) for name in codes), key=len, reverse=True):
        rest = rest.replace(name, " ")
    return named[0] if asks_about_nothing_else(rest) else ""


def _row(kind: str, name: str, topic_ids: frozenset[str]) -> str:
    """The row's id, or for an enhanced code the one of any class (``X.7.8``); else empty."""
    any_class = f"X{name[1:]}" if kind == "status" else name
    ids = (f"{kind}.{name}", f"{kind}.{any_class}")
    return next((topic_id for topic_id in ids if topic_id in topic_ids), "")
