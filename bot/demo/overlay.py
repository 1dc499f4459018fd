"""The overlay that lets mailmedic find the demonstration's servers as it finds a company's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.demo.ready import Port, RunningAccount
from bot.demo.words import Words
from knowledge.model import Language

SOURCE = "demo-reserved-names"


def write(folder: Path, accounts: Iterable[RunningAccount], words: Words, today: date) -> Path:
    """Write the overlay into a folder, a provider for each account; returns its own folder."""
    overlay = folder / "overlay"
    for part in ("providers", "sources"):
        (overlay / "facts" / part).mkdir(parents=True)
    _put(overlay / "overlay.toml", ['name = "demo.test"'])
    _put(overlay / "facts" / "sources" / "demo.toml", _source(today))
    for account in accounts:
        path = overlay / "facts" / "providers" / f"demo-{account.fault}.toml"
        _put(path, _provider(account, words, today))
    return overlay


def _put(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join([*lines, ""]), "utf-8")


def _source(today: date) -> list[str]:
    return [
        f"[{SOURCE}]",
        'title = "RFC 2606: Reserved Top Level DNS Names"',
        'url = "https://www.rfc-editor.org/rfc/rfc2606"',
        f"checked = {today.isoformat()}",
    ]


def _provider(account: RunningAccount, words: Words, today: date) -> list[str]:
    domain = account.address.rpartition("@")[2]
    return [
        'kind = "provider"',
        f'key = "demo-{account.fault}"',
        f'names = {{ en = ["{domain}"], ja = ["{domain}"] }}',
        f'domains = ["{domain}"]',
        "mx = []",
        'state = "open"',
        "wrong_hosts = []",
        f'sources = ["{SOURCE}"]',
        f"checked = {today.isoformat()}",
        *(line for server in account.servers for line in _server(server)),
        "[[note]]",
        *(
            f"{language} = {_string(words[language]['account'][account.fault])}"
            for language in Language
        ),
    ]


def _server(server: Port) -> list[str]:
    return [
        "[[server]]",
        f'protocol = "{server.protocol}"',
        f'host = "{server.host}"',
        f"port = {server.port}",
        f'security = "{server.security}"',
        'user = "address"',
        'auth = ["password"]',
    ]


def _string(text: str) -> str:
    # A JSON string is a TOML basic string as well.
    return json.dumps(text, ensure_ascii=False)
