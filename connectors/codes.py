"""What the connection and the driver say of themselves: codes, for which the wording has words.

A dialogue's own are in ``notes`` and ``details``. The values that go with a code stand behind it.
"""

from __future__ import annotations

from enum import StrEnum


class ConnectionNote(StrEnum):
    """A line of the transcript that is about the connection."""

    CONNECTED = "net.connected"
    """``ip``, ``port``: the connection stands."""
    ENCRYPTED = "tls.encrypted"
    """``version``, ``cipher``: from here on nobody else can read it."""
    LEGACY_RENEGOTIATION = "tls.legacy_renegotiation"
    RSA_KEY_EXCHANGE = "tls.rsa_key_exchange"
    """An exception was made for this one server, which knows only old TLS of this kind."""
    CONTENT = "wire.content"
    """``bytes`` of a message passed here; they are not kept."""


class ConnectionDetail(StrEnum):
    """A fact about a stage, found by the connection or the driver."""

    RESOLVED = "resolve.addresses"
    """``ip``: the first address; ``count``: how many there are."""
    CONNECTED = "connect.ip"
    """``ip``: the address that answered."""
    OTHER_FAMILY = "connect.other_family"
    """``ip``: here it fails; ``other``: at this IPv4 address of the same name all is well."""
    OTHER_PORT_ANSWERS = "connect.other_port"
    """``port``: this one of the same host answers."""

    TLS = "tls.version"
    """``version``, ``cipher``: what was agreed on."""
    TLS_ALERT = "tls.alert"
    """``alert``: the number of the alert (RFC 8446 §6) with which the server refused."""
    TLS_ENDED = "tls.ended"
    """The server hung up in the middle of the handshake."""
    TLS_NO_SECURE_RENEGOTIATION = "tls.no_secure_renegotiation"
    """The server does not know secure renegotiation (RFC 5746), without which we do not go on."""
    TLS_NAME = "tls.name"
    """The host's name cannot stand in a handshake."""
    CERTIFICATE_REFUSED = "tls.certificate"
    """``code``: the TLS library's number for why the certificate was refused."""
    CERTIFICATE_OUTDATED = "tls.outdated"
    """``subject``, ``not_before``, ``not_after`` of the certificate that is not valid today."""

    GREETED_BY = "wire.greeted_by"
    """``service``: what answered here; one of ``wire.service.Service``."""
    ENDED = "wire.ended"
    """The server hung up."""
    TIMEOUT = "wire.timeout"
    """No whole answer came in time."""
    LINE_TOO_LONG = "wire.line_too_long"
    REPLY_TOO_LONG = "wire.reply_too_long"
    CONTENT_TOO_LONG = "wire.content_too_long"
    SESSION_TOO_LONG = "wire.session_too_long"

    LOGIN_NOT_ASKED = "login.not_asked"
    """Nobody asked for a login."""
    LOGIN_NO_CREDENTIALS = "login.no_credentials"
    """There is no user name or no password."""
    LOGIN_UNTRUSTED_HOST = "login.untrusted_host"
    """``host``: the address's own domain does not vouch for it."""
    LOGIN_NOT_ENCRYPTED = "login.not_encrypted"
    """A password is not sent over a line that others can read."""
    LOGIN_NOT_REPEATED = "login.not_repeated"
    """These credentials were refused elsewhere in this check."""
    LOGIN_OTHER_USER = "login.other_user"
    """``user``: the other form of the user name, which was let in."""
    LOGIN_OAUTH_ONLY = "login.oauth_only"
    """``host``: its provider takes no passwords any more, so none was sent."""
    LOGIN_NO_TIME = "login.no_time"
    """The check's time ran out while another login was under way."""

    NO_ADDRESS = "sender.no_address"
    """There is no mail address to send as."""
    MESSAGE_NOT_SENT = "message.not_sent"
    """There is no test message to look for."""
    MESSAGE_FOUND = "message.found"
    """``seconds`` after it was sent, the test message was in the mailbox."""
    MESSAGE_NOT_FOUND = "message.not_found"
    """``seconds`` after it was sent, the test message was still not there."""
