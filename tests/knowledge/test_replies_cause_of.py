"""What a refusal in a live check means, by protocol and stage."""

# ruff: noqa: E501 - what people paste is as long as it is

from __future__ import annotations

import pytest

from knowledge.causes import Cause
from knowledge.providers import Protocol
from knowledge.replies import STAGES, ours

SMTP = [
    ("greeting", "554", "", "mx.example.com No SMTP service here", "server.refused"),
    ("greeting", "554", "5.7.1", "Client host [203.0.113.4] blocked using bl.example", "send.ip_blocked"),
    ("greeting", "421", "", "mx.example.com Service not available", "server.unavailable"),
    ("greeting", "421", "4.7.0", "Too many connections from your address", "server.too_many_connections"),
    ("greeting", "421", "4.3.2", "", "server.unavailable"),
    ("greeting", "521", "", "mail is not accepted here", "server.refused"),
    ("greeting", "550", "", "xyzzy plugh", "server.refused"),
    ("greeting", "451", "", "xyzzy plugh", "server.unavailable"),
    ("capability", "501", "5.5.4", "Invalid HELO name", "send.helo_rejected"),
    ("capability", "550", "", "xyzzy plugh", "send.helo_rejected"),
    ("capability", "421", "", "closing", "server.unavailable"),
    ("starttls", "454", "4.7.0", "TLS not available due to local problem", "tls.starttls_failed"),
    ("starttls", "454", "", "xyzzy plugh", "tls.starttls_failed"),
    ("starttls", "502", "5.5.1", "Error: command not implemented", "tls.starttls_missing"),
    ("starttls", "500", "", "STARTTLS: unrecognized command", "tls.starttls_missing"),
    ("login", "535", "5.7.8", "Error: authentication failed: UGFzc3dvcmQ6", "auth.wrong_credentials"),
    ("recipient", "550", "", "Reverse lookup of your host failed; ask for a PTR record", "send.ip_blocked"),
    ("recipient", "554", "5.7.1", "逆引きが設定されていないため受信できません", "send.ip_blocked"),
    ("login", "535", "5.7.8", "Username and Password not accepted", "auth.wrong_credentials"),
    ("login", "535", "", "xyzzy plugh", "auth.wrong_credentials"),
    ("login", "534", "5.7.9", "Application-specific password required", "auth.app_password_required"),
    ("login", "534", "5.7.14", "Please log in via your web browser and then try again", "auth.web_login_required"),
    ("login", "535", "5.7.139", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant", "auth.protocol_disabled"),
    ("login", "535", "5.7.139", "Authentication unsuccessful, basic authentication is disabled", "auth.oauth_required"),
    ("login", "535", "5.7.139", "Authentication unsuccessful, the user credentials were incorrect", "auth.wrong_credentials"),
    ("login", "550", "5.7.30", "Basic authentication is not supported for Client Submission", "auth.oauth_required"),
    ("login", "535", "5.7.13", "User account is disabled", "auth.account_disabled"),
    ("login", "525", "5.7.13", "", "auth.account_disabled"),
    ("login", "535", "5.7.0", "(#AUTH005) Too many bad auth attempts", "auth.too_many_attempts"),
    ("login", "454", "4.7.0", "Too many login attempts, please try again later", "auth.too_many_attempts"),
    ("login", "454", "4.7.0", "Temporary authentication failure", "auth.temporary_failure"),
    ("login", "454", "4.7.0", "", "auth.temporary_failure"),
    ("login", "451", "", "xyzzy plugh", "auth.temporary_failure"),
    ("login", "421", "", "", "server.unavailable"),
    ("login", "504", "5.5.4", "Unrecognized authentication type", "auth.no_common_mechanism"),
    ("login", "503", "5.5.1", "Error: authentication not enabled", "auth.no_common_mechanism"),
    ("login", "538", "5.7.11", "Encryption required for requested authentication mechanism", "auth.tls_required"),
    ("login", "530", "5.7.0", "Must issue a STARTTLS command first", "auth.tls_required"),
    ("login", "523", "5.7.10", "", "auth.tls_required"),
    ("login", "554", "5.7.1", "login not allowed from this country", "auth.access_denied"),
    ("login", "550", "", "xyzzy plugh", "unknown"),
    ("login", "535", "5.7.8", "ユーザー名またはパスワードが正しくありません", "auth.wrong_credentials"),
    ("login", "535", "4.3.0", "cannot reach LDAP, try later", "auth.temporary_failure"),
    ("login", "535", "5.7.8", "The user database did not answer in time, please come back later", "auth.temporary_failure"),
    ("login", "535", "5.7.8", "authentication failed: please try again", "auth.wrong_credentials"),
    ("login", "421", "4.7.0", "authentication attempts exceeded, address locked for 10 min", "auth.too_many_attempts"),
    ("login", "421", "4.7.0", "", "server.too_many_connections"),
    ("login", "554", "5.7.1", "Client host [192.0.2.9] is on our block list", "auth.access_denied"),
    ("capability", "501", "5.5.4", "Invalid domain name in EHLO", "send.helo_rejected"),
    ("sender", "450", "4.7.1", "You have sent 500 messages this hour, quota exceeded", "send.rate_limited"),
    ("sender", "554", "5.7.0", "Your message quota for today is used up", "send.rate_limited"),
    ("sender", "555", "5.5.4", "Unsupported option: SIZE", "send.rejected"),
    ("recipient", "550", "5.7.1", "From domain needs login as owner", "send.sender_rejected"),
    ("recipient", "554", "5.7.1", "<taro@example.com>: Recipient address rejected: Access denied", "send.rejected"),
    ("message", "550", "5.7.1", "A URL in this mail (http://x.example) is listed on a URI blocklist", "send.content_rejected"),
    ("message", "550", "5.7.1", "203.0.113.4 is listed; see the link to check your IP", "send.ip_blocked"),
    ("sender", "530", "5.7.57", "Client not authenticated to send mail", "send.auth_required"),
    ("sender", "530", "5.7.0", "Authentication Required", "send.auth_required"),
    ("sender", "530", "", "xyzzy plugh", "send.auth_required"),
    ("sender", "530", "5.7.0", "Must issue a STARTTLS command first", "auth.tls_required"),
    ("sender", "553", "5.7.1", "<sales@example.com>: Sender address rejected: not owned by user taro", "send.sender_rejected"),
    ("sender", "550", "5.7.60", "Client does not have permissions to send as this sender", "send.sender_rejected"),
    ("sender", "553", "", "xyzzy plugh", "send.sender_rejected"),
    ("sender", "550", "", "xyzzy plugh", "send.rejected"),
    ("sender", "552", "5.3.4", "Message size exceeds fixed limit", "send.message_too_large"),
    ("sender", "452", "4.3.1", "Insufficient system storage", "server.out_of_space"),
    ("sender", "451", "", "xyzzy plugh", "send.temporary_failure"),
    ("sender", "550", "5.1.8", "Access denied, bad outbound sender", "send.account_suspended"),
    ("recipient", "550", "5.1.1", "<taro@example.com>: Recipient address rejected: User unknown", "send.recipient_unknown"),
    ("recipient", "554", "5.7.1", "<hanako@example.net>: Relay access denied", "send.relay_denied"),
    ("recipient", "454", "4.7.1", "<hanako@example.net>: Relay access denied", "send.relay_denied"),
    ("recipient", "450", "4.7.1", "<taro@example.com>: Recipient address rejected: Greylisted", "send.greylisted"),
    ("recipient", "452", "4.2.2", "mailbox full", "send.recipient_over_quota"),
    ("recipient", "552", "5.2.2", "", "send.recipient_over_quota"),
    ("recipient", "550", "5.2.1", "", "send.recipient_disabled"),
    ("recipient", "550", "5.7.133", "", "send.recipient_restricted"),
    ("recipient", "556", "5.1.10", "", "dns.no_mail_service"),
    ("recipient", "550", "5.4.5", "Daily user sending limit exceeded", "send.rate_limited"),
    ("recipient", "504", "5.5.2", "<localhost>: Helo command rejected: need fully-qualified hostname", "send.helo_rejected"),
    ("recipient", "550", "", "xyzzy plugh", "send.rejected"),
    ("recipient", "450", "", "xyzzy plugh", "send.temporary_failure"),
    ("recipient", "530", "5.7.1", "Authentication required", "send.auth_required"),
    ("message", "552", "5.3.4", "message too big", "send.message_too_large"),
    ("message", "554", "5.7.1", "Message rejected as spam", "send.content_rejected"),
    ("message", "550", "5.7.26", "This mail is unauthenticated", "send.sender_authentication"),
    ("message", "554", "5.6.0", "Message contains bare LF", "send.message_malformed"),
    ("message", "554", "5.4.6", "Too many hops", "send.rejected"),
    ("message", "554", "", "xyzzy plugh", "send.rejected"),
    ("message", "451", "", "xyzzy plugh", "send.temporary_failure"),
]  # fmt: skip

POP3 = [
    ("greeting", "-ERR", "SYS/TEMP", "the server is restarting", "server.unavailable"),
    ("greeting", "-ERR", "", "Too many connections from this address", "server.too_many_connections"),
    ("greeting", "-ERR", "", "xyzzy plugh", "server.refused"),
    ("starttls", "-ERR", "", "xyzzy plugh", "tls.starttls_failed"),
    ("starttls", "-ERR", "", "STLS not supported", "tls.starttls_missing"),
    ("login", "-ERR", "AUTH", "", "auth.wrong_credentials"),
    ("login", "-ERR", "AUTH", "Application-specific password required", "auth.app_password_required"),
    ("login", "-ERR", "", "Authentication failed.", "auth.wrong_credentials"),
    ("login", "-ERR", "", "xyzzy plugh", "auth.wrong_credentials"),
    ("login", "-ERR", "SYS/PERM", "Your account is not enabled for POP access", "auth.protocol_disabled"),
    ("login", "-ERR", "SYS/PERM", "", "mailbox.unavailable"),
    ("login", "-ERR", "SYS/TEMP", "", "auth.temporary_failure"),
    ("login", "-ERR", "IN-USE", "", "mailbox.in_use"),
    ("login", "-ERR", "", "unable to lock maildrop", "mailbox.in_use"),
    ("login", "-ERR", "SYS/TEMP", "Cannot create the session lock file", "mailbox.unavailable"),
    ("login", "-ERR", "AUTH", "Login has been disabled for this account", "auth.account_disabled"),
    ("login", "-ERR", "", "Maildir of this user: permission denied", "mailbox.unavailable"),
    ("login", "-ERR", "LOGIN-DELAY", "", "auth.too_many_attempts"),
    ("login", "-ERR", "", "only valid after entering TLS mode", "auth.tls_required"),
    ("login", "-ERR", "", "account is locked", "auth.account_disabled"),
    ("login", "-ERR", "", "basic authentication is disabled", "auth.oauth_required"),
    ("mailbox", "-ERR", "", "xyzzy plugh", "mailbox.unavailable"),
    ("mailbox", "-ERR", "", "internal server error reading the mailbox", "mailbox.unavailable"),
    ("greeting", "-ERR", "", "Your IP is on our blacklist", "server.refused"),
    ("login", "-ERR", "", "Your IP address has been blocked", "auth.access_denied"),
    ("mailbox", "-ERR", "IN-USE", "", "mailbox.in_use"),
    ("fetch", "-ERR", "", "xyzzy plugh", "mailbox.unavailable"),
    ("fetch", "-ERR", "", "bandwidth limits exceeded", "mailbox.rate_limited"),
]  # fmt: skip

IMAP = [
    ("greeting", "BYE", "UNAVAILABLE", "try again later", "server.unavailable"),
    ("greeting", "BYE", "", "Too many connections", "server.too_many_connections"),
    ("greeting", "BYE", "", "Access denied", "server.refused"),
    ("greeting", "BYE", "", "Server is too busy, come back in a little while", "server.unavailable"),
    ("login", "BAD", "", "Invalid login credentials", "auth.wrong_credentials"),
    ("login", "BAD", "", "Command syntax error", "unknown"),
    ("login", "NO", "AUTHENTICATIONFAILED", "Temporary lookup failure in the user directory, try again", "auth.temporary_failure"),
    ("login", "NO", "AUTHENTICATIONFAILED", "Authentication failed, please try again", "auth.wrong_credentials"),
    ("mailbox", "NO", "SERVERBUG", "Unexpected failure", "mailbox.unavailable"),
    ("greeting", "BYE", "", "xyzzy plugh", "server.refused"),
    ("capability", "BAD", "", "xyzzy plugh", "unknown"),
    ("capability", "BYE", "", "Autologout; idle for too long", "server.idle_timeout"),
    ("starttls", "NO", "", "xyzzy plugh", "tls.starttls_failed"),
    ("starttls", "BAD", "", "xyzzy plugh", "tls.starttls_failed"),
    ("login", "NO", "AUTHENTICATIONFAILED", "Authentication failed.", "auth.wrong_credentials"),
    ("login", "NO", "AUTHENTICATIONFAILED", "", "auth.wrong_credentials"),
    ("login", "NO", "ALERT", "Application-specific password required: https://example.com/ (Failure)", "auth.app_password_required"),
    ("login", "NO", "ALERT", "Please log in via your web browser: https://example.com/ (Failure)", "auth.web_login_required"),
    ("login", "NO", "WEBALERT", "", "auth.web_login_required"),
    ("login", "NO", "ALERT", "Your account is not enabled for IMAP use.", "auth.protocol_disabled"),
    ("login", "NO", "AUTHORIZATIONFAILED", "", "auth.access_denied"),
    ("login", "NO", "EXPIRED", "", "auth.password_expired"),
    ("login", "NO", "PRIVACYREQUIRED", "Plaintext authentication disallowed", "auth.tls_required"),
    ("login", "NO", "CONTACTADMIN", "", "auth.account_disabled"),
    ("login", "NO", "UNAVAILABLE", "Temporary authentication failure", "auth.temporary_failure"),
    ("login", "NO", "UNAVAILABLE", "", "auth.temporary_failure"),
    ("login", "NO", "LIMIT", "", "server.too_many_connections"),
    ("login", "NO", "INUSE", "", "mailbox.in_use"),
    ("login", "BYE", "ALERT", "Fatal error: chdir: Permission denied", "mailbox.unavailable"),
    ("login", "NO", "", "このユーザーのログインは無効になっています", "auth.account_disabled"),
    ("login", "NO", "NOPERM", "", "auth.access_denied"),
    ("login", "NO", "", "LOGIN failed.", "auth.wrong_credentials"),
    ("login", "NO", "", "xyzzy plugh", "auth.wrong_credentials"),
    ("login", "NO", "", "User is authenticated but not connected.", "auth.access_denied"),
    ("login", "NO", "", "Unsupported authentication mechanism", "auth.no_common_mechanism"),
    ("login", "NO", "", "XOAUTH2 authentication failed: token expired", "auth.token_rejected"),
    ("login", "BAD", "", "xyzzy plugh", "unknown"),
    ("login", "BYE", "", "xyzzy plugh", "server.unavailable"),
    ("login", "NO", "", "access denied", "auth.access_denied"),
    ("mailbox", "NO", "NONEXISTENT", "", "mailbox.not_found"),
    ("mailbox", "NO", "", "Mailbox doesn't exist: INBOX", "mailbox.not_found"),
    ("mailbox", "NO", "NOPERM", "", "mailbox.access_denied"),
    ("mailbox", "NO", "", "Permission denied", "mailbox.access_denied"),
    ("mailbox", "NO", "AUTHORIZATIONFAILED", "", "mailbox.access_denied"),
    ("mailbox", "NO", "SERVERBUG", "Internal error occurred", "mailbox.unavailable"),
    ("mailbox", "NO", "CORRUPTION", "", "mailbox.unavailable"),
    ("mailbox", "NO", "INUSE", "", "mailbox.in_use"),
    ("mailbox", "NO", "", "xyzzy plugh", "mailbox.unavailable"),
    ("mailbox", "NO", "", "access denied", "mailbox.access_denied"),
    ("fetch", "NO", "UNAVAILABLE", "", "server.unavailable"),
    ("fetch", "NO", "OVERQUOTA", "", "mailbox.over_quota"),
    ("fetch", "NO", "LIMIT", "", "mailbox.rate_limited"),
    ("fetch", "NO", "", "Account exceeded command or bandwidth limits.", "mailbox.rate_limited"),
    ("fetch", "BYE", "", "Disconnected for inactivity.", "server.idle_timeout"),
    ("fetch", "NO", "", "xyzzy plugh", "mailbox.unavailable"),
]  # fmt: skip

TABLE = [
    *((Protocol.SMTP, *row) for row in SMTP),
    *((Protocol.POP3, *row) for row in POP3),
    *((Protocol.IMAP, *row) for row in IMAP),
]


@pytest.mark.parametrize(("protocol", "stage", "code", "enhanced", "text", "cause"), TABLE)
def test_a_refusal_has_one_cause(
    protocol: Protocol, stage: str, code: str, enhanced: str, text: str, cause: str
) -> None:
    """Words, codes, stage and class together give the cause of a refusal."""
    assert ours().cause_of(protocol, stage, code, enhanced, text) == cause


@pytest.mark.parametrize("protocol", Protocol)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("text", ["", "250 2.0.0 ok", "out of office", "0x800ccc0e", "送信完了"])
def test_a_refusal_is_never_ok(protocol: Protocol, stage: str, text: str) -> None:
    """Whatever a server says when it refuses, the cause is a refusal's, and a live check's."""
    for code in ("250", "450", "550", "OK", "NO", "BAD", "BYE", "+OK", "-ERR", ""):
        cause = ours().cause_of(protocol, stage, code, "", text)
        assert cause is not Cause.OK
        assert cause is not Cause.NOT_AN_ERROR
        assert cause.stage not in ("client", "net", "check")
