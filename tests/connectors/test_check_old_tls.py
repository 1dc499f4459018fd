"""Servers that know only old TLS: an exception for exactly those that the facts name."""

from __future__ import annotations

import ssl
from datetime import date
from pathlib import Path

import pytest
import trustme

from connectors.codes import ConnectionDetail, ConnectionNote
from connectors.model import CheckResult, Outcome, Protocol, Security
from connectors.steps import Plan
from connectors.wire.contexts import Contexts
from knowledge.causes import Cause
from knowledge.providers import OldTls, Provider, Providers, Server, UserForm, ours
from tests.connectors.checking import ADDRESS, results, target
from tests.servers.certificates import HOST, Certificates, server_context
from tests.servers.old_tls import old_tls_server
from tests.servers.script import Script, dialogue
from tests.servers.scripted import scripted_server

IMAP = Protocol.IMAP
GREETING = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n"
RSA_ONLY = "kRSA+AES"


def facts(old: OldTls | None, host: str = HOST) -> Providers:
    """A provider whose server needs this."""
    server = Server(IMAP, host, 993, Security.TLS, UserForm.ADDRESS, ("password",), old)
    day = date(2026, 11, 26)
    return Providers((Provider("example", {}, (), (), (server,), "open", (), (), (), day),))


def answer(line: bytes) -> bytes:
    """Anything is well."""
    tag = line.split(b" ")[0]
    if b"EXAMINE" in line:
        return b"* 0 EXISTS\r\n" + tag + b" OK\r\n"
    return tag + b" OK [CAPABILITY IMAP4rev1] well\r\n"


async def without_renegotiation(
    certificates: Certificates, providers: Providers, *, issued: trustme.LeafCert | None = None
) -> CheckResult:
    """A check of a server without RFC 5746."""
    async with old_tls_server(issued or certificates.issued, GREETING, answer) as port:
        plan = Plan((target(IMAP, port),), ADDRESS, ca_file=certificates.ca_file)
        (found,) = await results(plan, providers=providers)
    return found


async def with_static_rsa(
    providers: Providers, script: Script, ca_file: Path, context: ssl.SSLContext
) -> CheckResult:
    """A check of a server that agrees on keys by static RSA only."""
    async with scripted_server(script, context=context) as server:
        one = target(IMAP, server.port)
        (found,) = await results(
            Plan((one,), ADDRESS, ca_file=ca_file, login=False), providers=providers
        )
    return found


def notes(found: CheckResult) -> set[str]:
    """The notes of its conversation."""
    return {line.note for line in found.transcript}


async def test_no_secure_renegotiation(certificates: Certificates) -> None:
    """Nobody else is let off: it is told as what it is."""
    found = await without_renegotiation(certificates, facts(None))
    assert found.cause is Cause.TLS_HANDSHAKE_FAILED
    (step,) = (step for step in found.steps if step.outcome is Outcome.FAILED)
    assert step.detail is not None
    assert step.detail.code == ConnectionDetail.TLS_NO_SECURE_RENEGOTIATION


async def test_no_secure_renegotiation_where_the_facts_say_so(certificates: Certificates) -> None:
    """The whole check goes well, the certificate is verified, and the exception is noted."""
    found = await without_renegotiation(certificates, facts(OldTls.LEGACY_RENEGOTIATION))
    assert found.ok, found.steps
    assert ConnectionNote.LEGACY_RENEGOTIATION in notes(found)
    assert found.facts.tls_version == "TLSv1.2"


@pytest.mark.parametrize("other", ["other.example", f"sub.{HOST}", "example"])
async def test_no_other_host_is_let_off(certificates: Certificates, other: str) -> None:
    """The exception is for exactly one name."""
    providers = facts(OldTls.LEGACY_RENEGOTIATION, other)
    found = await without_renegotiation(certificates, providers)
    assert found.cause is Cause.TLS_HANDSHAKE_FAILED


async def test_verification_stays_on(certificates: Certificates) -> None:
    """A stranger's certificate is refused, and no password is sent."""
    stranger = trustme.CA(organization_name="Unknown Example Authority").issue_cert(HOST)
    providers = facts(OldTls.LEGACY_RENEGOTIATION)
    found = await without_renegotiation(certificates, providers, issued=stranger)
    assert found.cause is Cause.TLS_UNTRUSTED_ISSUER
    assert found.facts.certificate is not None
    assert not [line for line in found.transcript if "LOGIN" in line.text]


@pytest.mark.parametrize("old", [None, *OldTls])
async def test_static_rsa(old: OldTls | None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Only where the facts say so."""
    authority = trustme.CA(key_type=trustme.KeyType.RSA)
    ca_file = tmp_path_factory.mktemp("rsa") / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = server_context()
    authority.issue_cert(HOST, key_type=trustme.KeyType.RSA).configure_cert(context)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(RSA_ONLY)
    allowed = old is OldTls.RSA_KEY_EXCHANGE
    seen = Script().starttls() + dialogue(
        r"""
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready
        C: /\S+ LOGOUT/
        """
    )
    script = seen if allowed else Script().starttls(refused=True)
    found = await with_static_rsa(facts(old), script, ca_file, context)
    assert found.cause is (Cause.OK if allowed else Cause.TLS_HANDSHAKE_FAILED)
    assert (ConnectionNote.RSA_KEY_EXCHANGE in notes(found)) == allowed


def test_the_servers_that_are_let_off() -> None:
    """Four hosts of two carriers, and no wildcard."""
    let_off = {
        (server.host, server.tls)
        for provider in ours()
        for server in provider.servers
        if server.tls is not None
    }
    assert let_off == {
        ("imap.spmode.ne.jp", OldTls.LEGACY_RENEGOTIATION),
        ("smtp.spmode.ne.jp", OldTls.LEGACY_RENEGOTIATION),
        ("imap.softbank.jp", OldTls.RSA_KEY_EXCHANGE),
        ("smtp.softbank.jp", OldTls.RSA_KEY_EXCHANGE),
    }


@pytest.mark.parametrize("old", [None, *OldTls])
def test_what_an_exception_does_not_lift(old: OldTls | None) -> None:
    """Certificates, names and the version of TLS are asked for as ever."""
    context = Contexts().verifying(None, old)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
