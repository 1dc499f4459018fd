"""Overlays for tests: a company's own words, and providers whose servers are on loopback."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from connectors.model import Protocol, Security

COMPANY = "Example Inc."
HELPDESK = {"en": "ext. 1234", "ja": "内線1234"}

_TOPIC = """+++
title = "{title}"
questions = ["{title}"]
causes = []
related = []
sources = []
+++
{body}
"""


def company(folder: Path) -> Path:
    """An overlay with a helpdesk and one topic that takes the place of ours."""
    topics = folder / "topics"
    topics.mkdir(parents=True)
    _overlay_toml(folder)
    words = {
        "en": ("Settings at Example", "Your incoming server is `mail.example.com`."),
        "ja": ("例社の設定", "受信メールサーバーは`mail.example.com`です。"),
    }
    for language, (title, body) in words.items():
        text = _TOPIC.format(title=title, body=body)
        (topics / f"settings_needed.{language}.md").write_text(text, "utf-8")
    return folder


Server = tuple[Protocol, str, int, Security]


def provider(
    folder: Path,
    domain: str,
    servers: Iterable[Server],
    user: str = "address",
    auth: str = '"password"',
) -> Path:
    """An overlay with one provider: its servers are found by the domain, and trusted."""
    providers = folder / "facts" / "providers"
    providers.mkdir(parents=True)
    _overlay_toml(folder)
    lines = [
        'kind = "provider"',
        'key = "example"',
        'names = { en = ["Example"], ja = ["例社"] }',
        f'domains = ["{domain}"]',
        "mx = []",
        'state = "open"',
        "wrong_hosts = []",
        "sources = []",
        "checked = 2026-11-26",
    ]
    for protocol, host, port, security in servers:
        lines += [
            "[[server]]",
            f'protocol = "{protocol}"',
            f'host = "{host}"',
            f"port = {port}",
            f'security = "{security}"',
            f'user = "{user}"',
            f"auth = [{auth}]",
        ]
    (providers / "example.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _overlay_toml(folder: Path) -> None:
    helpdesk = ", ".join(f'{language} = "{text}"' for language, text in HELPDESK.items())
    lines = [f'name = "{COMPANY}"', f"helpdesk = {{ {helpdesk} }}", ""]
    (folder / "overlay.toml").write_text("\n".join(lines), "utf-8")
