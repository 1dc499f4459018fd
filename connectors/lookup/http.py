"""One exchange with a web server, by aiohttp: bounded, and with the addresses it is given.

Imported only where something is fetched: the library takes a fifth of a second to load.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    DummyCookieJar,
    ServerConnectionError,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from connectors.lookup.model import Answer, FetchFailed
from connectors.lookup.place import Place
from connectors.wire.certificate import cause_of_refusal
from connectors.wire.connect import CAUSES
from knowledge.causes import Cause

DOCUMENT_BYTES = 192 * 1024
"""The largest configuration that we have seen has 30 KiB."""

# Compression would let a small answer become a large one, and change the bytes of a digest.
HEADERS = {"User-Agent": "mailmedic", "Accept": "*/*", "Accept-Encoding": "identity"}

OK = 200


@dataclass(frozen=True, slots=True)
class Response:
    """What a server said: ``location`` is empty unless it redirects; ``body`` unless it is 200."""

    status: int
    location: str
    body: bytes


class Pinned(AbstractResolver):
    """Knows one answer: the addresses that were looked up and judged before."""

    def __init__(self, endpoints: Sequence[tuple[str, int]]) -> None:
        self._endpoints = endpoints

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """See ``AbstractResolver``."""
        return [_resolved(host, address, port) for address, port in self._endpoints]

    async def close(self) -> None:
        """See ``AbstractResolver``."""


def _resolved(host: str, address: str, port: int) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if ":" in address else socket.AF_INET,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST,
    )


async def exchange(
    place: Place,
    endpoints: Sequence[tuple[str, int]],
    context: ssl.SSLContext | None,
    body: bytes | None = None,
) -> Response:
    """Ask for a document, or post one, at one of these addresses and ports.

    Raises:
        FetchFailed: no connection, a bad certificate, no HTTP, or more than ``DOCUMENT_BYTES``.
    """
    connector = TCPConnector(
        resolver=Pinned(endpoints),
        ssl=context if context is not None else True,
        use_dns_cache=False,
        force_close=True,
    )
    try:
        async with (
            ClientSession(
                connector=connector,
                headers=HEADERS,
                cookie_jar=DummyCookieJar(),
                auto_decompress=False,
            ) as session,
            session.request(
                "GET" if body is None else "POST",
                URL(place.url, encoded=True),
                data=body,
                headers={} if body is None else {"Content-Type": "text/xml; charset=utf-8"},
                allow_redirects=False,
            ) as response,
        ):
            return await _read(response)
    except (ClientError, OSError, ValueError) as failed:
        raise FetchFailed(_cause(failed)) from failed


async def _read(response: ClientResponse) -> Response:
    location = response.headers.get("Location", "")
    if response.status != OK:
        return Response(response.status, location, b"")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchFailed(Answer.MALFORMED)
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > DOCUMENT_BYTES:
            raise FetchFailed(Answer.TOO_LARGE)
    return Response(response.status, "", bytes(body))


def _cause(failed: Exception) -> Cause:
    match failed:
        case ClientConnectorCertificateError():
            return _cause_of_certificate(failed.certificate_error)
        case ssl.SSLCertVerificationError():
            return _cause_of_certificate(failed)
        case ClientSSLError() | ssl.SSLError():
            return Cause.TLS_HANDSHAKE_FAILED
        case ClientConnectorError():
            return CAUSES.get(failed.os_error.errno or 0, Cause.NET_UNREACHABLE)
        case ClientOSError() | ServerConnectionError() | ClientPayloadError():
            return Cause.NET_RESET
        case OSError():
            return CAUSES.get(failed.errno or 0, Cause.NET_UNREACHABLE)
        case _:
            return Cause.PROTO_MALFORMED


def _cause_of_certificate(error: Exception) -> Cause:
    # The chain was not read: that a certificate's issuer is unknown is all that can be said.
    code = error.verify_code if isinstance(error, ssl.SSLCertVerificationError) else 0
    return cause_of_refusal(code, (), frozenset())
