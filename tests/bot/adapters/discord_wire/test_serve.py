"""``mailmedic serve`` as a process of its own, pointed at the stand-in of Discord."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.demo import Ready
from connectors.clock import SystemClock
from tests.bot.adapters.discord_wire.test_real_checks import button_of, unescaped
from tests.bot.web.conftest import demo_knowledge, ready
from tests.bot.web.world import HANAKO
from tests.discord_platform.actors import Actor
from tests.discord_platform.exchange import Exchange
from tests.discord_platform.judge.components import TEXT_INPUT
from tests.discord_platform.platform import Discord, discord_platform

__all__ = ["demo_knowledge", "ready"]

PLANTED = "planted-77-serve"
PATIENCE = 90.0
"""Seconds for a process to start, read the knowledge for the first time and connect."""


@asynccontextmanager
async def serving(
    discord: Discord, ready: Ready, folder: Path, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process; it is gone afterwards whatever happens."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAILMEDIC_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot", "serve"),
        env={
            **ours,
            **ready.environment,
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "MAILMEDIC_CACHE": str(folder.parent / "cache"),
            "MAILMEDIC_DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
            "MAILMEDIC_LANG": "en",
            "MAILMEDIC_LISTEN": "127.0.0.1:0",
            "MAILMEDIC_ALLOWED_NETWORKS": "127.0.0.0/8 ::1/128",
            "MAILMEDIC_DISCORD_TOKEN": discord.token,
            "MAILMEDIC_DISCORD_API_URL": discord.api_url,
            "MAILMEDIC_DISCORD_GATEWAY_URL": discord.gateway_url,
            **settings,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        out, err = await process.communicate()
        # Seen where a test fails.
        sys.stdout.write((out + err).decode())


async def ended(process: asyncio.subprocess.Process) -> str:
    """Tell it to end, and what it had said at the terminal."""
    process.send_signal(signal.SIGTERM)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return (out + err).decode()


async def test_from_nothing_to_an_end(ready: Ready, tmp_path: Path) -> None:
    """Started, asked in both languages, a check by a form, told to end, started again."""
    async with discord_platform(SystemClock()) as discord:
        server = discord.guild(locale="ja")
        hanako, taro = server.member("hanako", "ja"), server.member("taro", "en-GB")
        async with serving(discord, ready, tmp_path, MAILMEDIC_PASSWORD_ENTRY="form") as process:
            await discord.ready(PATIENCE)
            english = await taro.slash("mail ask", question="what's port 143?")
            assert "IMAP" in english.text
            japanese = await hanako.slash("mail ask", question="ポート143って何ですか")
            assert "受信" in japanese.text or "IMAP" in japanese.text
            answer = await hanako.answer_to(hanako.dm("POP3とIMAP4の違いは?"))
            assert "サーバー" in answer.text
            checked = await hanako.slash("mail check", address=HANAKO)
            await discord.changes.until(lambda: button_of(checked.message, "go:"), "the card")
            go = button_of(checked.message, "go:")
            assert go
            opened = await (await hanako.use(checked.message, go)).first()
            (secret,) = [
                part["component"]["custom_id"]
                for part in opened.modal.raw["components"]
                if part.get("component", {}).get("type") == TEXT_INPUT
                and "password" in part["component"]["custom_id"]
            ]
            sent = await hanako.submit(opened.modal, {secret: PLANTED})
            result = await discord.changes.until(
                lambda: sent.message if button_of(sent.message, "last:") else None, "a result"
            )
            assert "hanako" in unescaped(result)
            assert "hanako" not in taro.reads
            said = await ended(process)
        assert PLANTED not in said + discord.everything_sent
        assert discord.token not in said
        assert "Traceback" not in said
        assert not discord.gateway.connected
        old = english.message
        by_page = {
            "MAILMEDIC_PASSWORD_ENTRY": "page",
            "MAILMEDIC_PUBLIC_URL": "https://help.example",
        }
        async with serving(discord, ready, tmp_path, **by_page) as process:
            await discord.changes.until(
                lambda: discord.gateway.connected, "another start", PATIENCE
            )
            button = old.labels[0]
            again = await taro.click(old, button)
            await again.answered()
            assert len(discord.requests("PUT", "/commands")) == 1
            waiting = await _begun(discord, taro)
            await ended(process)
        assert not waiting.message.links
        assert "Stop" not in waiting.message.labels


async def _begun(discord: Discord, actor: Actor) -> Exchange:
    """A check that waits for its page to be used."""
    checked = await actor.slash("mail check", address=HANAKO)
    await discord.changes.until(lambda: button_of(checked.message, "go:"), "the card")
    go = button_of(checked.message, "go:")
    assert go
    got = await (await actor.use(checked.message, go)).first()
    await discord.changes.until(lambda: got.message.links, "the page's link")
    return got


async def test_a_token_that_is_refused(ready: Ready, tmp_path: Path) -> None:
    """The operator is told so, without the token and without a traceback; the rest serves on."""
    async with discord_platform(SystemClock()) as discord:
        async with serving(
            discord, ready, tmp_path, MAILMEDIC_DISCORD_TOKEN="not-the-token"
        ) as process:
            await discord.changes.until(
                lambda: [one for one in discord.state.sent if one.status == 401],
                "a refusal",
                PATIENCE,
            )
            assert process.stderr
            said = ""
            while "could not be started" not in said:
                line = await process.stderr.readline()
                assert line, said
                said += line.decode()
            said += await ended(process)
        assert "Discord" in said
        assert "not-the-token" not in said
        assert "Traceback" not in said
        discord.state.violations.clear()
