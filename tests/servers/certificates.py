"""Certificates for servers on loopback, good and bad, made once a session.

Dates are far away, so that they are as bad in ten years; only ``expires_soon`` is about today.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

HOST = "mail.example"
OTHER_HOST = "shared.hosting.example"
ORGANISATION = "Trusted Example Authority"

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
PAST = datetime(2020, 1, 31, tzinfo=UTC)
FAR_AWAY = datetime(2098, 1, 1, tzinfo=UTC)
FARTHER = datetime(2099, 1, 1, tzinfo=UTC)

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Certificates:
    """Server contexts, each with a certificate as its name says; all but three by one authority.

    ``ca_file`` holds that authority's certificate.
    """

    ca_file: Path
    issued: trustme.LeafCert
    good: ssl.SSLContext
    expired: ssl.SSLContext
    expired_intermediate: ssl.SSLContext
    not_yet_valid: ssl.SSLContext
    other_name: ssl.SSLContext
    common_name_only: ssl.SSLContext
    self_signed: ssl.SSLContext
    incomplete_chain: ssl.SSLContext
    untrusted: ssl.SSLContext
    untrusted_root_sent: ssl.SSLContext
    intercepted: ssl.SSLContext
    expired_other_name: ssl.SSLContext
    expired_incomplete_chain: ssl.SSLContext
    expired_self_signed_other_name: ssl.SSLContext
    expires_soon: ssl.SSLContext

    def another_good(self) -> ssl.SSLContext:
        """A context with the good certificate, for a test to change."""
        return _served(self.issued)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """All of them."""
    return made_in(tmp_path_factory.mktemp("certificates"))


def made_in(folder: Path) -> Certificates:
    """All of them, with their files in this folder."""
    trusted = trustme.CA(organization_name=ORGANISATION)
    intermediate = trustme.CA(parent_cert=trusted, organization_name=ORGANISATION)
    untrusted = trustme.CA(organization_name="Unknown Example Authority")
    interceptor = trustme.CA(organization_name="Avast Web/Mail Shield")
    ca_file = folder / "ca.pem"
    trusted.cert_pem.write_to_path(ca_file)
    issued = trusted.issue_cert(HOST, "127.0.0.1", "::1")
    soon = datetime.now(UTC) + timedelta(days=5)
    return Certificates(
        ca_file=ca_file,
        issued=issued,
        good=_served(issued),
        expired=_served(trusted.issue_cert(HOST, not_before=LONG_AGO, not_after=PAST)),
        expired_intermediate=_with_expired_intermediate(folder, trusted),
        not_yet_valid=_served(trusted.issue_cert(HOST, not_before=FAR_AWAY, not_after=FARTHER)),
        other_name=_served(trusted.issue_cert(OTHER_HOST, f"*.{OTHER_HOST}")),
        common_name_only=_with_common_name_only(folder, trusted),
        self_signed=_self_signed(folder),
        expired_other_name=_served(
            trusted.issue_cert(OTHER_HOST, not_before=LONG_AGO, not_after=PAST)
        ),
        expired_incomplete_chain=_without_chain(
            folder, intermediate.issue_cert(HOST, not_before=LONG_AGO, not_after=PAST)
        ),
        expired_self_signed_other_name=_self_signed(folder, OTHER_HOST, PAST),
        incomplete_chain=_without_chain(folder, intermediate.issue_cert(HOST)),
        untrusted=_served(untrusted.issue_cert(HOST)),
        untrusted_root_sent=_with_root(folder, untrusted),
        intercepted=_served(interceptor.issue_cert(HOST)),
        expires_soon=_served(trusted.issue_cert(HOST, not_after=soon)),
    )


def server_context() -> ssl.SSLContext:
    """A server's rules, without a certificate yet."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)


def _served(issued: trustme.LeafCert) -> ssl.SSLContext:
    context = server_context()
    issued.configure_cert(context)
    return context


def _loaded(folder: Path, name: str, *pem: bytes) -> ssl.SSLContext:
    path = folder / f"{name}.pem"
    path.write_bytes(b"".join(pem))
    context = server_context()
    context.load_cert_chain(path)
    return context


def _without_chain(folder: Path, issued: trustme.LeafCert) -> ssl.SSLContext:
    own = issued.cert_chain_pems[0].bytes()
    return _loaded(folder, "incomplete", issued.private_key_pem.bytes(), own)


def _with_root(folder: Path, authority: trustme.CA) -> ssl.SSLContext:
    issued = authority.issue_cert(HOST)
    chain = (pem.bytes() for pem in issued.cert_chain_pems)
    key = issued.private_key_pem.bytes()
    return _loaded(folder, "root", key, *chain, authority.cert_pem.bytes())


def _self_signed(folder: Path, host: str = HOST, not_after: datetime = FAR_AWAY) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    draft = builder(name, name, key, not_after=not_after, host=host)
    certificate = draft.sign(key, hashes.SHA256())
    return _loaded(folder, "self-signed", pem_of(key), certificate.public_bytes(Encoding.PEM))


def _with_common_name_only(folder: Path, authority: trustme.CA) -> ssl.SSLContext:
    root = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    serial = x509.random_serial_number()
    draft = x509.CertificateBuilder(
        root.subject, name, key.public_key(), serial, LONG_AGO, FAR_AWAY
    )
    own = draft.sign(_signing_key(authority.private_key_pem.bytes()), hashes.SHA256())
    return _loaded(folder, "common-name", pem_of(key), own.public_bytes(Encoding.PEM))


def _with_expired_intermediate(folder: Path, authority: trustme.CA) -> ssl.SSLContext:
    root = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    root_key = authority.private_key_pem.bytes()
    middle_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    middle_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Old Intermediate")])
    middle = (
        builder(middle_name, root.subject, middle_key, LONG_AGO, PAST)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(_signing_key(root_key), hashes.SHA256())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    own = builder(name, middle_name, own_key).sign(middle_key, hashes.SHA256())
    chain = (certificate.public_bytes(Encoding.PEM) for certificate in (own, middle))
    return _loaded(folder, "old-intermediate", pem_of(own_key), *chain)


def builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    not_before: datetime = LONG_AGO,
    not_after: datetime = FAR_AWAY,
    host: str = HOST,
) -> x509.CertificateBuilder:
    """A certificate for a host, to be signed."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    )


def pem_of(key: Key) -> bytes:
    """A private key as OpenSSL reads it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _signing_key(pem: bytes) -> Key:
    key = load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key
