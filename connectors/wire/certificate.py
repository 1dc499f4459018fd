"""What a certificate says, and why a bad one is bad.

Nothing here decides whether a certificate is good: that is the TLS library's. When it has
refused one, its number says on which rule, and the chain, read without trust, says the rest.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from ipaddress import ip_address
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID

from connectors.model import Certificate
from connectors.policy import is_disguised, is_inside, is_public
from connectors.wire.interceptors import INTERCEPTORS
from connectors.wire.transcript import visible
from knowledge.causes import Cause

S = TypeVar("S")
T = TypeVar("T")

NAMES_LIMIT = 100
TEXT_LIMIT = 300
"""Of what is kept of a stranger's certificate: the names of a large host, a long name."""

CHAIN_LIMIT = 10
"""Certificates of one chain that are told: honest ones have three."""

ADDRESSES_LIMIT = 10
"""Of a certificate's issuer: honest ones have one or two."""

_WORD = re.compile(r"[^\W_]+")
_OF_ONE = re.compile(
    r"root|ca|certificate|certification|authority|issuing|intermediate|sub|subordinate|policy"
    r"|server|tls|ssl|rsa|ecc|ecdsa|sha\d*|[a-z]?\d+|i{1,3}|iv|v|vi|the"
)
"""Words in the name of an authority that its root and its intermediates do not share."""

NOT_YET_VALID = 9
EXPIRED = 10
SELF_SIGNED = 18
SELF_SIGNED_IN_CHAIN = 19
ISSUER_MISSING = frozenset({2, 20, 21})
REVOKED = 23
OTHER_NAME = frozenset({62, 64})
"""OpenSSL's numbers (X509_V_ERR_…, in x509_vfy.h): the same in 1.1.1 and 3."""

NONSENSE = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises at parts of a stranger's certificate that mean nothing."""

BY_CODE = {
    NOT_YET_VALID: Cause.TLS_CERTIFICATE_NOT_YET_VALID,
    EXPIRED: Cause.TLS_CERTIFICATE_EXPIRED,
    SELF_SIGNED: Cause.TLS_SELF_SIGNED,
    SELF_SIGNED_IN_CHAIN: Cause.TLS_UNTRUSTED_ISSUER,
    REVOKED: Cause.TLS_CERTIFICATE_REVOKED,
    **dict.fromkeys(OTHER_NAME, Cause.TLS_HOSTNAME_MISMATCH),
}


def certificate_of(der: bytes | None) -> Certificate | None:
    """What is worth telling of a certificate; ``None`` when there is none or it cannot be read."""
    parsed = None if der is None else _parsed(der)
    return None if parsed is None else _read(_told, parsed)


def certificates_of(chain: Iterable[bytes]) -> tuple[Certificate, ...]:
    """What is worth telling of a chain; what cannot be read is left out."""
    told = (certificate_of(der) for der in islice(chain, CHAIN_LIMIT))
    return tuple(certificate for certificate in told if certificate is not None)


def cause_of_refusal(verify_code: int, chain: tuple[bytes, ...], trusted: frozenset[str]) -> Cause:
    """Why a certificate was refused.

    ``verify_code`` is the library's number, ``chain`` what the server sent (DER, empty when it
    could not be read), ``trusted`` what the trusted authorities are called (``authorities_of``).
    """
    certificates = _all_parsed(chain)
    if verify_code != EXPIRED and any(map(_is_interceptor, certificates)):
        return Cause.TLS_INTERCEPTED
    if verify_code in ISSUER_MISSING:
        return _cause_without_issuer(certificates, trusted)
    return BY_CODE.get(verify_code, Cause.TLS_HANDSHAKE_FAILED)


def authorities_of(certificates: Iterable[bytes]) -> frozenset[str]:
    """What the authorities with these certificates (DER) are called, each in one way to write it.

    By their organisations; by their own name where there is none.
    """
    subjects = (certificate.subject for certificate in _all_parsed(certificates))
    return frozenset(name for subject in subjects for name in _authorities(subject))


def outdated(chain: tuple[bytes, ...], now: datetime) -> Certificate | None:
    """The first certificate of a chain that is not valid at this time: not always the server's."""
    for der in chain:
        certificate = certificate_of(der)
        if certificate and not certificate.not_before <= now <= certificate.not_after:
            return certificate
    return None


