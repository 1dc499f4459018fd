"""Bounces and logs as they are: long, wrapped, with one line that decides."""

# ruff: noqa: E501 - logs are as long as they are

from __future__ import annotations

import pytest

from knowledge.replies import ours

POSTFIX_BOUNCE = """\
Return-Path: <>
Date: Thu, 26 Nov 2026 10:00:00 +0900 (JST)
From: MAILER-DAEMON@mail.example.jp (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: hanako@example.jp
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
        boundary="4XyzA11.1764118800/mail.example.jp"

This is the mail system at host mail.example.jp.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

<taro@example.org>: host mx.example.org[192.0.2.10] said: {reply}
    (in reply to RCPT TO command)

Final-Recipient: rfc822; taro@example.org
Original-Recipient: rfc822;taro@example.org
Action: failed
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {reply}

Content-Type: message/rfc822
Subject: =?UTF-8?B?44GU5oyo5ou2?=
"""

EXIM_BOUNCE = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  taro@example.org
    host mx.example.org [192.0.2.10]
    SMTP error from remote mail server after {after}:
    {reply}
"""

EXCHANGE_BOUNCE = """\
Your message to taro@example.com couldn't be delivered.

{headline}

Diagnostic information for administrators:
Generating server: TYAPR01MB1234.example.com
taro@example.com
Remote server returned '{reply}'

Original message headers:
Received: from TYAPR01MB1234.example.com (2001:db8::1) by TYAPR01MB5678.example.com
 with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.1.2
"""

GMAIL_BOUNCE = """\
** Message not delivered **

There was a problem delivering your message to taro@example.org. See the technical details below.

The response from the remote server was:
{reply}

Reporting-MTA: dns; mail.example.com
X-Original-Message-ID: <CAexample@mail.example.com>
Final-Recipient: rfc822; taro@example.org
Action: failed
"""

QMAIL_BOUNCE = """\
Hi. This is the qmail-send program at mail.example.jp.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<taro@example.org>:
{reply}

--- Below this line is a copy of the message.
"""

SENDMAIL_BOUNCE = """\
The original message was received at Thu, 26 Nov 2026 10:00:00 +0900
from pc.example.jp [203.0.113.7]

   ----- The following addresses had permanent fatal errors -----
<taro@example.org>
    (reason: {reply})

   ----- Transcript of session follows -----
... while talking to mx.example.org.:
>>> {command}
<<< {reply}
"""

NODE_TRACE = """\
Error: {message}
    at Object.onceWrapper (node:events:632:28)
    at TLSSocket.emit (node:events:518:28)
    at processTicksAndRejections (node:internal/process/task_queues:82:21) {{
  code: '{code}',
  command: '{command}'
}}
"""

PYTHON_TRACE = """\
Traceback (most recent call last):
  File "send.py", line 14, in <module>
    server.login(user, password)
  File "/usr/lib/python3.12/smtplib.py", line 750, in login
    raise last_exception
{message}
"""

JAVA_TRACE = """\
jakarta.mail.MessagingException: Could not convert socket to TLS;
  nested exception is:
