"""The real servers of a test session: a Dovecot and a Postfix that work together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from tests.servers.certificates import Certificates
from tests.servers.daemon import LOOPBACK, free_ports, open_folder
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.postfix import Postfix, postfix


@dataclass(frozen=True)
class RealServers:
    """Both servers, and the folder with their mailboxes (``mail``)."""

    folder: Path
    dovecot: Dovecot
    postfix: Postfix
    ca_file: Path


@contextmanager
def both_servers(
    issued: trustme.LeafCert, ca_file: Path, address: str = LOOPBACK
) -> Iterator[RealServers]:
    """Run both on this address, with this certificate."""
    submission, submissions, relay = free_ports(3)
    with (
        open_folder() as folder,
        dovecot(folder, issued, relay, address) as imap_and_pop3,
        postfix(folder, (submission, submissions, relay), address) as smtp,
    ):
        yield RealServers(folder, imap_and_pop3, smtp, ca_file)


@pytest.fixture(scope="session")
def real_servers(certificates: Certificates) -> Iterator[RealServers]:
    """Started when first asked for, and gone with the session."""
    with both_servers(certificates.issued, certificates.ca_file) as servers:
        yield servers
