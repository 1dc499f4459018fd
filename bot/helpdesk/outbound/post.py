"""Sends a body to another system: bounded, verified, never redirected, and only where allowed."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address

from aiohttp import (
    ClientError,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from connectors.lookup.model import Names
from connectors.policy import Policy
from connectors.steps import LookupFailed

SECONDS = 20.0
"""One delivery, connecting included: what the specification asks receivers to keep within."""

ANSWER_BYTES = 16 * 1024
"""Read of an answer, of which only the status counts."""

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""Sends a body with headers to a URL; the status of the answer. Raises ``Undelivered``."""


class Undelivered(Exception):  # noqa: N818 - says what was found
    """Nobody answered; ``reason`` is a code for a log, without a part of the body."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class HttpJson:
    """Posts JSON by aiohttp; ``context`` makes the rules of TLS when first needed."""

    def __init__(self, names: Names, policy: Policy, context: Callable[[], ssl.SSLContext]) -> None:
        self._resolver = JudgedNames(names, policy)
        self._policy = policy
        self._context = context

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """See ``Post``."""
        try:
            return await self._exchange(url, body, headers)
        except TimeoutError:
            raise Undelivered("timeout") from None
        except ClientSSLError:
            raise Undelivered("certificate") from None
        except (ClientError, OSError) as error:
            raise Undelivered(_why(error)) from None

    async def _exchange(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self._judge(URL(url).host or "")
        connector = TCPConnector(ssl=self._context(), force_close=True, resolver=self._resolver)
        fixed = {"Content-Type": "application/json", "User-Agent": "mailmedic"}
        async with (
            ClientSession(
                connector=connector,
                cookie_jar=DummyCookieJar(),
                timeout=ClientTimeout(total=SECONDS),
                trust_env=False,
            ) as session,
            session.post(
                url, data=body, headers={**fixed, **headers}, allow_redirects=False
            ) as answer,
        ):
            await answer.content.read(ANSWER_BYTES)
            return answer.status

    def _judge(self, host: str) -> None:
        """Judge what the library asks no resolver for: addresses, and numbers that look like one.

        Names are judged when they are resolved.
        """
        address = _address(host)
        if address is None and self._policy.allows_host(host):
            return
        if address is None or not self._policy.allows([address]):
            raise NotAllowed


class NotAllowed(OSError):  # noqa: N818 - says what was found
    """The policy does not let us go there."""


class JudgedNames(AbstractResolver):
    """Resolves names, and judges every address before anybody connects to it."""

    def __init__(self, names: Names, policy: Policy) -> None:
        self._names = names
        self._policy = policy

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host.

        Raises:
            OSError: there are none, or one of them is not allowed.
        """
        if not self._policy.allows_host(host):
            raise NotAllowed
        try:
            addresses = await self._names.addresses(host)
        except LookupFailed as failed:
            raise OSError(str(failed)) from None
        if not self._policy.allows(addresses):
            raise NotAllowed
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET6 if address.version == 6 else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
            if family == socket.AF_UNSPEC or (family == socket.AF_INET6) == (address.version == 6)
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _why(error: BaseException) -> str:
    """``not_allowed`` where the policy stands behind it, else ``unreachable``."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, NotAllowed):
            return "not_allowed"
        seen = seen.__cause__ or seen.__context__ or getattr(seen, "os_error", None)
    return "unreachable"
