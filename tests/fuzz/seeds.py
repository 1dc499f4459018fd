"""Words to begin from: one small good example of everything that is read."""

from __future__ import annotations

DIALOGUES = tuple(
    text.replace(b"\n", b"\r\n")
    for text in (
        (
            b"220 mail.example ESMTP\n250-mail.example\n250-SIZE 1000\n250-PIPELINING\n"
            b"250 AUTH PLAIN LOGIN SCRAM-SHA-256\n235 2.7.0 in\n250 2.1.0 ok\n250 2.1.5 ok\n"
            b"354 go\n250 2.0.0 queued\n221 2.0.0 bye\n"
        ),
        b"554-5.7.1 no\n554 5.7.1 not from there\n",
        (
            b"+OK ready <1.2@mail.example>\n+OK\nSASL PLAIN\nTOP\nUSER\n.\n+ PDEuMkBtYWlsPg==\n"
            b"+OK in\n+OK 2 200\n+OK 2 100\n+OK 2 x\n+OK\nSubject: a\n..b\n.\n+OK bye\n"
        ),
        b"-ERR [SYS/TEMP] later\n",
        (
            b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN QUOTA] ready\n"
            b"A1 OK [CAPABILITY IMAP4rev1 QUOTA] in\n* FLAGS (\\Seen)\n* 1 EXISTS\n"
            b"A2 OK [READ-ONLY] open\n* 1 FETCH (UID 5 BODY[HEADER.FIELDS (SUBJECT)] {14}\n"
            b'Subject: a\n\n FLAGS (\\Seen) RFC822.SIZE 5)\nA3 OK\n* QUOTA "" (STORAGE 1 2)\n'
            b"A4 OK\n* BYE\nA5 OK\n"
        ),
        b'* ESEARCH (TAG "A4") UID ALL 5\n* SEARCH 1 2\n* LIST () "/" {3}\nabc\nA4 NO [ALERT] x\n',
    )
)

HEADERS = (
    b"Subject: =?ISO-2022-JP?B?GyRCMnE1RCRON28bKEI=?=\r\nFrom: =?utf-8?q?a=C3=A9?= <a@b.example>",
    b"Date: Thu, 26 Nov 2026 12:00:00 +0900\r\nSubject: \x1b$B2q5D\x1b(B\r\n folded",
    b"Subject: =?gb2312?B?xOO6ww==?= =?shift_jis?Q?=83=81=81=5B=83=8B?=",
)

TEXTS = tuple(
    text.encode()
    for text in (
        "535 5.7.8 Username and password not accepted, port 587 on smtp.gmail.com",
        "IMAPの993番ポートでエラー 0x800CCC0E が出ます taro@example.com",
        "A1 NO [AUTHENTICATIONFAILED] Authentication failed.",
        "Outlook says 550 5.1.1 user unknown; Ｔｈｕｎｄｅｒｂｉｒｄは動きます",
    )
)

CONFIGURATION = b"""<clientConfig version="1.1"><emailProvider id="example.com">
<domain>example.com</domain><incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname>
<port>993</port><socketType>SSL</socketType><authentication>password-cleartext</authentication>
<username>%EMAILADDRESS%</username></incomingServer></emailProvider></clientConfig>"""

POX = b"""<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
<Account><AccountType>email</AccountType><Action>settings</Action><Protocol><Type>IMAP</Type>
<Server>imap.example.com</Server><Port>993</Port><SSL>on</SSL></Protocol></Account></Response>
</Autodiscover>"""

PACC = b"""{"protocols": {"imap": {"host": "imap.example.com"},
"smtp": {"host": "smtp.example.com"}}, "authentication": {"password": true},
"Url": "https://example.com/a", "access_token": "a", "error": "b", "device_code": "c",
"user_code": "D", "verification_uri": "https://example.com/d", "expires_in": 900}"""