\t{message}
\tat com.example.mail.Sender.send(Sender.java:42)
\tat com.example.App.main(App.java:7)
"""

TABLE = [
    ("send.recipient_unknown", POSTFIX_BOUNCE.format(reply="550 5.1.1 <taro@example.org>: Recipient address\n    rejected: User unknown in local recipient table", status="5.1.1")),
    ("send.recipient_over_quota", POSTFIX_BOUNCE.format(reply="552 5.2.2 <taro@example.org>: Mailbox full", status="5.2.2")),
    ("send.relay_denied", POSTFIX_BOUNCE.format(reply="554 5.7.1 <taro@example.org>: Relay access denied", status="5.7.1")),
    ("send.ip_blocked", POSTFIX_BOUNCE.format(reply="554 5.7.1 Service unavailable; Client host\n    [203.0.113.7] blocked using bl.example", status="5.7.1")),
    ("send.sender_authentication", POSTFIX_BOUNCE.format(reply="550-5.7.26 Your email has been blocked because the\n550-5.7.26 sender is unauthenticated. Gmail requires", status="5.7.26")),
    ("send.message_too_large", POSTFIX_BOUNCE.format(reply="552 5.3.4 Message size exceeds fixed limit", status="5.3.4")),
    ("send.recipient_unknown", EXIM_BOUNCE.format(after="RCPT TO:<taro@example.org>", reply="550 5.1.1 <taro@example.org>: no such user here")),
    ("send.content_rejected", EXIM_BOUNCE.format(after="end of data", reply="554 5.7.1 Spam message rejected")),
    ("send.greylisted", EXIM_BOUNCE.format(after="RCPT TO:<taro@example.org>", reply="451 4.7.1 Greylisted, please come back in 300 seconds")),
    ("send.recipient_unknown", EXCHANGE_BOUNCE.format(headline="taro wasn't found at example.com.", reply="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup")),
    ("send.recipient_restricted", EXCHANGE_BOUNCE.format(headline="Your message couldn't be delivered because delivery to this address is restricted.", reply="550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed")),
    ("send.account_suspended", EXCHANGE_BOUNCE.format(headline="Your message couldn't be delivered.", reply="550 5.1.8 Access denied, bad outbound sender AS(42004)")),
    ("send.message_too_large", EXCHANGE_BOUNCE.format(headline="The message is too large.", reply="550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient")),
    ("send.mail_loop", EXCHANGE_BOUNCE.format(headline="Something went wrong.", reply="554 5.4.14 Hop count exceeded - possible mail loop ATTR34")),
    ("send.timed_out", EXCHANGE_BOUNCE.format(headline="The server tried for a long time.", reply="550 5.4.316 Message expired, connection refused(Socket error code 10061)")),
    ("send.recipient_over_quota", GMAIL_BOUNCE.format(reply="552-5.2.2 The recipient's inbox is out of storage space. Please direct the\n552-5.2.2 recipient to our help page - gsmtp")),
    ("send.recipient_unknown", GMAIL_BOUNCE.format(reply="550 5.1.1 unknown or illegal alias: taro@example.org")),
    ("send.ip_blocked", GMAIL_BOUNCE.format(reply="550-5.7.1 [203.0.113.7] The IP address sending this message does not have a\n550-5.7.1 PTR record setup")),
    ("send.recipient_unknown", QMAIL_BOUNCE.format(reply="Sorry, no mailbox here by that name. vpopmail (#5.1.1)")),
    ("send.domain_not_found", QMAIL_BOUNCE.format(reply="Sorry, I couldn't find any host named exmaple.org. (#5.1.2)")),
    ("send.timed_out", QMAIL_BOUNCE.format(reply="Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; this message has been in the queue too long.")),
    ("send.recipient_unknown", SENDMAIL_BOUNCE.format(command="RCPT To:<taro@example.org>", reply="550 5.1.1 <taro@example.org>... User unknown")),
    ("send.sender_rejected", SENDMAIL_BOUNCE.format(command="MAIL From:<hanako@exmaple.jp>", reply="553 5.1.8 Domain of sender address hanako@exmaple.jp does not exist")),
    ("send.relay_denied", SENDMAIL_BOUNCE.format(command="RCPT To:<taro@example.org>", reply="550 5.7.1 <taro@example.org>... Relaying denied")),
    ("auth.wrong_credentials", NODE_TRACE.format(message="Invalid login: 535-5.7.8 Username and Password not accepted. For more information, go to", code="EAUTH", command="AUTH PLAIN")),
    ("auth.app_password_required", NODE_TRACE.format(message="Invalid login: 534-5.7.9 Application-specific password required.", code="EAUTH", command="AUTH PLAIN")),
    ("net.refused", NODE_TRACE.format(message="connect ECONNREFUSED 127.0.0.1:25", code="ESOCKET", command="CONN")),
    ("proto.plaintext_expected", NODE_TRACE.format(message="write EPROTO C0E7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number", code="ESOCKET", command="CONN")),
    ("dns.no_such_host", NODE_TRACE.format(message="getaddrinfo ENOTFOUND smtp.exmaple.com", code="EDNS", command="CONN")),
    ("proto.silent", NODE_TRACE.format(message="Greeting never received", code="ETIMEDOUT", command="CONN")),
    ("auth.protocol_disabled", PYTHON_TRACE.format(message="smtplib.SMTPAuthenticationError: (535, b'5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://example.com/smtp_auth_disabled for more information.')")),
    ("auth.wrong_credentials", PYTHON_TRACE.format(message="smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: (reason unavailable)')")),
    ("tls.hostname_mismatch", PYTHON_TRACE.format(message="ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'mail.example.jp'. (_ssl.c:1006)")),
    ("tls.untrusted_issuer", JAVA_TRACE.format(message="javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target")),
    ("tls.certificate_expired", JAVA_TRACE.format(message="java.security.cert.CertificateExpiredException: NotAfter: Sun Nov 01 09:00:00 JST 2026")),
    (
        "send.delayed",
        ("Subject: Delayed Mail (still being retried)\n\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\n"
        "Your message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n"
        "<taro@example.org>: connect to mx.example.org[192.0.2.10]:25: Connection timed out\n"),
    ),
    (
        "auth.wrong_credentials",
        ("Nov 26 10:00:01 mail postfix/smtps/smtpd[221]: connect from pc.example.jp[203.0.113.7]\n"
        "Nov 26 10:00:02 mail postfix/smtps/smtpd[221]: warning: pc.example.jp[203.0.113.7]: SASL PLAIN authentication failed: authentication failure\n"
        "Nov 26 10:00:03 mail postfix/smtps/smtpd[221]: lost connection after AUTH from pc.example.jp[203.0.113.7]\n"),
    ),
    (
        "server.too_many_connections",
        ("Nov 26 10:00:01 mail dovecot: imap-login: Login: user=<taro>, method=PLAIN, rip=203.0.113.7, TLS\n"
        "Nov 26 10:00:02 mail dovecot: imap-login: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10): user=<taro>, method=PLAIN, rip=203.0.113.7, TLS\n"),
    ),
    (
        "auth.tls_required",
        ("S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Dovecot ready.\nC: a1 LOGIN taro ***\n"
        "S: a1 NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\n"),
    ),
    (
        "send.auth_required",
        "S: 220 mail.example.jp ESMTP\nC: EHLO pc\nS: 250 AUTH PLAIN LOGIN\nC: MAIL FROM:<hanako@example.jp>\nS: 530 5.7.0 Authentication required\n",
    ),
    (
        "tls.certificate_expired",
        ("depth=0 CN = mail.example.jp\nverify error:num=10:certificate has expired\nnotAfter=Nov  1 00:00:00 2026 GMT\n"
        "verify return:1\n---\nSSL handshake has read 3215 bytes\nVerify return code: 10 (certificate has expired)\n"),
    ),
    (
        "tls.self_signed",
        ("* Trying 192.0.2.25:993...\n* Connected to mail.example.jp\n* TLSv1.3 (OUT), TLS alert, unknown CA (560):\n"
        "* SSL certificate problem: self-signed certificate\ncurl: (60) SSL certificate problem: self-signed certificate\n"),
    ),
    (
        "net.port25_blocked",
        "サーバーに接続できませんでした。件名 'テスト'\nアカウント : '会社', サーバー : 'smtp.example.jp', プロトコル : SMTP, ポート : 25, セキュリティ (SSL) : なし, ソケット エラー : 10060, エラー番号 : 0x800CCC0E\n",
    ),
    (
        "send.relay_denied",
        ("受信者の 1 人がサーバーによって拒否されたため、メッセージを送信できませんでした。拒否されたアドレスは 'taro@example.org' です。\n"
        "アカウント : '会社', サーバー : 'mail.example.jp', プロトコル : SMTP, サーバーの応答 : '554 5.7.1 <taro@example.org>: Relay access denied', ポート : 587, セキュリティ (SSL) : なし, サーバー エラー : 554, エラー番号 : 0x800CCC79\n"),
    ),
    (
        "auth.wrong_credentials",
        "タスク 'taro@example.jp - 受信中' でエラー (0x800CCC92) が報告されました : '電子メール サーバーでログインが拒否されました。[アカウント設定] でユーザー名とパスワードを確認してください。サーバーの応答: -ERR authorization failed'\n",
    ),
    (
        "proto.silent",
        "タスク 'taro@example.jp - 送信中' でエラー (0x8004210B) が報告されました: '送信 (SMTP) サーバーからの応答を待機中に、操作がタイムアウトしました。'\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "text"), TABLE)
def test_a_long_text_shows_its_cause_first(cause: str, text: str) -> None:
    """Headers, copies and what went well do not hide the line that decides."""
    assert [reading.cause for reading in ours().read(text)][:1] == [cause]
