"""Faults of encryption: certificates, versions, STARTTLS."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable, Mapping

from knowledge.causes import Cause
from knowledge.providers import Protocol, Security
from tests.servers.certificates import Certificates
from tests.servers.laboratory_fault import Fault
from tests.servers.laboratory_parts import imap, smtp
from tests.servers.script import Script

IMAP, SMTP = Protocol.IMAP, Protocol.SMTP


def _old(certificates: Certificates) -> ssl.SSLContext:
    context = certificates.another_good()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _no_common_cipher(certificates: Certificates) -> ssl.SSLContext:
    context = certificates.another_good()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    return context


def _wants_certificate(certificates: Certificates) -> ssl.SSLContext:
    context = certificates.another_good()
    context.verify_mode = ssl.CERT_REQUIRED
    return context


CONTEXTS: Mapping[str, Callable[[Certificates], ssl.SSLContext]] = {
    "old": _old,
    "no_common_cipher": _no_common_cipher,
    "wants_certificate": _wants_certificate,
}
"""Rules beside the certificates' own."""


def _certificate(name: str, cause: Cause, wrong: str) -> Fault:
    return Fault(name.replace("_", "-"), cause, wrong, IMAP, imap(), certificate=name)


def _starttls(name: str, cause: Cause, wrong: str, reply: bytes, offered: bool = True) -> Fault:
    offer = b"250-mail.example\r\n250 " + (b"STARTTLS" if offered else b"SIZE 1000000")
    script = smtp({"EHLO": offer, "STARTTLS": reply}, security=Security.NONE)
    return Fault(name, cause, wrong, SMTP, script, Security.STARTTLS)


CERTIFICATE = (
    _certificate("expired", Cause.TLS_CERTIFICATE_EXPIRED, "Its certificate is out of date"),
    _certificate(
        "expired_intermediate",
        Cause.TLS_CERTIFICATE_EXPIRED,
        "A certificate above its own is out of date",
    ),
    _certificate(
        "not_yet_valid", Cause.TLS_CERTIFICATE_NOT_YET_VALID, "Its certificate begins in the future"
    ),
    _certificate("other_name", Cause.TLS_HOSTNAME_MISMATCH, "Its certificate is for other names"),
    _certificate(
        "expired_other_name",
        Cause.TLS_HOSTNAME_MISMATCH,
        "Its certificate is for other names, and out of date",
    ),
    _certificate("self_signed", Cause.TLS_SELF_SIGNED, "It vouches for itself"),
    _certificate(
        "incomplete_chain",
        Cause.TLS_INCOMPLETE_CHAIN,
        "It does not send the intermediate certificate",
    ),
    _certificate(
        "untrusted", Cause.TLS_UNTRUSTED_ISSUER, "Nobody knows who issued its certificate"
    ),
    _certificate("intercepted", Cause.TLS_INTERCEPTED, "An antivirus answers in its place"),
)

ENCRYPTION = (
    Fault(
        "old-tls",
        Cause.TLS_OLD_PROTOCOL,
        "It speaks nothing newer than TLS 1.1",
        IMAP,
        imap(),
        certificate="old",
    ),
    Fault(
        "no-common-cipher",
        Cause.TLS_HANDSHAKE_FAILED,
        "It has no cipher in common with us",
        IMAP,
        imap(),
        certificate="no_common_cipher",
    ),
    Fault(
        "client-certificate",
        Cause.TLS_CLIENT_CERTIFICATE_REQUIRED,
        "It wants a certificate of ours",
        IMAP,
        Script().starttls(refused=True),
        certificate="wants_certificate",
    ),
    _starttls(
        "starttls-missing",
        Cause.TLS_STARTTLS_MISSING,
        "It does not offer STARTTLS",
        b"502 5.5.1 unknown",
        offered=False,
    ),
    _starttls(
        "starttls-refused",
        Cause.TLS_STARTTLS_FAILED,
        "It offers STARTTLS and refuses it",
        b"454 4.7.0 no TLS today",
    ),
    _starttls(
        "starttls-injected",
        Cause.TLS_STARTTLS_INJECTION,
        "Words are slipped in before encryption",
        b"220 go ahead\r\n250 AUTH PLAIN",
    ),
)
