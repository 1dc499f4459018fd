"""What can be wrong with encryption, each against a server that does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.model import Outcome, Protocol, Security, StepName
from knowledge.causes import Cause, Warn
from tests.connectors.checking import outcomes, result, target
from tests.servers.certificates import HOST, OTHER_HOST, Certificates
from tests.servers.script import Script, dialogue
from tests.servers.scripted import scripted_server

IMAPS = Script().starttls() + dialogue(
    """
    S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready
    C: /\\S+ LOGOUT/
    """
)
REFUSED = Script().starttls(refused=True)
SEEN = Script().starttls()

BAD_CERTIFICATES = {
    "expired": Cause.TLS_CERTIFICATE_EXPIRED,
    "expired_intermediate": Cause.TLS_CERTIFICATE_EXPIRED,
    "not_yet_valid": Cause.TLS_CERTIFICATE_NOT_YET_VALID,
    "other_name": Cause.TLS_HOSTNAME_MISMATCH,
    "self_signed": Cause.TLS_SELF_SIGNED,
    "incomplete_chain": Cause.TLS_INCOMPLETE_CHAIN,
    "untrusted": Cause.TLS_UNTRUSTED_ISSUER,
    "untrusted_root_sent": Cause.TLS_UNTRUSTED_ISSUER,
    "intercepted": Cause.TLS_INTERCEPTED,
}


async def test_a_good_certificate(certificates: Certificates) -> None:
    """TLS from the first byte, verified for the name that was asked for."""
    async with scripted_server(IMAPS, context=certificates.good) as server:
        found = await result(
            target(Protocol.IMAP, server.port), ca_file=certificates.ca_file, login=False
        )
    assert found.ok, outcomes(found)
    assert found.facts.tls_version == "TLSv1.3"
    assert found.facts.certificate is not None
    assert found.facts.certificate.names == (HOST, "127.0.0.1", "::1")


@pytest.mark.parametrize(("name", "cause"), BAD_CERTIFICATES.items())
async def test_a_bad_certificate(certificates: Certificates, name: str, cause: Cause) -> None:
    """Each fault has its own cause, and the certificate is shown although it was refused."""
    context = getattr(certificates, name)
    async with scripted_server(REFUSED, SEEN, context=context) as server:
        found = await result(target(Protocol.IMAP, server.port), ca_file=certificates.ca_file)
    assert found.cause is cause
    assert found.facts.certificate is not None
    assert {step.name for step in found.steps if step.outcome is Outcome.FAILED} == {StepName.TLS}