def _read(part: Callable[[S], T], strangers: S) -> T | None:
    """A part of what somebody else has made; what is odd in it is no error of ours: ``None``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return part(strangers)
    except NONSENSE:
        return None


def _parsed(der: bytes) -> x509.Certificate | None:
    return _read(_load, der)


def _load(der: bytes) -> x509.Certificate:
    certificate = x509.load_der_x509_certificate(der)
    # The library reads them when they are asked for: nonsense shall fail here.
    _ = certificate.subject, certificate.issuer
    return certificate


def _all_parsed(chain: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    parsed = (_parsed(der) for der in chain)
    return tuple(certificate for certificate in parsed if certificate is not None)


def _told(certificate: x509.Certificate) -> Certificate:
    return Certificate(
        subject=_text(certificate.subject),
        issuer=_text(certificate.issuer),
        names=_names(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _cause_without_issuer(
    certificates: tuple[x509.Certificate, ...], trusted: frozenset[str]
) -> Cause:
    """No issuer was found: did the server forget to send it, or does nobody know it?

    A public authority stands behind it when the certificate is in the public logs (RFC 6962
    §3.3), or when a trusted authority has the same organisation, or the same name but for what
    tells a root from an intermediate. And where the server sent its own certificate alone, when
    that names an address at which everybody can get its issuer's (Authority Information Access,
    RFC 5280 §4.2.2.1): who issues for one network has none, or one inside it. Nothing is fetched
    from there. A chain that was sent up to a last issuer is whole, and that one is not trusted.
    """
    top = _top(certificates)
    if top is None or top.subject == top.issuer:
        return Cause.TLS_UNTRUSTED_ISSUER
    own = certificates[0]
    alone = len(certificates) == 1
    if (
        _is_logged(own)
        or trusted.intersection(_authorities(top.issuer))
        or (alone and _names_public_issuer(own))
    ):
        return Cause.TLS_INCOMPLETE_CHAIN
    return Cause.TLS_UNTRUSTED_ISSUER


def _names_public_issuer(certificate: x509.Certificate) -> bool:
    """Whether it says where anybody can get its issuer's certificate."""
    addresses = _read(_issuer_addresses, certificate) or ()
    return any(_is_public_address(address) for address in addresses)


def _issuer_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except x509.ExtensionNotFound:
        return ()
    wanted = AuthorityInformationAccessOID.CA_ISSUERS
    places = (one.access_location for one in found.value if one.access_method == wanted)
    addresses = (one.value for one in places if isinstance(one, x509.UniformResourceIdentifier))
    return tuple(islice(addresses, ADDRESSES_LIMIT))


def _is_public_address(address: str) -> bool:
    """An address of the Web at a name, or at a number, that is not of one network only."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    try:
        return is_public(ip_address(host))
    except ValueError:
        return not is_disguised(host) and not is_inside(host.casefold())


def _top(certificates: tuple[x509.Certificate, ...]) -> x509.Certificate | None:
    """The last certificate that can be reached from the server's own, issuer by issuer."""
    top = certificates[0] if certificates else None
    for _ in certificates:
        issuers = (other for other in certificates if top and other.subject == top.issuer)
        top = next(issuers, top)
    return top


def _is_logged(certificate: x509.Certificate) -> bool:
    oid = ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS
    extensions = _read(lambda given: tuple(given.extensions), certificate)
    return any(extension.oid == oid for extension in extensions or ())


def _is_interceptor(certificate: x509.Certificate) -> bool:
    issuer = (_read(_text, certificate.issuer) or "").casefold()
    return any(word in issuer for word in INTERCEPTORS)


def _authorities(name: x509.Name) -> set[str]:
    organisations = _values(name, NameOID.ORGANIZATION_NAME)
    if organisations:
        return organisations
    return set(filter(None, map(_family, _values(name, NameOID.COMMON_NAME))))


def _family(common_name: str) -> str:
    """A name without what tells one authority of a family from another: its kind and number."""
    words = _WORD.findall(common_name.casefold())
    return " ".join(word for word in words if not _OF_ONE.fullmatch(word))


def _values(name: x509.Name, oid: x509.ObjectIdentifier) -> set[str]:
    values = (part.value for part in name.get_attributes_for_oid(oid))
    return {value for value in values if isinstance(value, str)}


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """The names that the certificate is for (RFC 9525 §6.3)."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    names = extension.value.get_values_for_type(x509.DNSName)
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    shown = (visible(str(name))[:TEXT_LIMIT] for name in (*names, *addresses))
    return tuple(shown)[:NAMES_LIMIT]


def _text(name: x509.Name) -> str:
    return visible(name.rfc4514_string())[:TEXT_LIMIT]
