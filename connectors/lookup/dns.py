"""Names into addresses, services and mail hosts, by DNS and, beside it, by the machine itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import dns.asyncresolver
import dns.exception
import dns.resolver
from dns.nameserver import Do53Nameserver
from dns.rdata import Rdata
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.SRV import SRV

from connectors.lookup.model import Srv
from connectors.lookup.names import MalformedName, host_name, is_localhost, literal
from connectors.lookup.system import SystemNames, system_addresses
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause

LIFETIME = 5.0
"""Seconds for one question, all tries and servers together: as long as a person will wait."""

TRY = 2.0
"""Seconds until the same question is sent again: a lost datagram is common."""

GRACE = 0.5
"""Seconds that we wait for the other family's addresses once one family's are there. RFC 8305 §3
has 50 ms for programs that want speed; a check also wants to know whether IPv6 works."""

RECORDS_LIMIT = 16
"""Records of one answer that are looked at: nobody honest has more mail servers."""

ADDRESSES_LIMIT = 16

LOOPBACK: tuple[IPAddress, ...] = (IPv6Address("::1"), IPv4Address("127.0.0.1"))

_CAUSES: tuple[tuple[type[Exception], Cause], ...] = (
    (dns.resolver.NXDOMAIN, Cause.DNS_NO_SUCH_HOST),
    (dns.resolver.NoAnswer, Cause.DNS_NO_ADDRESS),
    (dns.exception.DNSException, Cause.DNS_FAILURE),
    (OSError, Cause.DNS_FAILURE),
)

# Both families failed: the surest statement is the verdict.
_SUREST = (Cause.DNS_NO_SUCH_HOST, Cause.DNS_FAILURE, Cause.DNS_NO_ADDRESS)


class Resolver:
    """Answers what a check asks of names. Each answer comes, or fails, within bounded time.

    ``only`` (``IP[:PORT]``, ``[IPv6]:PORT``) is the one server that is asked, and nobody else.
    Without it ``servers`` are asked in order (None: those that the machine is set up with), and
    ``system``, the machine's own name service, for a host that they gave no address for.

    Raises:
        ValueError: ``only`` is not of that form.
    """

    def __init__(
        self,
        only: str | None = None,
        *,
        servers: Sequence[tuple[str, int]] | None = None,
        system: SystemNames = system_addresses,
        lifetime: float = LIFETIME,
        grace: float = GRACE,
    ) -> None:
        self._system = None if only else system
        self._lifetime = lifetime
        self._grace = grace
        self._dns = _configured([_server(only)] if only else servers)

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        """The addresses of a host, IPv6 first; never none.

        An IP address and ``localhost`` answer for themselves (RFC 6761 §6.3): no question leaves
        the machine.

        Raises:
            LookupFailed: ``dns.no_such_host``, ``dns.no_address`` or ``dns.failure``.
        """
        if spelt := literal(host):
            return (spelt,)
        name = _asked(host)
        if is_localhost(name):
            return LOOPBACK
        try:
            return await self._by_dns(name)
        except LookupFailed as failed:
            return await self._by_system(name, failed)

    async def srv(self, name: str) -> tuple[Srv, ...]:
        """The SRV records of a service, best first (RFC 2782, RFC 6186); never none.

        Raises:
            LookupFailed: ``dns.no_mail_service`` when the target is ``.``: the domain says that it
                does not offer this; ``dns.no_such_host``, ``dns.no_address``: no such record.
        """
        records = [
            Srv(record.priority, record.weight, record.port, record.target.to_text())
            for record in await self._records(name, RdataType.SRV)
            if isinstance(record, SRV)
        ]
        if records and all(record.target == "." for record in records):
            raise LookupFailed(Cause.DNS_NO_MAIL_SERVICE)
        named = [
            Srv(record.priority, record.weight, record.port, target)
            for record in records
            if (target := _named(record.target)) and record.port
        ]
        if not named:
            raise LookupFailed(Cause.DNS_NO_ADDRESS)
        return tuple(sorted(named, key=lambda record: (record.priority, -record.weight)))

    async def mx(self, domain: str) -> tuple[str, ...]:
        """The hosts that take mail for a domain, best first; never none.

        Raises:
            LookupFailed: ``dns.no_mail_service`` for a null MX (RFC 7505); ``dns.no_address``: the
                domain has no MX record.
        """
        records = [
            record for record in await self._records(domain, RdataType.MX) if isinstance(record, MX)
        ]
        if records and all(record.exchange.to_text() == "." for record in records):
            raise LookupFailed(Cause.DNS_NO_MAIL_SERVICE)
        records.sort(key=lambda record: record.preference)
        hosts = [host for record in records if (host := _named(record.exchange.to_text()))]
        if not hosts:
            raise LookupFailed(Cause.DNS_NO_ADDRESS)
        return tuple(dict.fromkeys(hosts))

    async def txt(self, name: str) -> tuple[bytes, ...]:
        """The TXT records of a name; never none. A record's strings are one (RFC 7208 §3.3).

        Raises:
            LookupFailed: ``dns.no_such_host``, ``dns.no_address``: no such record.
        """
        records = await self._records(name, RdataType.TXT)
        texts = tuple(b"".join(record.strings) for record in records if isinstance(record, TXT))
        if not texts:
            raise LookupFailed(Cause.DNS_NO_ADDRESS)
        return texts

    async def _by_dns(self, name: str) -> tuple[IPAddress, ...]:
        asked = [
            asyncio.create_task(self._family(name, kind)) for kind in (RdataType.AAAA, RdataType.A)
        ]
        try:
            done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            if waiting:
                found = any(isinstance(task.result(), tuple) for task in done)
                await asyncio.wait(waiting, timeout=self._grace if found else None)
            return _joined([task.result() for task in asked if task.done()])
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    async def _family(self, name: str, kind: RdataType) -> tuple[IPAddress, ...] | Cause:
        try:
            records = await self._records(name, kind)
        except LookupFailed as failed:
            return failed.cause
        return tuple(ip_address(record.to_text()) for record in records[:ADDRESSES_LIMIT])

    async def _records(self, name: str, kind: RdataType) -> list[Rdata]:
        if self._dns is None:
            raise LookupFailed(Cause.DNS_FAILURE)
        try:
            answer = await self._dns.resolve(name, kind, lifetime=self._lifetime, search=False)
        except Exception as refused:
            raise LookupFailed(_cause(refused)) from refused
        return list(answer)[:RECORDS_LIMIT]

    async def _by_system(self, name: str, failed: LookupFailed) -> tuple[IPAddress, ...]:
        # The machine can only add addresses. What it says when it has none is less exact than
        # what DNS said (one code for "offline" and "no such name" on some systems).
        if self._system is None:
            raise failed
        try:
            async with asyncio.timeout(self._lifetime):
                return await self._system(name)
        except TimeoutError:
            raise failed from None
        except LookupFailed as other:
            raise (other if self._dns is None else failed) from None


def _configured(
    servers: Sequence[tuple[str, int]] | None,
) -> dns.asyncresolver.Resolver | None:
    """The resolver for these servers, or for the machine's; None where there are none."""
    if servers is not None and not servers:
        return None
    try:
        resolver = dns.asyncresolver.Resolver(configure=servers is None)
    except dns.resolver.NoResolverConfiguration:
        return None
    if servers is not None:
        resolver.nameservers = [Do53Nameserver(address, port) for address, port in servers]
    resolver.timeout = TRY
    return resolver


def _server(text: str) -> tuple[str, int]:
    if literal(text):
        return text.strip("[]"), 53
    address, _, port = text.rpartition(":")
    if not literal(address) or not (port.isascii() and port.isdigit()):
        raise ValueError(text)
    if not 0 < int(port) < 65536:
        raise ValueError(text)
    return address.strip("[]"), int(port)


def _asked(host: str) -> str:
    try:
        return host_name(host)
    except MalformedName as malformed:
        raise LookupFailed(Cause.DNS_NO_SUCH_HOST) from malformed


def _named(target: str) -> str:
    """A name from somebody's DNS as a host name; empty where it is none."""
    try:
        return host_name(target)
    except MalformedName:
        return ""


def _cause(refused: Exception) -> Cause:
    for kind, cause in _CAUSES:
        if isinstance(refused, kind):
            return cause
    raise refused


def _joined(answers: Iterable[tuple[IPAddress, ...] | Cause]) -> tuple[IPAddress, ...]:
    answers = list(answers)
    addresses = [address for found in answers if isinstance(found, tuple) for address in found]
    if addresses:
        return tuple(addresses)
    causes = [answer for answer in answers if isinstance(answer, Cause)]
    raise LookupFailed(next(cause for cause in _SUREST if cause in causes))
