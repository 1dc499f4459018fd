"""Whoever is slow, or hangs up, costs nothing but their own line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.web.wish import Checked, Stopped
from knowledge.load import Knowledge, open_knowledge
from knowledge.providers import Protocol, Security
from tests.bot.overlays import provider
from tests.bot.web.world import World, world
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

SHORT = 0.05


async def connected(web: World) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare connection."""
    host, port = web.desk.origin.partition("://")[2].split(":")
    return await asyncio.open_connection(host, int(port))


@pytest.mark.parametrize(
    "said", [b"", b"G", b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"POST /check/x HTTP/1.1\r\nX-"]
)
async def test_a_head_that_never_ends(
    demo_knowledge: Knowledge, ca_file: Path, said: bytes
) -> None:
    """Cut off; meanwhile others are served."""
    async with world(demo_knowledge, ca_file, header_seconds=SHORT) as web:
        reader, writer = await connected(web)
        writer.write(said)
        assert (await web.get("/healthz")).status == 200
        assert await reader.read() == b""
        writer.close()


async def test_a_body_that_never_ends(demo_knowledge: Knowledge, ca_file: Path) -> None:
    """Told so, and the link stays good."""
    async with world(demo_knowledge, ca_file, body_seconds=SHORT) as web:
        url = await web.link()
        reader, writer = await connected(web)
        origin = web.desk.origin
        head = (
            f"POST {url.removeprefix(origin)} HTTP/1.1\r\nHost: {origin.partition('://')[2]}\r\n"
            f"Origin: {origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 100\r\n\r\npassword=par"
        )
        writer.write(head.encode())
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"That took too long" in answer
        writer.close()
        assert (await web.post(url)).status == 303
        assert isinstance(await web.ended(), Checked)


async def test_a_browser_that_goes_away(web: World) -> None:
    """The check goes on: its result belongs to the chat."""
    url = await web.link()
    origin = web.desk.origin
    _, writer = await connected(web)
    body = "act=login&password=demo-password"
    head = (
        f"POST {url.removeprefix(origin)} HTTP/1.1\r\nHost: {origin.partition('://')[2]}\r\n"
        f"Origin: {origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    writer.write(head.encode())
    await writer.drain()
    writer.close()
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.ok


async def test_the_server_ends_in_the_middle(tmp_path: Path, ca_file: Path) -> None:
    """Whoever waits in the chat is told; nothing of the check stays."""
    async with scripted_server(Script().silence()) as mail:
        servers = [(Protocol.IMAP, "localhost", mail.port, Security.TLS)]
        knowledge = open_knowledge(provider(tmp_path, "example.com", servers))
        async with world(knowledge, ca_file) as web:
            begun = await web.post(await web.link("taro@example.com"))
            page = await web.get(begun.headers["Location"])
            assert page.headers["Refresh"].startswith("2; url=/result/")
            assert page.heading == "Checking taro@example.com …"
        assert await web.ended() == Stopped()


async def test_a_watching_browser_is_let_go(tmp_path: Path, ca_file: Path) -> None:
    """Its stream ends with the server, with a word."""
    async with scripted_server(Script().silence()) as mail, ClientSession() as browser:
        servers = [(Protocol.IMAP, "localhost", mail.port, Security.TLS)]
        knowledge = open_knowledge(provider(tmp_path, "example.com", servers))
        async with world(knowledge, ca_file) as web:
            begun = await web.post(await web.link("taro@example.com"))
            stream = await browser.get(f"{web.desk.origin}{begun.headers['Location']}/steps")
            assert (await stream.content.readline()) == b"event: steps\n"
            rest = asyncio.create_task(stream.read())
        assert b"event: end" in await rest
