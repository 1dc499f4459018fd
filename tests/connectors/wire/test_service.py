"""Which service answers, told by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wire.service import Service, is_record, recognise, speaks
from knowledge.providers import Protocol


@pytest.mark.parametrize(
    ("first", "service"),
    [
        (b"220 mx.example ESMTP Postfix", Service.SMTP),
        (b"220-mx.example welcome", Service.SMTP),
        (b"220", Service.SMTP),
        (b"220 ftp.example.com ESMTP", Service.SMTP),
        (b"220 FTP.EXAMPLE ESMTP", Service.SMTP),
        (b"554 5.7.1 no service", Service.SMTP),
        (b"421 4.3.2 closing", Service.SMTP),
        (b"220 (vsFTPd 3.0.5)", Service.FTP),
        (b"220 ProFTPD Server ready", Service.FTP),
        (b"200 news.example InterNetNews NNRP server ready (posting ok)", Service.NNTP),
        (b"201 news.example ready, no posting", Service.NNTP),
        (b"200 poppassd v1.8 hello, who are you?", Service.OTHER),
        (b":irc.example.net NOTICE * :*** Looking up your hostname", Service.OTHER),
        (b":irc.example.net 001 taro :Welcome", Service.OTHER),
        (b"\xff\xfd\x18\xff\xfd\x20login: ", Service.OTHER),
        (b"RFB 003.008", Service.OTHER),
        (b"@RSYNCD: 31.0", Service.OTHER),
        (b": not irc", Service.UNKNOWN),
        (b"220 mail.example LMTP Dovecot ready.", Service.LMTP),
        (b"220 box LMTP server ready", Service.LMTP),
        (b"220 mail.example (LMTP)", Service.LMTP),
        (b"220 lmtp.example ready", Service.SMTP),
        (b"220 LMTP.example ESMTP", Service.SMTP),
        (b'"IMPLEMENTATION" "Dovecot Pigeonhole"', Service.SIEVE),
        (b'"Sieve" "fileinto"', Service.SIEVE),
        (b'"hello"', Service.UNKNOWN),
        (b"2200 no", Service.UNKNOWN),
        (b"+OK ready", Service.POP3),
        (b"-ERR busy", Service.POP3),
        (b"* OK ready", Service.IMAP),
        (b"* ok ready", Service.IMAP),
        (b"* PREAUTH hello", Service.IMAP),
        (b"* BYE no", Service.IMAP),
        (b"* what", Service.UNKNOWN),
        (b"HTTP/1.1 400 Bad Request", Service.HTTP),
        (b"<!doctype html>", Service.HTTP),
        (b"SSH-2.0-OpenSSH_9.9", Service.SSH),
        (b"\x16\x03\x03\x00\x7a", Service.TLS),
        (b"\x15\x03\x01\x00\x02\x02\x46", Service.TLS),
        (b"\x16\x02", Service.UNKNOWN),
        (b"", Service.UNKNOWN),
        ("ようこそ".encode(), Service.UNKNOWN),
    ],
)
def test_recognise(first: bytes, service: Service) -> None:
    """By digits, signs and names, not by words."""
    assert recognise(first) is service


@given(st.binary(max_size=40))
def test_recognise_takes_anything(first: bytes) -> None:
    """Whatever comes is some service, or unknown."""
    assert recognise(first) in Service


@pytest.mark.parametrize(
    ("first", "record"), [(b"", None), (b"\x16", None), (b"\x16\x03", True), (b"22", False)]
)
def test_is_record(first: bytes, record: bool | None) -> None:
    """Two bytes decide."""
    assert is_record(first) is record


def test_speaks() -> None:
    """The services that are mail protocols bear their names."""
    assert [speaks(service, Protocol.IMAP) for service in (Service.IMAP, Service.POP3)] == [
        True,
        False,
    ]
