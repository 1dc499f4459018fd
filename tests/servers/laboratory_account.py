"""Faults that show at the login, and in the mailbox behind it."""

from __future__ import annotations

from knowledge.causes import Cause
from knowledge.providers import Protocol, Security
from tests.servers.laboratory_fault import Fault
from tests.servers.laboratory_parts import SPEAKERS, imap, smtp

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP

_WORD = {SMTP: "AUTH", POP3: "PASS", IMAP: "AUTHENTICATE"}


def _login(name: str, cause: Cause, wrong: str, protocol: Protocol, reply: bytes) -> Fault:
    script = SPEAKERS[protocol]({_WORD[protocol]: reply})
    return Fault(name, cause, wrong, protocol, script, login=True)


def _mailbox(name: str, cause: Cause, wrong: str, protocol: Protocol, **replies: bytes) -> Fault:
    return Fault(name, cause, wrong, protocol, SPEAKERS[protocol](replies), login=True)


_NO_LOGIN = b"* OK [CAPABILITY IMAP4rev1 %s] ready"
_OAUTH = _NO_LOGIN % b"LOGINDISABLED AUTH=XOAUTH2 AUTH=OAUTHBEARER"

_BEARER = _NO_LOGIN % b"SASL-IR AUTH=XOAUTH2"
_SPENT = {"AUTHENTICATE": b"TAG NO [AUTHENTICATIONFAILED] invalid_grant: the token has expired"}

WORKING = (
    *(
        Fault(f"works-{one}", Cause.OK, "Nothing: this one works", one, SPEAKERS[one](), login=True)
        for one in Protocol
    ),
    Fault(
        "expires-soon",
        Cause.OK,
        "It works, and its certificate ends in some days",
        IMAP,
        imap(),
        certificate="expires_soon",
    ),
)

LOGIN = (
    Fault(
        "token-rejected",
        Cause.AUTH_TOKEN_REJECTED,
        "The token of the modern sign-in has expired",
        IMAP,
        imap(_SPENT, greeting=_BEARER),
        login=True,
        mechanism="XOAUTH2",
    ),
    _login(
        "wrong-password",
        Cause.AUTH_WRONG_CREDENTIALS,
        "The password or user name is wrong",
        SMTP,
        b"535 5.7.8 Authentication failed",
    ),
    _login(
        "imap-wrong-password",
        Cause.AUTH_WRONG_CREDENTIALS,
        "The password or user name is wrong",
        IMAP,
        b"TAG NO [AUTHENTICATIONFAILED] Not accepted",
    ),
    _login(
        "pop3-wrong-password",
        Cause.AUTH_WRONG_CREDENTIALS,
        "The password or user name is wrong",
        POP3,
        b"-ERR [AUTH] Not accepted",
    ),
    _login(
        "app-password",
        Cause.AUTH_APP_PASSWORD_REQUIRED,
        "The account wants an app password",
        SMTP,
        b"534 5.7.9 This account needs an app password",
    ),
    _login(
        "imap-app-password",
        Cause.AUTH_APP_PASSWORD_REQUIRED,
        "The account wants an app password",
        IMAP,
        b"TAG NO [ALERT] Application-specific password required",
    ),
    Fault(
        "modern-sign-in",
        Cause.AUTH_OAUTH_REQUIRED,
        "It takes no passwords, only modern sign-in",
        IMAP,
        imap({"LOGIN": b"TAG NO it takes no passwords"}, greeting=_OAUTH),
        login=True,
    ),
    _login(
        "basic-authentication-off",
        Cause.AUTH_OAUTH_REQUIRED,
        "It has switched passwords off, and says so",
        SMTP,
        b"535 5.7.139 Basic authentication is disabled here",
    ),
    _login(
        "protocol-off",
        Cause.AUTH_PROTOCOL_DISABLED,
        "IMAP is switched off for the account",
        IMAP,
        b"TAG NO [ALERT] This account is not enabled for IMAP use",
    ),
    _login(
        "pop3-off",
        Cause.AUTH_PROTOCOL_DISABLED,
        "POP3 is switched off for the account",
        POP3,
        b"-ERR [SYS/PERM] This account is not enabled for POP use",
    ),
    _login(
        "smtp-off",
        Cause.AUTH_PROTOCOL_DISABLED,
        "Sending by program is switched off",
        SMTP,
        b"535 5.7.139 SmtpClientAuthentication is disabled for the tenant",
    ),
    _login(
        "web-login",
        Cause.AUTH_WEB_LOGIN_REQUIRED,
        "It wants a sign-in on the web first",
        IMAP,
        b"TAG NO [WEBALERT https://mail.example/] Web login required",
    ),
    _login(
        "too-many-attempts",
        Cause.AUTH_TOO_MANY_ATTEMPTS,
        "Too many logins were tried",
        SMTP,
        b"454 4.7.0 Too many login attempts, wait a while",
    ),
    _login(
        "pop3-login-delay",
        Cause.AUTH_TOO_MANY_ATTEMPTS,
        "The last login was a moment ago",
        POP3,
        b"-ERR [LOGIN-DELAY] You were here a moment ago",
    ),
    _login(
        "locked",
        Cause.AUTH_ACCOUNT_DISABLED,
        "The account is locked",
        IMAP,
        b"TAG NO [CONTACTADMIN] This account is locked",
    ),
    _login(
        "smtp-locked",
        Cause.AUTH_ACCOUNT_DISABLED,
        "The account is locked",
        SMTP,
        b"525 5.7.13 User account disabled",
    ),
    _login(
        "password-expired",
        Cause.AUTH_PASSWORD_EXPIRED,
        "The password is too old",
        IMAP,
        b"TAG NO [EXPIRED] That password is too old",
    ),
    _login(
        "access-denied",
        Cause.AUTH_ACCESS_DENIED,
        "A rule of the company forbids it",
        IMAP,
        b"TAG NO [AUTHORIZATIONFAILED] Not from there",
    ),
    _login(
        "login-service-down",
        Cause.AUTH_TEMPORARY_FAILURE,
        "The service that judges logins is down",
        IMAP,
        b"TAG NO [UNAVAILABLE] Try again later",
    ),
    _login(
        "pop3-login-service-down",
        Cause.AUTH_TEMPORARY_FAILURE,
        "The service that judges logins is down",
        POP3,
        b"-ERR [SYS/TEMP] Try again later",
    ),
    Fault(
        "login-disabled",
        Cause.AUTH_TLS_REQUIRED,
        "It takes no login before encryption",
        IMAP,
        imap(
            {"LOGIN": b"TAG NO [PRIVACYREQUIRED] not before encryption"},
            greeting=_NO_LOGIN % b"STARTTLS LOGINDISABLED",
            security=Security.NONE,
        ),
        Security.NONE,
        login=True,
    ),
    Fault(
        "no-common-mechanism",
        Cause.AUTH_NO_COMMON_MECHANISM,
        "It has no way of logging in that we know",
        SMTP,
        smtp({"EHLO": b"250-mail.example\r\n250 AUTH GSSAPI NTLM"}),
        login=True,
    ),
)

