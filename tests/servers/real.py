"""The real servers of a test session: a Dovecot and a Postfix that work together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.certificates import Certificates
from tests.servers.daemon import free_ports, open_folder
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.postfix import Postfix, postfix


@dataclass(frozen=True)
class RealServers:
    """Both servers, and the folder with their mailboxes (``mail``)."""

    folder: Path
    dovecot: Dovecot
    postfix: Postfix
    ca_file: Path


@pytest.fixture(scope="session")
def real_servers(certificates: Certificates) -> Iterator[RealServers]:
    """Started when first asked for, and gone with the session."""
    submission, submissions, relay = free_ports(3)
    with (
        open_folder() as folder,
        dovecot(folder, certificates, relay) as imap_and_pop3,
        postfix(folder, (submission, submissions, relay)) as smtp,
    ):
        yield RealServers(folder, imap_and_pop3, smtp, certificates.ca_file)
