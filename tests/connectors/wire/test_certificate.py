"""What a certificate says, and why a bad one is bad."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from connectors.wire.certificate import (
    NAMES_LIMIT,
    TEXT_LIMIT,
    authorities_of,
    cause_of_refusal,
    certificate_of,
    outdated,
)
from connectors.wire.interceptors import INTERCEPTORS
from knowledge.causes import Cause
from tests.servers.certificates import HOST, LONG_AGO, PAST, builder

KEY = ec.generate_private_key(ec.SECP256R1())
NOW = datetime(2026, 11, 26, tzinfo=UTC)
NO_ISSUER, SELF_SIGNED, EXPIRED, OTHER_NAME = 20, 18, 10, 62
LOGGED = x509.UnrecognizedExtension(
    ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS, b"\x04\x02\x00\x00"
)


def name(common: str, organisation: str = "") -> x509.Name:
    """A name with an organisation, if one is given."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def der(
    subject: x509.Name,
    issuer: x509.Name,
    *extensions: x509.ExtensionType,
    not_after: datetime | None = None,
) -> bytes:
    """A certificate."""
    draft = builder(subject, issuer, KEY, LONG_AGO, not_after or datetime(2098, 1, 1, tzinfo=UTC))
    for extension in extensions:
        draft = draft.add_extension(extension, critical=False)
    return draft.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


OWN = name(HOST)
MIDDLE = name("Middle CA", "Example Trust")
ROOT = name("Root CA", "Example Root")


@pytest.mark.parametrize(
    ("verify_code", "chain", "cause"),
    [
        (9, (), Cause.TLS_CERTIFICATE_NOT_YET_VALID),
        (EXPIRED, (), Cause.TLS_CERTIFICATE_EXPIRED),
        (SELF_SIGNED, (), Cause.TLS_SELF_SIGNED),
        (19, (), Cause.TLS_UNTRUSTED_ISSUER),
        (23, (), Cause.TLS_CERTIFICATE_REVOKED),
        (OTHER_NAME, (), Cause.TLS_HOSTNAME_MISMATCH),
        (64, (), Cause.TLS_HOSTNAME_MISMATCH),
        (66, (), Cause.TLS_HANDSHAKE_FAILED),
        (NO_ISSUER, (), Cause.TLS_UNTRUSTED_ISSUER),
        (NO_ISSUER, (b"nonsense",), Cause.TLS_UNTRUSTED_ISSUER),
        (NO_ISSUER, (der(OWN, MIDDLE),), Cause.TLS_UNTRUSTED_ISSUER),
        (21, (der(OWN, MIDDLE, LOGGED),), Cause.TLS_INCOMPLETE_CHAIN),
        (2, (der(OWN, MIDDLE), der(MIDDLE, ROOT)), Cause.TLS_INCOMPLETE_CHAIN),
        (NO_ISSUER, (der(OWN, MIDDLE), der(ROOT, ROOT)), Cause.TLS_UNTRUSTED_ISSUER),
        (
            NO_ISSUER,
            (der(OWN, MIDDLE), der(MIDDLE, ROOT), der(ROOT, ROOT)),
            Cause.TLS_UNTRUSTED_ISSUER,
        ),
    ],
)
def test_causes(verify_code: int, chain: tuple[bytes, ...], cause: Cause) -> None:
    """By the library's number, and by what was sent where the number is not enough."""
    assert cause_of_refusal(verify_code, chain, frozenset({"Example Root"})) is cause


def issued_at(*addresses: str) -> x509.AuthorityInformationAccess:
    """Where a certificate says that its issuer's is to be had."""
    places = map(x509.UniformResourceIdentifier, addresses)
    issuers = AuthorityInformationAccessOID.CA_ISSUERS
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(issuers, place) for place in places]
    )


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("http://r11.i.lencr.example/", True),
        ("https://pki.example.com:8080/issuer.crt", True),
        ("http://93.184.215.14/issuer.crt", True),
        ("ldap:///CN=Corp%20CA,CN=AIA,DC=corp,DC=example,DC=com?cACertificate", False),
        ("ldap://pki.example.com/CN=Corp%20CA", False),
        ("http://pki/issuer.crt", False),
        ("http://pki.corp/issuer.crt", False),
        ("http://PKI.yamada.LOCAL/issuer.crt", False),
        ("http://10.0.0.7/issuer.crt", False),
        ("http://[fd00::7]/issuer.crt", False),
        ("http://2130706433/issuer.crt", False),
        ("http://[/", False),
        ("http:///issuer.crt", False),
        ("file:///etc/ssl/issuer.crt", False),
    ],
)
def test_an_issuer_that_everybody_could_get(address: str, public: bool) -> None:
    """The server's own certificate alone: it says itself whether its issuer is a public one."""
    own = der(OWN, MIDDLE, issued_at(address))
    cause = Cause.TLS_INCOMPLETE_CHAIN if public else Cause.TLS_UNTRUSTED_ISSUER
    assert cause_of_refusal(NO_ISSUER, (own,), frozenset()) is cause
    # A company's own chain is whole without its root.
    whole = (own, der(MIDDLE, ROOT, issued_at(address)))
    assert cause_of_refusal(NO_ISSUER, whole, frozenset()) is Cause.TLS_UNTRUSTED_ISSUER


