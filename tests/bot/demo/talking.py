"""Python's own mail clients, pointed at an account of the demonstration."""

from __future__ import annotations

import imaplib
import poplib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from bot.demo import Fault, Ready, RunningAccount
from knowledge.providers import Protocol, Security

TLS, STARTTLS = Security.TLS, Security.STARTTLS


@dataclass(frozen=True)
class Talking:
    """Opens sessions; each is closed when its block ends."""

    ready: Ready
    context: ssl.SSLContext

    def account(self, fault: Fault) -> RunningAccount:
        (found,) = (account for account in self.ready.accounts if account.fault is fault)
        return found

    def port(self, fault: Fault, protocol: Protocol, security: Security) -> int:
        (found,) = (
            server.port
            for server in self.account(fault).servers
            if (server.protocol, server.security) == (protocol, security)
        )
        return found

    @contextmanager
    def imap(self, fault: Fault, security: Security = TLS) -> Iterator[imaplib.IMAP4]:
        port = self.port(fault, Protocol.IMAP, security)
        if security is TLS:
            session: imaplib.IMAP4 = imaplib.IMAP4_SSL("localhost", port, ssl_context=self.context)
        else:
            session = imaplib.IMAP4("localhost", port)
        try:
            yield session
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                session.logout()  # which shuts the session down, if the server still answers
            with suppress(OSError):
                session.shutdown()

    @contextmanager
    def pop3(self, fault: Fault, security: Security = TLS) -> Iterator[poplib.POP3]:
        port = self.port(fault, Protocol.POP3, security)
        if security is TLS:
            session: poplib.POP3 = poplib.POP3_SSL("localhost", port, context=self.context)
        else:
            session = poplib.POP3("localhost", port)
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def smtp(self, fault: Fault, security: Security = TLS) -> Iterator[smtplib.SMTP]:
        port = self.port(fault, Protocol.SMTP, security)
        if security is TLS:
            session: smtplib.SMTP = smtplib.SMTP_SSL("localhost", port, context=self.context)
        else:
            session = smtplib.SMTP("localhost", port)
        try:
            session.ehlo()
            yield session
        finally:
            session.close()
