"""Sockets: certificates of our own, a port for monitoring, ports that are taken."""

from __future__ import annotations

import socket
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.config import Listen
from bot.web.server import PortTaken, TlsUnusable
from connectors.wire.contexts import Contexts
from knowledge.load import Knowledge
from tests.bot.web.world import SETTINGS, world
from tests.servers.certificates import Certificates
from tests.servers.daemon import free_ports


@pytest.fixture
def pem(certificates: Certificates, tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(one.bytes() for one in certificates.issued.cert_chain_pems))
    certificates.issued.private_key_pem.write_to_path(key)
    return chain, key


async def test_tls_of_our_own(
    demo_knowledge: Knowledge,
    ca_file: Path,
    pem: tuple[Path, Path],
    certificates: Certificates,
) -> None:
    """Without a proxy: the page comes over TLS, and says that it always will."""
    settings = replace(SETTINGS, tls=pem)
    trusting = Contexts().verifying(certificates.ca_file)
    async with world(demo_knowledge, ca_file, settings) as web, ClientSession() as client:
        url = await web.link()
        assert url.startswith("https://127.0.0.1:")
        async with client.get(url, ssl=trusting) as response:
            assert response.status == 200
            assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_a_certificate_that_cannot_be_used(
    demo_knowledge: Knowledge, ca_file: Path, pem: tuple[Path, Path], tmp_path: Path
) -> None:
    """Nothing is opened."""
    (tmp_path / "other.pem").write_text("no key")
    settings = replace(SETTINGS, tls=(pem[0], tmp_path / "other.pem"))
    with pytest.raises(TlsUnusable):
        async with world(demo_knowledge, ca_file, settings):
            pass


async def test_behind_a_proxy(demo_knowledge: Knowledge, ca_file: Path) -> None:
    """Links, origins and headers are those of the public address."""
    settings = replace(
        SETTINGS,
        public_url="https://help.example",
        trusted_proxies=(ip_network("127.0.0.1/32"),),
    )
    port = free_ports(1)[0]
    settings = replace(settings, listen=Listen("127.0.0.1", port))
    async with world(demo_knowledge, ca_file, settings) as web:
        url = await web.link()
        assert url.startswith("https://help.example/check/")
        inside = url.replace("https://help.example", f"http://127.0.0.1:{port}")
        through = {"Host": "help.example", "X-Forwarded-For": "198.51.100.7"}
        page = await web.get(inside, headers=through)
        assert page.status == 200
        assert "Strict-Transport-Security" in page.headers
        assert (await web.get(inside)).status == 421
        assert (await web.post(inside, headers=through)).status == 303
        await web.ended()


async def test_a_port_for_monitoring(demo_knowledge: Knowledge, ca_file: Path) -> None:
    """Numbers there, and no longer beside the pages."""
    port = free_ports(1)[0]
    settings = replace(SETTINGS, metrics_listen=Listen("127.0.0.1", port))
    async with world(demo_knowledge, ca_file, settings) as web:
        for path in ("/metrics", "/healthz", "/readyz"):
            assert (await web.get(f"http://127.0.0.1:{port}{path}")).status == 200
        assert (await web.get(f"http://127.0.0.1:{port}/check/x")).status == 404
        assert (await web.get("/metrics")).status == 404
        assert (await web.get("/healthz")).status == 200


async def test_a_port_that_is_taken(demo_knowledge: Knowledge, ca_file: Path) -> None:
    """Named, and nothing is served."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = Listen("127.0.0.1", other.getsockname()[1])
        with pytest.raises(PortTaken) as taken:
            async with world(demo_knowledge, ca_file, replace(SETTINGS, listen=listen)):
                pass
    assert taken.value.listen == listen


async def test_an_address_that_is_not_ours(demo_knowledge: Knowledge, ca_file: Path) -> None:
    """As one that is taken."""
    listen = Listen("192.0.2.1", 8025)
    with pytest.raises(PortTaken):
        async with world(demo_knowledge, ca_file, replace(SETTINGS, listen=listen)):
            pass
