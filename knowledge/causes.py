"""The one vocabulary of failures.

A live check's verdict, the reading of a pasted error, a case's category and a
metric's label all use these codes. A code is ``stage.cause``, lower case, and
never changes once published: others script against it. The words that explain
a code live in ``topics/causes``; who can mend it and how grave it is, in
``facts/causes.toml``.
"""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why something failed, or ``OK``."""

    OK = "ok"

    # The check itself
    CHECK_NOT_ALLOWED = "check.not_allowed"
    CHECK_BUDGET_SPENT = "check.budget_spent"
    CHECK_CANCELLED = "check.cancelled"
    CHECK_NO_SETTINGS_FOUND = "check.no_settings_found"

    # Name
    DNS_NO_SUCH_HOST = "dns.no_such_host"
    DNS_NO_ADDRESS = "dns.no_address"
    DNS_FAILURE = "dns.failure"
    DNS_NO_MAIL_SERVICE = "dns.no_mail_service"

    # Network
    NET_REFUSED = "net.refused"
    NET_TIMEOUT = "net.timeout"
    NET_UNREACHABLE = "net.unreachable"
    NET_RESET = "net.reset"
    NET_PORT25_BLOCKED = "net.port25_blocked"
    NET_IPV6_BROKEN = "net.ipv6_broken"
    NET_CANNOT_CONNECT = "net.cannot_connect"

    # Protocol
    PROTO_TLS_EXPECTED = "proto.tls_expected"
    PROTO_PLAINTEXT_EXPECTED = "proto.plaintext_expected"
    PROTO_WRONG_SERVICE = "proto.wrong_service"
    PROTO_SILENT = "proto.silent"
    PROTO_MALFORMED = "proto.malformed"
    SERVER_REFUSED = "server.refused"
    SERVER_UNAVAILABLE = "server.unavailable"
    SERVER_TOO_MANY_CONNECTIONS = "server.too_many_connections"
    SERVER_IDLE_TIMEOUT = "server.idle_timeout"
    SERVER_OUT_OF_SPACE = "server.out_of_space"

    # TLS
    TLS_CERTIFICATE_EXPIRED = "tls.certificate_expired"
    TLS_CERTIFICATE_NOT_YET_VALID = "tls.certificate_not_yet_valid"
    TLS_CERTIFICATE_REVOKED = "tls.certificate_revoked"
    TLS_HOSTNAME_MISMATCH = "tls.hostname_mismatch"
    TLS_SELF_SIGNED = "tls.self_signed"
    TLS_INCOMPLETE_CHAIN = "tls.incomplete_chain"
    TLS_UNTRUSTED_ISSUER = "tls.untrusted_issuer"
    TLS_INTERCEPTED = "tls.intercepted"
    TLS_CERTIFICATE_INVALID = "tls.certificate_invalid"
    TLS_OLD_PROTOCOL = "tls.old_protocol"
    TLS_HANDSHAKE_FAILED = "tls.handshake_failed"
    TLS_CLIENT_CERTIFICATE_REQUIRED = "tls.client_certificate_required"
    TLS_STARTTLS_MISSING = "tls.starttls_missing"
    TLS_STARTTLS_FAILED = "tls.starttls_failed"
    TLS_STARTTLS_INJECTION = "tls.starttls_injection"

    # Login
    AUTH_WRONG_CREDENTIALS = "auth.wrong_credentials"
    AUTH_APP_PASSWORD_REQUIRED = "auth.app_password_required"
    AUTH_OAUTH_REQUIRED = "auth.oauth_required"
    AUTH_TOKEN_REJECTED = "auth.token_rejected"
    AUTH_PROTOCOL_DISABLED = "auth.protocol_disabled"
    AUTH_TLS_REQUIRED = "auth.tls_required"
    AUTH_NO_COMMON_MECHANISM = "auth.no_common_mechanism"
    AUTH_ACCOUNT_DISABLED = "auth.account_disabled"
    AUTH_PASSWORD_EXPIRED = "auth.password_expired"
    AUTH_WEB_LOGIN_REQUIRED = "auth.web_login_required"
    AUTH_ACCESS_DENIED = "auth.access_denied"
    AUTH_TOO_MANY_ATTEMPTS = "auth.too_many_attempts"
    AUTH_TEMPORARY_FAILURE = "auth.temporary_failure"

    # Mailbox
    MAILBOX_IN_USE = "mailbox.in_use"
    MAILBOX_OVER_QUOTA = "mailbox.over_quota"
    MAILBOX_NOT_FOUND = "mailbox.not_found"
    MAILBOX_UNAVAILABLE = "mailbox.unavailable"
    MAILBOX_ACCESS_DENIED = "mailbox.access_denied"
    MAILBOX_RATE_LIMITED = "mailbox.rate_limited"

    # Sending
    SEND_AUTH_REQUIRED = "send.auth_required"
    SEND_RELAY_DENIED = "send.relay_denied"
    SEND_SENDER_REJECTED = "send.sender_rejected"
    SEND_ACCOUNT_SUSPENDED = "send.account_suspended"
    SEND_RECIPIENT_UNKNOWN = "send.recipient_unknown"
    SEND_RECIPIENT_OVER_QUOTA = "send.recipient_over_quota"
    SEND_RECIPIENT_DISABLED = "send.recipient_disabled"
    SEND_RECIPIENT_RESTRICTED = "send.recipient_restricted"
    SEND_DOMAIN_NOT_FOUND = "send.domain_not_found"
    SEND_MESSAGE_TOO_LARGE = "send.message_too_large"
    SEND_RATE_LIMITED = "send.rate_limited"
    SEND_GREYLISTED = "send.greylisted"
    SEND_CONTENT_REJECTED = "send.content_rejected"
    SEND_MESSAGE_MALFORMED = "send.message_malformed"
    SEND_SENDER_AUTHENTICATION = "send.sender_authentication"
    SEND_IP_BLOCKED = "send.ip_blocked"
    SEND_HELO_REJECTED = "send.helo_rejected"
    SEND_TIMED_OUT = "send.timed_out"
    SEND_DELAYED = "send.delayed"
    SEND_MAIL_LOOP = "send.mail_loop"
    SEND_TEMPORARY_FAILURE = "send.temporary_failure"
    SEND_REJECTED = "send.rejected"

    # The program on the person's own device
    CLIENT_NOT_CONFIGURED = "client.not_configured"
    CLIENT_PROFILE_BROKEN = "client.profile_broken"
    CLIENT_TOO_OLD = "client.too_old"
    NOT_AN_ERROR = "not_an_error"
    UNKNOWN = "unknown"

    @property
    def stage(self) -> str:
        """The part before the dot: ``auth`` of ``auth.wrong_credentials``."""
        return self.partition(".")[0]


class Warn(StrEnum):
    """What is worth knowing beside a verdict, ``ok`` included."""

    CERTIFICATE_EXPIRES_SOON = "warn.certificate_expires_soon"
    NO_ENCRYPTION = "warn.no_encryption"
    PLAINTEXT_LOGIN_OFFERED = "warn.plaintext_login_offered"
    OLD_TLS_OFFERED = "warn.old_tls_offered"
    IPV6_BROKEN = "warn.ipv6_broken"
    MAILBOX_NEARLY_FULL = "warn.mailbox_nearly_full"
    SLOW = "warn.slow"