_UNTIL_EXAMINE = len(("CAPABILITY", "AUTHENTICATE", "EXAMINE"))

MAILBOX = (
    Fault(
        "idle",
        Cause.SERVER_IDLE_TIMEOUT,
        "It closes a session that was quiet for long",
        IMAP,
        imap({"EXAMINE": b"* BYE Autologout; idle for too long"}, turns=_UNTIL_EXAMINE),
        login=True,
    ),
    _mailbox(
        "in-use",
        Cause.MAILBOX_IN_USE,
        "Another program holds the mailbox",
        POP3,
        PASS=b"-ERR [IN-USE] The mailbox is open elsewhere",
    ),
    _mailbox(
        "imap-in-use",
        Cause.MAILBOX_IN_USE,
        "Another program holds the mailbox",
        IMAP,
        EXAMINE=b"TAG NO [INUSE] The mailbox is open elsewhere",
    ),
    _mailbox(
        "over-quota",
        Cause.MAILBOX_OVER_QUOTA,
        "The mailbox is full",
        IMAP,
        EXAMINE=b"TAG NO [OVERQUOTA] The mailbox is full",
    ),
    _mailbox(
        "not-found",
        Cause.MAILBOX_NOT_FOUND,
        "There is no such folder",
        IMAP,
        EXAMINE=b"TAG NO [NONEXISTENT] There is no such folder",
    ),
    _mailbox(
        "damaged",
        Cause.MAILBOX_UNAVAILABLE,
        "The folder is damaged",
        IMAP,
        EXAMINE=b"TAG NO [CORRUPTION] The index is damaged",
    ),
    _mailbox(
        "no-permission",
        Cause.MAILBOX_ACCESS_DENIED,
        "The folder belongs to somebody else",
        IMAP,
        EXAMINE=b"TAG NO [NOPERM] Not for you",
    ),
    _mailbox(
        "throttled",
        Cause.MAILBOX_RATE_LIMITED,
        "Too much was read in a short time",
        IMAP,
        UID=b"TAG NO [THROTTLED] Too much for now",
    ),
)
