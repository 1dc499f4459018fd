"""Which systems are told, from a file of the operator's.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_WEBHOOKS`` | a TOML file with a ``[[webhook]]`` for each system |

A webhook has ``name``, ``url`` (https), ``body`` (one of the ready ones, or a template's file
beside the settings), ``happenings`` (all when absent), and, as its system wants: ``secret``
(``whsec_…``), ``headers``, ``values``. Secrets need not stand in the file: a text of the form
``${NAME}`` is taken from the environment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.config import SettingsError
from bot.helpdesk.outbound.body import READY, BodyUnusable, body_of, ready
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.signature import SecretUnusable, secret_of

VARIABLE = "MAILMEDIC_WEBHOOKS"
FIELDS = frozenset({"name", "url", "body", "happenings", "secret", "headers", "values"})

EXAMPLE: Mapping[str, Any] = {
    "event": {"id": "0", "name": str(Happening.CASE_OPENED), "at": "2026-01-01T00:00:00+00:00"},
    "key": "mailmedic-1",
    "subject": "s",
    "text": "t",
    "severity": "normal",
    "case": {},
    "outage": None,
    "report": None,
}
"""With which a template is tried when the settings are read."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_FROM_ENVIRONMENT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def webhooks_from_env(environ: Mapping[str, str]) -> tuple[Webhook, ...]:
    """The webhooks of an environment; none where the variable is not set.

    Raises:
        SettingsError: the file cannot be used; says which webhook and what of it.
    """
    written = environ.get(VARIABLE, "").strip()
    if not written:
        return ()
    path = Path(written)
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise SettingsError("no_file", variable=VARIABLE, value=written) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("webhooks_toml", file=written, why=str(error)) from None
    entries = read.get("webhook", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError("webhooks_toml", file=written, why="[[webhook]]")
    hooks = tuple(_webhook(entry, path, environ) for entry in entries)
    if len({hook.name for hook in hooks}) < len(hooks):
        raise _wrong(path, "", "name")
    return hooks


def _webhook(entry: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> Webhook:
    name = entry.get("name", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _wrong(path, str(name), "name")
    if unknown := entry.keys() - FIELDS:
        raise _wrong(path, name, min(unknown))
    values = _table(entry, "values", path, name)
    body = _body(entry.get("body", "plain"), path, name, values)
    return Webhook(
        name,
        _url(entry.get("url", ""), path, name),
        body,
        _happenings(entry.get("happenings"), path, name),
        _secret(entry.get("secret", ""), path, name, environ),
        _headers(_table(entry, "headers", path, name), path, name, environ),
        values,
    )


def _wrong(path: Path, name: str, field: str) -> SettingsError:
    """Names the field and never its value, which may be a secret."""
    return SettingsError("webhook", file=str(path), name=name, field=field)


def _url(url: object, path: Path, name: str) -> str:
    if not isinstance(url, str) or not re.fullmatch(r"https://[^\s/@]+(/\S*)?", url):
        raise _wrong(path, name, "url")
    return url


def _body(written: object, path: Path, name: str, values: Mapping[str, object]) -> str:
    if not isinstance(written, str):
        raise _wrong(path, name, "body")
    try:
        text = ready(written) if written in READY else (path.parent / written).read_text("utf-8")
        body_of(text, EXAMPLE, values)
    except BodyUnusable as unusable:
        raise SettingsError(
            "webhook_body", file=str(path), name=name, body=written, why=unusable.why
        ) from None
    except (OSError, UnicodeDecodeError):
        raise _wrong(path, name, "body") from None
    return text


def _happenings(written: object, path: Path, name: str) -> frozenset[Happening]:
    if written is None:
        return frozenset(Happening)
    try:
        return frozenset(Happening(one) for one in written)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise _wrong(path, name, "happenings") from None


def _secret(written: object, path: Path, name: str, environ: Mapping[str, str]) -> bytes:
    if not isinstance(written, str):
        raise _wrong(path, name, "secret")
    filled = _filled(written, path, name, "secret", environ)
    try:
        return secret_of(filled) if filled else b""
    except SecretUnusable:
        raise _wrong(path, name, "secret") from None


def _headers(
    table: Mapping[str, object], path: Path, name: str, environ: Mapping[str, str]
) -> Mapping[str, str]:
    headers = {}
    for header, written in table.items():
        value = _filled(str(written), path, name, f"headers.{header}", environ)
        if not re.fullmatch(r"[A-Za-z0-9-]+", header) or re.search(r"[^\x20-\x7e]", value):
            raise _wrong(path, name, f"headers.{header}")
        headers[header] = value
    return headers


def _table(entry: Mapping[str, Any], field: str, path: Path, name: str) -> Mapping[str, object]:
    table = entry.get(field, {})
    if not isinstance(table, dict):
        raise _wrong(path, name, field)
    return table


def _filled(text: str, path: Path, name: str, field: str, environ: Mapping[str, str]) -> str:
    """The text with what it takes from the environment."""

    def of(match: re.Match[str]) -> str:
        value = environ.get(match[1], "")
        if not value:
            raise _wrong(path, name, f"{field}: {match[1]}")
        return value

    return _FROM_ENVIRONMENT.sub(of, text)
