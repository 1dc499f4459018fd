"""XML that wants to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.lookup.xml import (
    DEPTH_LIMIT,
    ELEMENTS_LIMIT,
    MalformedDocument,
    read,
    text,
)

LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (depth, b"&l%d;" % (depth - 1) * 10) for depth in range(1, 10)
)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>",
        b'<!DOCTYPE a [<!ENTITY x "' + b"A" * 50_000 + b'">]><a>' + b"&x;" * 1000 + b"</a>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>',
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        b"<!DOCTYPE a><a/>",
        "<!DOCTYPE a><a/>".encode("utf-16"),
        b"<a>&undefined;</a>",
        b"<a>\x00</a>",
        b"<a b='1' b='2'/>",
    ],
)
def test_no_document_type_and_no_entity_is_read(document: bytes) -> None:
    """Bombs of entities, files, addresses, and every other DOCTYPE: malformed, at once."""
    with pytest.raises(MalformedDocument):
        read(document)


def test_a_file_is_not_included(tmp_path: Path) -> None:
    """Not by XInclude either: it stays an element that nobody knows."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret}"/>'
    assert text(read(f"<a>{include}</a>".encode()), "include") == ""


@pytest.mark.parametrize(
    "document",
    [
        b"<a>" * 40_000,
        b"<a>" * (DEPTH_LIMIT + 1) + b"</a>" * (DEPTH_LIMIT + 1),
        b"<a>" + b"<b/>" * ELEMENTS_LIMIT + b"</a>",
    ],
)
def test_a_tree_is_neither_deep_nor_large(document: bytes) -> None:
    """It is given up as soon as it is: memory is not for strangers to fill."""
    with pytest.raises(MalformedDocument):
        read(document)


def test_the_bounds_are_the_last_that_is_read() -> None:
    """As deep and as large as allowed."""
    assert read(b"<a>" * DEPTH_LIMIT + b"</a>" * DEPTH_LIMIT).tag == "a"
    assert len(read(b"<a>" + b"<b/>" * (ELEMENTS_LIMIT - 1) + b"</a>")) == ELEMENTS_LIMIT - 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    """Those that the parser knows by itself."""
    name = encoding.removesuffix("-sig")
    document = f'<?xml version="1.0" encoding="{name}"?><a><b>x</b></a>'.encode(encoding)
    assert text(read(document), "b") == "x"


def test_an_encoding_that_the_parser_does_not_know_is_malformed() -> None:
    """Files are UTF-8 by the format; no file in EUC-JP is known."""
    with pytest.raises(MalformedDocument):
        read('<?xml version="1.0" encoding="euc-jp"?><a>日本</a>'.encode("euc-jp"))