@pytest.mark.parametrize(
    ("root", "issuer", "incomplete"),
    [
        ("Lab Examiner Root", "Lab Examiner Issuing CA 3", True),
        ("Yamada Root CA - R2", "Yamada TLS RSA Sub CA G4", True),
        ("Yamada Root CA", "Suzuki Sub CA", False),
        ("Root CA", "Sub CA", False),
    ],
)
def test_families_of_authorities(root: str, issuer: str, incomplete: bool) -> None:
    """Where no organisation is named, a root and its intermediates share a name."""
    trusted = authorities_of([der(name(root), name(root))])
    cause = Cause.TLS_INCOMPLETE_CHAIN if incomplete else Cause.TLS_UNTRUSTED_ISSUER
    assert cause_of_refusal(NO_ISSUER, (der(OWN, name(issuer)),), trusted) is cause


@pytest.mark.parametrize(
    "issuer",
    [
        name("Avast Web/Mail Shield Root", "Avast Web/Mail Shield"),
        name("Kaspersky Anti-Virus Personal Root Certificate", "AO Kaspersky Lab"),
        name("ESET SSL Filter CA", "ESET, spol. s r. o."),
        name("Fortinet CA", "FORTINET"),
        name("i-FILTER CA"),
        name("PA-850 Forward Trust", "Palo Alto Networks"),
        name("Forward-Trust-CA"),
        name("G DATA Mail Scanner Root", "G DATA"),
        name("Squid SSL-Bump CA", "Squid proxy"),
        name("Springfield District TLS Inspection CA"),
        name("Outbound SSL Proxy", "City Library"),
        name("InterSafe GatewayConnection CA", "ALSI"),
    ],
)
@pytest.mark.parametrize("verify_code", [SELF_SIGNED, 19, NO_ISSUER, OTHER_NAME])
def test_interception(issuer: x509.Name, verify_code: int) -> None:
    """An issuer that stands in between says so itself."""
    assert cause_of_refusal(verify_code, (der(OWN, issuer),), frozenset()) is Cause.TLS_INTERCEPTED


def test_a_name_that_only_looks_like_an_interceptors() -> None:
    """A town, and letters in the middle of another name."""
    for issuer in (name("Palo Alto Unified", "City of Palo Alto"), name("Big Data CA")):
        cause = cause_of_refusal(NO_ISSUER, (der(OWN, issuer),), frozenset())
        assert cause is Cause.TLS_UNTRUSTED_ISSUER


def test_an_expired_certificate_is_expired_whoever_issued_it() -> None:
    """The date is the fault that can be mended."""
    chain = (der(OWN, name("Avast Web/Mail Shield Root"), not_after=PAST),)
    assert cause_of_refusal(EXPIRED, chain, frozenset()) is Cause.TLS_CERTIFICATE_EXPIRED


def test_words_of_interceptors_are_written_as_they_are_compared() -> None:
    """A capital letter would never match."""
    assert [word for word in INTERCEPTORS if word != word.casefold()] == []


def test_what_is_told() -> None:
    """Names and dates, as they stand in it."""
    told = certificate_of(der(OWN, MIDDLE))
    assert told is not None
    assert (told.subject, told.issuer) == ("CN=mail.example", "O=Example Trust,CN=Middle CA")
    assert told.names == (HOST,)
    assert told.not_before == LONG_AGO


def test_a_certificate_without_names() -> None:
    """Old ones have only a common name, which counts no more."""
    subject = name("only.example")
    draft = x509.CertificateBuilder(subject, subject, KEY.public_key(), 1, LONG_AGO, PAST)
    told = certificate_of(draft.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER))
    assert told is not None
    assert (told.subject, told.names) == ("CN=only.example", ())


def test_a_strangers_certificate_is_made_harmless_and_short() -> None:
    """Names may hold anything, and any number of it."""
    subject = name("\x1b[2J\u202eevil" + "x" * 50)
    draft = (
        x509.CertificateBuilder(subject, subject, KEY.public_key(), 1, LONG_AGO, PAST)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(f"{number}.{'x' * 400}.example") for number in range(500)]
            ),
            critical=False,
        )
        .sign(KEY, hashes.SHA256())
    )
    told = certificate_of(draft.public_bytes(Encoding.DER))
    assert told is not None
    assert "\x1b" not in told.subject
    assert "\u202e" not in told.subject
    assert len(told.names) == NAMES_LIMIT
    assert max(map(len, told.names)) == TEXT_LIMIT


@given(st.binary(max_size=300), st.integers(0, 100))
def test_anything_may_be_sent_as_a_certificate(data: bytes, verify_code: int) -> None:
    """Nonsense has no facts, and a cause."""
    assert certificate_of(data) is None
    assert cause_of_refusal(verify_code, (data,), frozenset()) in Cause


WHOLE = der(OWN, MIDDLE, LOGGED)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_certificate(place: int, byte: int) -> None:
    """One wrong byte makes it another certificate or none; it never makes an error of ours."""
    damaged = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    certificate_of(damaged)
    assert cause_of_refusal(NO_ISSUER, (damaged, WHOLE), frozenset()) in Cause


def test_which_certificate_is_out_of_date() -> None:
    """The first in the chain that is."""
    old, good = der(MIDDLE, ROOT, not_after=PAST), der(OWN, MIDDLE)
    found = outdated((good, old), NOW)
    assert found is not None
    assert found.subject == "O=Example Trust,CN=Middle CA"
    assert outdated((good, b"nonsense"), NOW) is None


def test_no_certificate() -> None:
    """None was sent."""
    assert certificate_of(None) is None
