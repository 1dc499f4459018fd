"""The settings of ``mailmedic serve``, from an environment."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot import config
from bot.config import Listen, PasswordEntry, ServeSettings, Settings, SettingsError
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

README = Path(__file__).parents[3] / "deploy" / "README.md"
URL = {"MAILMEDIC_PUBLIC_URL": "https://help.example.com"}


def test_nothing_is_set() -> None:
    """This machine only, and no password anywhere."""
    assert ServeSettings.from_env({}) == ServeSettings()
    assert ServeSettings().listen == Listen("127.0.0.1", 8025)
    assert ServeSettings().password_entry is PasswordEntry.NONE


def test_everything_is_set(tmp_path: Path) -> None:
    """Blanks around a value are passed over."""
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.touch()
    key.touch()
    settings = ServeSettings.from_env(
        {
            "MAILMEDIC_PUBLIC_URL": " https://Help.Example.com:8443/ ",
            "MAILMEDIC_LISTEN": "[::1]:0",
            "MAILMEDIC_TRUSTED_PROXY": "127.0.0.1, 10.0.0.0/8 ::1",
            "MAILMEDIC_TLS_CERT": str(chain),
            "MAILMEDIC_TLS_KEY": str(key),
            "MAILMEDIC_PASSWORD_ENTRY": "form",
            "MAILMEDIC_METRICS_LISTEN": "127.0.0.1:9025",
            "MAILMEDIC_ALLOWED_NETWORKS": "10.20.0.0/16",
            "MAILMEDIC_MICROSOFT_CLIENT_ID": "ms",
            "MAILMEDIC_MICROSOFT_TENANT": "example.com",
            "MAILMEDIC_GOOGLE_CLIENT_ID": "g",
            "MAILMEDIC_GOOGLE_CLIENT_SECRET": "secret-of-google",
            "MAILMEDIC_OUTSIDERS_MAY_CHECK": "Yes",
        }
    )
    assert settings == ServeSettings(
        "https://help.example.com:8443",
        Listen("::1", 0),
        (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"), ip_network("::1/128")),
        (chain, key),
        PasswordEntry.FORM,
        Listen("127.0.0.1", 9025),
        ("10.20.0.0/16",),
        "ms",
        "example.com",
        "g",
        "secret-of-google",
        outsiders_may_check=True,
    )
    assert "secret-of-google" not in repr(settings)


@pytest.mark.parametrize(
    ("environ", "entry"),
    [
        ({}, PasswordEntry.NONE),
        (URL, PasswordEntry.PAGE),
        (URL | {"MAILMEDIC_PASSWORD_ENTRY": "none"}, PasswordEntry.NONE),
        (URL | {"MAILMEDIC_PASSWORD_ENTRY": "form"}, PasswordEntry.FORM),
        ({"MAILMEDIC_PASSWORD_ENTRY": "form"}, PasswordEntry.FORM),
    ],
)
def test_where_passwords_are_typed(environ: dict[str, str], entry: PasswordEntry) -> None:
    """On the page when it has a public address, else nowhere, unless the operator says so."""
    assert ServeSettings.from_env(environ).password_entry is entry


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://help.example.com", "https://help.example.com"),
        ("https://help.example.com:443/", "https://help.example.com"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:8025", "http://localhost:8025"),
        ("http://127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_a_public_address(url: str, origin: str) -> None:
    """Plain http only where nobody is on the way."""
    assert ServeSettings.from_env({"MAILMEDIC_PUBLIC_URL": url}).public_url == origin


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("MAILMEDIC_PUBLIC_URL", "http://help.example.com", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "help.example.com", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "https://help.example.com/check", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "https://help.example.com?x=1", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "https://user@help.example.com", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "https://help.example.com:99999", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "https://[::1", "public_url"),
        ("MAILMEDIC_PUBLIC_URL", "https://héllo.example", "public_url"),
        ("MAILMEDIC_LISTEN", "8025", "listen"),
        ("MAILMEDIC_LISTEN", "127.0.0.1:99999", "listen"),
        ("MAILMEDIC_LISTEN", "127.0.0.1:http", "listen"),
        ("MAILMEDIC_METRICS_LISTEN", ":9", "listen"),
        ("MAILMEDIC_TRUSTED_PROXY", "proxy.example", "networks"),
        ("MAILMEDIC_ALLOWED_NETWORKS", "10.0.0.1/8", "networks"),
        ("MAILMEDIC_PASSWORD_ENTRY", "chat", "password_entry"),
        ("MAILMEDIC_PASSWORD_ENTRY", "page", "page_needs_url"),
        ("MAILMEDIC_TLS_CERT", "/no/such/file", "tls_pair"),
        ("MAILMEDIC_TLS_KEY", "/no/such/file", "tls_pair"),
        ("MAILMEDIC_MICROSOFT_TENANT", "../evil", "tenant"),
        ("MAILMEDIC_OUTSIDERS_MAY_CHECK", "perhaps", "yes_or_no"),
    ],
)
def test_a_setting_that_cannot_be_used(
    variable: str, value: str, code: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Named in one line, in both languages."""
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({variable: value})
    assert raised.value.code == code
    for language in Language:
        said = speaker.plain(f"settings.{code}", language, **raised.value.values)
        assert "MAILMEDIC_" in said


def test_a_certificate_that_is_not_there(tmp_path: Path) -> None:
    """The file that is missing is named."""
    (tmp_path / "key.pem").touch()
    environ = {"MAILMEDIC_TLS_CERT": "/no/such", "MAILMEDIC_TLS_KEY": str(tmp_path / "key.pem")}
    with pytest.raises(SettingsError) as raised:
        ServeSettings.from_env(environ)
    assert (raised.value.code, raised.value.values["value"]) == ("no_file", "/no/such")


def test_every_setting_is_told() -> None:
    """In the module's own table, and in the guide for those who run it."""
    read = set(re.findall(r'text\("([A-Z_]+)"\)', Path(config.__file__).read_text("utf-8")))
    assert len(read) == 13
    told, guide = config.__doc__ or "", README.read_text("utf-8")
    for name in read:
        assert f"``MAILMEDIC_{name}``" in told
        assert f"`MAILMEDIC_{name}`" in guide
