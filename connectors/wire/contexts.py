"""The rules by which TLS is spoken: made once, shared by all checks.

A context holds all trusted certificates, a megabyte and twenty milliseconds of work: hundreds
of checks share one.
"""

from __future__ import annotations

import ssl
from pathlib import Path

from connectors.wire.certificate import authorities_of
from knowledge.providers import OldTls

CA_FILE_BYTES = 8 * 1024 * 1024
"""Many times a whole system's bundle; the file may be a pipe or a device that never ends."""


LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on only: to go on with a
server that cannot renegotiate securely (RFC 5746 §4.1). We never renegotiate."""

WITH_RSA_KEY_EXCHANGE = (
    "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:DHE+AES:kRSA+AESGCM:kRSA+AES:!aNULL:!eNULL:!aDSS:!AESCCM"
)
"""Python's own list with static RSA at its end: without forward secrecy, but verified as ever."""


class CaFileUnusable(ValueError):  # noqa: N818 - says what was found
    """A file of trusted certificates cannot be used; ``path`` is the file.

    ``reason`` is a code: ``unreadable`` (absent, a directory, no permission) or
    ``no_certificate`` (no PEM certificate in it, or a damaged one).
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Contexts:
    """The contexts of one process, each made at its first use."""

    def __init__(self) -> None:
        self._verifying: dict[tuple[Path | None, OldTls | None], ssl.SSLContext] = {}
        self._reading: dict[OldTls | None, ssl.SSLContext] = {}
        self._authorities: dict[Path | None, frozenset[str]] = {}

    def verifying(self, ca_file: Path | None = None, old: OldTls | None = None) -> ssl.SSLContext:
        """Trusts the system's certificates and those in the file.

        ``old`` is what a server, for which the facts say so, still needs; it lifts nothing else.

        Raises:
            CaFileUnusable: the file cannot be read or holds no certificate.
        """
        if (ca_file, old) not in self._verifying:
            context = _client_context(old)
            if ca_file is not None:
                _trust(context, ca_file)
            self._verifying[ca_file, old] = context
        return self._verifying[ca_file, old]

    def trusted_authorities(self, ca_file: Path | None = None) -> frozenset[str]:
        """What the authorities that ``verifying`` trusts are called, as far as it has loaded them.

        Raises:
            CaFileUnusable: as ``verifying``.
        """
        if ca_file not in self._authorities:
            authorities = self.verifying(ca_file).get_ca_certs(binary_form=True)
            self._authorities[ca_file] = authorities_of(authorities)
        return self._authorities[ca_file]

    def reading(self, old: OldTls | None = None) -> ssl.SSLContext:
        """Trusts everything: to read a bad certificate or to hear which service answers.

        Nobody logs in over it.
        """
        if old not in self._reading:
            context = _client_context(old)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self._reading[old] = context
        return self._reading[old]


def _client_context(old: OldTls | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if old is OldTls.LEGACY_RENEGOTIATION:
        context.options |= LEGACY_SERVER_CONNECT
    elif old is OldTls.RSA_KEY_EXCHANGE:
        context.set_ciphers(WITH_RSA_KEY_EXCHANGE)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # RFC 9525 §6.3: a common name is none of the names that a certificate is for, and no mail
    # program of today takes it for one. OpenSSL does, unless it is told not to.
    context.hostname_checks_common_name = False
    # The same judgement in every Python: 3.13 began to ask for extensions that mail programs do
    # not ask for, and to accept an intermediate certificate as an anchor, which mends set-ups.
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return context


def _trust(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        with ca_file.open("rb") as file:
            pem = file.read(CA_FILE_BYTES)
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the path.
        raise CaFileUnusable(ca_file, "unreadable") from error
    try:
        context.load_verify_locations(cadata=pem.decode("ascii", "ignore"))
    except (ssl.SSLError, ValueError) as error:
        raise CaFileUnusable(ca_file, "no_certificate") from error
