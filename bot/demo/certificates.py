"""The demonstration's certificates, made at start by an authority of its own."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

import trustme
from twisted.internet import ssl

from bot.demo.accounts import DOMAIN, Fault

HOST = "localhost"
"""Where all servers are, by the name that programs are told (RFC 6761 §6.3)."""


class Kind(Enum):
    """What a certificate is like."""

    GOOD = "good"
    EXPIRED = "expired"
    OTHER_NAME = "other_name"


KINDS = {Fault.EXPIRED: Kind.EXPIRED, Fault.NAME: Kind.OTHER_NAME}
"""The certificates of faulty accounts; all others are good."""


class Certificates:
    """One authority, and a certificate of each kind; ``ca_file`` is what to trust."""

    def __init__(self, folder: Path, now: datetime) -> None:
        authority = trustme.CA(organization_name="mailmedic demonstration")
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        names = (HOST, "127.0.0.1", "::1")
        day = timedelta(days=1)
        self._leaves = {
            Kind.GOOD: authority.issue_cert(
                *names, not_before=now - day, not_after=now + 365 * day
            ),
            Kind.EXPIRED: authority.issue_cert(
                *names, not_before=now - 97 * day, not_after=now - 7 * day
            ),
            Kind.OTHER_NAME: authority.issue_cert(
                f"mail.elsewhere.{DOMAIN}", not_before=now - day, not_after=now + 365 * day
            ),
        }

    def of(self, fault: Fault) -> ssl.CertificateOptions:
        """The TLS settings, certificate and key included, of an account with this fault."""
        leaf = self._leaves[KINDS.get(fault, Kind.GOOD)]
        pem = leaf.private_key_and_cert_chain_pem.bytes()
        options: ssl.CertificateOptions = ssl.PrivateCertificate.loadPEM(pem).options()
        return options
