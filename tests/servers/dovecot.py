"""A real Dovecot on loopback: IMAP, POP3 and submission, each in all three security modes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from connectors.model import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.daemon import LOOPBACK, as_root, free_ports, running
from tests.servers.mailboxes import LIMIT_KIB, PASSWORD, USERS, fill

TOKEN_KEY = b"a key for the tokens of tests only"

PASSWORD_MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")
TOKEN_MECHANISMS = ("OAUTHBEARER", "XOAUTH2")

AUTH_SOCKET = "run/for-postfix"
"""Where Postfix asks about logins, in the servers' folder."""

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
info_log_path = /dev/stderr
protocols = imap pop3 submission
listen = {address}
hostname = {host}
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
# Where client and server are one machine, Dovecot takes the line for safe all the same.
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 apop oauthbearer xoauth2
auth_failure_delay = 0
mail_max_userip_connections = 200
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%n
mail_plugins = quota
submission_relay_host = 127.0.0.1
submission_relay_port = {relay_port}
protocol imap {{
  mail_plugins = quota imap_quota
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage={limit}K
}}
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 apop
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
service auth {{
  unix_listener {auth_socket} {{
    mode = 0666
  }}
}}
# One address tries wrong passwords all the time here, and must not be slowed down for it.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = {pop3s_port}
    ssl = yes
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {submission_port}
  }}
  inet_listener submissions {{
    port = {submissions_port}
    ssl = yes
  }}
}}
"""

OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""


@dataclass(frozen=True)
class Dovecot:
    """Its ports: one for TLS from the first byte, and one for clear text and STARTTLS."""

    clear: dict[Protocol, int]
    tls: dict[Protocol, int]

    def port(self, protocol: Protocol, security: Security) -> int:
        """Where to connect."""
        return (self.tls if security is Security.TLS else self.clear)[protocol]


@contextmanager
def dovecot(
    folder: Path, issued: trustme.LeafCert, relay_port: int, address: str = LOOPBACK
) -> Iterator[Dovecot]:
    """Run one in this folder; what is submitted is handed to the relay's port on loopback."""
    ports = free_ports(6)
    order = (Protocol.IMAP, Protocol.POP3, Protocol.SMTP)
    server = Dovecot(
        dict(zip(order, ports[::2], strict=True)), dict(zip(order, ports[1::2], strict=True))
    )
    _write(folder, issued, server, {"relay_port": relay_port, "address": address})
    with running(("dovecot", "-F", "-c", str(folder / "dovecot.conf")), "starting up"):
        yield server


def _write(
    folder: Path, issued: trustme.LeafCert, server: Dovecot, network: dict[str, object]
) -> None:
    values = network | {
        "folder": folder,
        "host": HOST,
        "limit": LIMIT_KIB,
        "auth_socket": AUTH_SOCKET.removeprefix("run/"),
        "imap_port": server.clear[Protocol.IMAP],
        "imaps_port": server.tls[Protocol.IMAP],
        "pop3_port": server.clear[Protocol.POP3],
        "pop3s_port": server.tls[Protocol.POP3],
        "submission_port": server.clear[Protocol.SMTP],
        "submissions_port": server.tls[Protocol.SMTP],
    }
    (folder / "dovecot.conf").write_text(CONFIGURATION.format_map(values))
    (folder / "oauth2.conf").write_text(OAUTH2.format(folder=folder))
    (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in USERS))
    key = folder / "keys" / "default" / "HS256" / "default"
    key.parent.mkdir(parents=True)
    key.write_bytes(base64.b64encode(TOKEN_KEY))
    issued.private_key_pem.write_to_path(folder / "key.pem")
    chain = b"".join(pem.bytes() for pem in issued.cert_chain_pems)
    (folder / "certificate.pem").write_bytes(chain)
    fill(folder / "mail")
    subprocess.run(as_root("chown", "-R", "nobody:nogroup", str(folder / "mail")), check=True)


def token(user: str, *, key: bytes = TOKEN_KEY, expires: int = 4_000_000_000) -> str:
    """An access token for a user (RFC 7519), which Dovecot checks by itself."""
    head = _part({"typ": "JWT", "alg": "HS256"})
    body = _part({"sub": user, "iat": 1_700_000_000, "exp": expires})
    signature = hmac.new(key, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_base64url(signature)}"


def _part(content: object) -> str:
    return _base64url(json.dumps(content).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
