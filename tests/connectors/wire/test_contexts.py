"""The rules of TLS, and the file of certificates that a person may add."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from connectors.wire.contexts import CA_FILE_BYTES, CaFileUnusable, Contexts
from tests.servers.certificates import ORGANISATION, Certificates


def test_the_rules() -> None:
    """Certificates and names are verified, and nothing older than TLS 1.2 is spoken."""
    context = Contexts().verifying()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_one_context_for_all(certificates: Certificates) -> None:
    """It is made once for each file."""
    contexts = Contexts()
    assert contexts.verifying() is contexts.verifying()
    assert contexts.verifying(certificates.ca_file) is contexts.verifying(certificates.ca_file)
    assert contexts.verifying(certificates.ca_file) is not contexts.verifying()
    assert contexts.reading() is contexts.reading()


def test_reading_trusts_everything() -> None:
    """And is another one than that over which somebody may log in."""
    contexts = Contexts()
    assert contexts.reading().verify_mode is ssl.CERT_NONE
    assert contexts.reading() is not contexts.verifying()


def test_a_file_is_trusted_beside_the_system(certificates: Certificates) -> None:
    """Whoever has an authority of their own has public servers too."""
    contexts = Contexts()
    own = contexts.trusted_authorities(certificates.ca_file)
    assert own == contexts.trusted_authorities() | {ORGANISATION}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "unreadable"),
        (b"", "no_certificate"),
        (b"not a certificate\n", "no_certificate"),
        ("証明書\n".encode(), "no_certificate"),
        (b"\0\xff\x30\x82", "no_certificate"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "no_certificate",
        ),
        (b"x" * (CA_FILE_BYTES + 1), "no_certificate"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """The file is named, and why."""
    path = tmp_path / "証明書.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CaFileUnusable, match=r"証明書\.pem") as unusable:
        Contexts().verifying(path)
    assert (unusable.value.path, unusable.value.reason) == (path, reason)
    assert isinstance(unusable.value, ValueError)


@pytest.mark.parametrize("path", ["", "with\0nul"])
def test_a_path_that_cannot_be_a_file(tmp_path: Path, path: str) -> None:
    """A directory, and a name that no file has."""
    with pytest.raises(CaFileUnusable) as unusable:
        Contexts().verifying(tmp_path / path)
    assert unusable.value.reason == "unreadable"
