"""The mail servers of the benchmarks: a Dovecot and a Postfix on the address that is given.

A program of its own, so that it can be run inside another network. Its first line of output says
where they listen; its input's end ends it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import trustme

from connectors.model import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.mailboxes import PASSWORD, TARO
from tests.servers.real import both_servers


def main(address: str) -> None:
    """Serve until the input ends."""
    authority = trustme.CA()
    with tempfile.TemporaryDirectory(prefix="mailmedic-") as folder:
        ca_file = Path(folder) / "ca.pem"
        authority.cert_pem.write_to_path(ca_file)
        with both_servers(authority.issue_cert(HOST), ca_file, address) as servers:
            where = {
                "host": HOST,
                "ports": {
                    "imap": servers.dovecot.port(Protocol.IMAP, Security.TLS),
                    "pop3": servers.dovecot.port(Protocol.POP3, Security.TLS),
                    "smtp": servers.postfix.port(Protocol.SMTP, Security.TLS),
                },
                "ca_file": str(ca_file),
                "folder": folder,
                "user": TARO,
                "password": PASSWORD,
            }
            sys.stdout.write(json.dumps(where) + "\n")
            sys.stdout.flush()
            sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
