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


ORGANISATION = "mailmedic demonstration"


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
        authority = trustme.CA(organization_name=ORGANISATION, organization_unit_name="authority")
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        day = timedelta(days=1)

        def issue(name: str, from_: datetime, until: datetime) -> trustme.LeafCert:
            others = ("127.0.0.1", "::1") if name == HOST else ()
            return authority.issue_cert(
                name,
                *others,
                common_name=name,
                organization_name=ORGANISATION,
                organization_unit_name="servers",
                not_before=from_,
                not_after=until,
            )

        self._leaves = {
            Kind.GOOD: issue(HOST, now - day, now + 365 * day),
            Kind.EXPIRED: issue(HOST, now - 97 * day, now - 7 * day),
            Kind.OTHER_NAME: issue(f"mail.elsewhere.{DOMAIN}", now - day, now + 365 * day),
        }

    def of(self, fault: Fault) -> ssl.CertificateOptions:
        """The TLS settings, certificate and key included, of an account with this fault."""
        leaf = self._leaves[KINDS.get(fault, Kind.GOOD)]
        pem = leaf.private_key_and_cert_chain_pem.bytes()
        options: ssl.CertificateOptions = ssl.PrivateCertificate.loadPEM(pem).options()
        return options
