"""The other real servers of a test session: an Exim, a Cyrus and a Courier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from tests.servers.certificates import Certificates
from tests.servers.courier import CourierServer, courier
from tests.servers.cyrus import Cyrus, cyrus
from tests.servers.daemon import open_folder
from tests.servers.exim import Exim, exim
from tests.servers.mailboxes import fill
from tests.servers.unpacked import Unpacked, give_to_nobody


@dataclass(frozen=True)
class OtherServers:
    """All three, and the folder with the mailboxes of Exim and Courier (``mail``)."""

    folder: Path
    exim: Exim
    cyrus: Cyrus
    courier: CourierServer
    ca_file: Path


@contextmanager
def three_servers(issued: trustme.LeafCert, ca_file: Path) -> Iterator[OtherServers]:
    """Run them on loopback, with this certificate."""
    with open_folder() as folder:
        unpacked = Unpacked.into(folder)
        issued.private_key_pem.write_to_path(folder / "key.pem")
        chain = b"".join(pem.bytes() for pem in issued.cert_chain_pems)
        (folder / "certificate.pem").write_bytes(chain)
        fill(folder / "mail")
        give_to_nobody(folder / "mail", folder / "key.pem", folder / "certificate.pem")
        with (
            exim(folder, unpacked) as sending,
            cyrus(folder, unpacked) as one,
            courier(folder, unpacked) as another,
        ):
            yield OtherServers(folder, sending, one, another, ca_file)


@pytest.fixture(scope="session")
def other_servers(certificates: Certificates) -> Iterator[OtherServers]:
    """Started when first asked for, and gone with the session."""
    with three_servers(certificates.issued, certificates.ca_file) as servers:
        yield servers
