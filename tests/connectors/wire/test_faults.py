"""All that is wrong with a certificate, and what to mend first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from connectors.wire.faults import HELPS_FIRST, RefusedChain, covers
from knowledge.causes import Cause
from tests.servers.certificates import FAR_AWAY, FARTHER, HOST, LONG_AGO, PAST, builder

KEY = ec.generate_private_key(ec.SECP256R1())
NOW = datetime(2026, 11, 26, tzinfo=UTC)
NO_ISSUER, SELF_SIGNED, NOT_YET, EXPIRED, OTHER_NAME, REVOKED = 20, 18, 9, 10, 62, 23
INTERCEPTED, OTHER = Cause.TLS_INTERCEPTED, Cause.TLS_HOSTNAME_MISMATCH
OLD, EARLY = Cause.TLS_CERTIFICATE_EXPIRED, Cause.TLS_CERTIFICATE_NOT_YET_VALID
OWN_WORD, UNKNOWN = Cause.TLS_SELF_SIGNED, Cause.TLS_UNTRUSTED_ISSUER
INCOMPLETE = Cause.TLS_INCOMPLETE_CHAIN


def name(organisation: str) -> x509.Name:
    """A name of an organisation."""
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)])


def der(
    issuer: str = "Middle",
    *,
    host: str = HOST,
    since: datetime = LONG_AGO,
    until: datetime = FAR_AWAY,
) -> tuple[bytes, ...]:
    """A chain of one certificate."""
    draft = builder(name("Own"), name(issuer), KEY, since, until, host)
    return (draft.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER),)


def nameless() -> tuple[bytes, ...]:
    """A chain of one certificate that has its host's name as a common name alone."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    draft = x509.CertificateBuilder(
        subject, name("Middle"), KEY.public_key(), 1, LONG_AGO, FAR_AWAY
    )
    return (draft.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER),)


@pytest.mark.parametrize(
    ("verify_code", "chain", "faults"),
    [
        (EXPIRED, der(until=PAST), (OLD,)),
        (OTHER_NAME, der(host="other.example"), (OTHER,)),
        (OTHER_NAME, der(host="other.example", until=PAST), (OTHER, OLD)),
        (OTHER_NAME, der(host="other.example", since=FAR_AWAY, until=FARTHER), (OTHER, EARLY)),
        (SELF_SIGNED, der("Own"), (OWN_WORD,)),
        (SELF_SIGNED, der("Own", host="other.example", until=PAST), (OWN_WORD, OTHER, OLD)),
        (NO_ISSUER, der("Nobody", until=PAST), (UNKNOWN, OLD)),
        (NO_ISSUER, der("Known"), (INCOMPLETE,)),
        (NO_ISSUER, der("Known", until=PAST), (OLD, INCOMPLETE)),
        (NO_ISSUER, der("Known", host="other.example"), (OTHER, INCOMPLETE)),
        (NO_ISSUER, der("Avast Web/Mail Shield", until=PAST), (INTERCEPTED, OLD)),
        (NO_ISSUER, (), (UNKNOWN,)),
        (NO_ISSUER, (b"nonsense",), (UNKNOWN,)),
        (REVOKED, der(until=PAST), (Cause.TLS_CERTIFICATE_REVOKED, OLD)),
        (66, der(), (Cause.TLS_HANDSHAKE_FAILED,)),
        (OTHER_NAME, nameless(), (OTHER,)),
        (NO_ISSUER, nameless(), (UNKNOWN, OTHER)),
    ],
)
def test_every_fault_is_found(
    verify_code: int, chain: tuple[bytes, ...], faults: tuple[Cause, ...]
) -> None:
    """The library stops at the first; the one whose mending helps is told first."""
    refused = RefusedChain(verify_code, chain, HOST, frozenset({"Known"}))
    assert refused.faults(NOW) == faults


def test_every_cause_of_a_certificate_has_its_place() -> None:
    """None is met that could not be put in order."""
    told = {cause for cause in Cause if cause.stage == "tls" and "certificate" in cause}
    asked_or_pasted = {Cause.TLS_CLIENT_CERTIFICATE_REQUIRED, Cause.TLS_CERTIFICATE_INVALID}
    assert told - asked_or_pasted <= set(HELPS_FIRST)


@pytest.mark.parametrize(
    ("names", "host", "covered"),
    [
        (("mail.example",), "mail.example", True),
        (("mail.example",), "MAIL.example.", True),
        (("a.example", "Mail.Example"), "mail.example", True),
        (("*.mail.example",), "a.mail.example", True),
        (("*.mail.example",), "mail.example", False),
        (("*.mail.example",), "a.b.mail.example", False),
        (("*.0.0.1",), "127.0.0.1", False),
        (("127.0.0.1",), "127.0.0.1", True),
        (("::1",), "0:0:0:0:0:0:0:1", True),
        (("xn--r8jz45g.example",), "例え.example", True),
        (("xn--r8jz45g.example",), "他.example", False),
        (("mail.example",), "\ud800.example", False),
        ((), "mail.example", False),
    ],
)
def test_names_that_cover_a_host(names: tuple[str, ...], host: str, covered: bool) -> None:
    """As mail programs compare them."""
    assert covers(names, host) is covered
