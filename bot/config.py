"""The settings, read once from the environment, checked, and handed down.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_OVERLAY`` | a folder with the company's own topics and facts |
| ``MAILMEDIC_CA_FILE`` | certificates (PEM) to trust in checks, in place of the system's |
| ``MAILMEDIC_RESOLVER`` | the name server to ask in checks, ``IP`` or ``IP:PORT`` |
| ``MAILMEDIC_LANG`` | ``en`` or ``ja``, where the text does not tell; else the locale's |
| ``MAILMEDIC_CACHE`` | a folder for what was read and indexed; empty keeps nothing |
| ``MAILMEDIC_PASSWORD`` | the password of ``mailmedic check``; never an argument |

What ``mailmedic serve`` asks for besides (``ServeSettings``):

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_PUBLIC_URL`` | where people reach the check page, ``https://host[:port]`` |
| ``MAILMEDIC_LISTEN`` | where it listens, ``HOST:PORT``; else ``127.0.0.1:8025`` |
| ``MAILMEDIC_TRUSTED_PROXY`` | networks of proxies whose ``X-Forwarded-For`` is believed |
| ``MAILMEDIC_TLS_CERT`` | certificate chain (PEM), to serve TLS without a proxy |
| ``MAILMEDIC_TLS_KEY`` | its private key (PEM) |
| ``MAILMEDIC_PASSWORD_ENTRY`` | ``page``, ``form`` or ``none``: where passwords are typed |
| ``MAILMEDIC_METRICS_LISTEN`` | where ``/metrics`` is, ``HOST:PORT``, if it has its own port |
| ``MAILMEDIC_ALLOWED_NETWORKS`` | private networks that may be checked, ``10.0.0.0/8`` |
| ``MAILMEDIC_OUTSIDERS_MAY_CHECK`` | ``yes``: guests of a chat may have accounts checked, too |
| ``MAILMEDIC_MICROSOFT_CLIENT_ID`` | our registration, for signing in by code |
| ``MAILMEDIC_MICROSOFT_TENANT`` | the organisation that may sign in; else ``common`` |
| ``MAILMEDIC_GOOGLE_CLIENT_ID`` | our registration, for signing in on Google's page |
| ``MAILMEDIC_GOOGLE_CLIENT_SECRET`` | its secret |

Lists are separated by commas or blanks. The chats, the helpdesk and the store have settings of
their own, each listed where it is read: ``bot/adapters/slack/settings.py``,
``bot/adapters/discord/settings.py``, ``bot/helpdesk/settings.py``, ``bot/store/settings.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.model import Language

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


class SettingsError(Exception):
    """A setting cannot be used. ``code`` and ``values`` are a phrase of ``settings``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


class PasswordEntry(StrEnum):
    """Where a person who asks in a chat types the password for a check."""

    PAGE = "page"
    """On a page of our own, open once: the only way that hides it from the chat."""
    FORM = "form"
    """In a form of the chat, which shows it and sends it through the chat's company."""
    NONE = "none"
    """Nowhere: checks stop before the login."""


@dataclass(frozen=True, slots=True)
class Listen:
    """An address to listen on; ``port`` 0 takes any that is free."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can connect."""
        return self.host == "localhost" or _is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What the operator chose for ``mailmedic serve``.

    ``public_url`` is an origin without a slash at its end, or empty. ``tls`` is certificate
    and key. The Google secret is hidden from ``repr``.
    """

    public_url: str = ""
    listen: Listen = Listen("127.0.0.1", 8025)
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    tls: tuple[Path, Path] | None = None
    password_entry: PasswordEntry = PasswordEntry.NONE
    metrics_listen: Listen | None = None
    allowed_networks: tuple[str, ...] = ()
    microsoft_client_id: str = ""
    microsoft_tenant: str = "common"
    google_client_id: str = ""
    google_client_secret: str = field(default="", repr=False)
    outsiders_may_check: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> ServeSettings:
        """The settings of an environment.

        Raises:
            SettingsError: a value cannot be used, alone or beside another.
        """

        def text(name: str) -> str:
            return environ.get(f"MAILMEDIC_{name}", "").strip()

        listen = _listen("MAILMEDIC_LISTEN", text("LISTEN") or "127.0.0.1:8025")
        public_url = _origin("MAILMEDIC_PUBLIC_URL", text("PUBLIC_URL"))
        metrics = text("METRICS_LISTEN")
        return cls(
            public_url=public_url,
            listen=listen,
            trusted_proxies=_networks("MAILMEDIC_TRUSTED_PROXY", text("TRUSTED_PROXY")),
            tls=_certificate(text("TLS_CERT"), text("TLS_KEY")),
            password_entry=_entry(text("PASSWORD_ENTRY"), public_url),
            metrics_listen=_listen("MAILMEDIC_METRICS_LISTEN", metrics) if metrics else None,
            allowed_networks=tuple(
                map(str, _networks("MAILMEDIC_ALLOWED_NETWORKS", text("ALLOWED_NETWORKS")))
            ),
            outsiders_may_check=_yes("MAILMEDIC_OUTSIDERS_MAY_CHECK", text("OUTSIDERS_MAY_CHECK")),
            microsoft_client_id=text("MICROSOFT_CLIENT_ID"),
            microsoft_tenant=_tenant(text("MICROSOFT_TENANT") or "common"),
            google_client_id=text("GOOGLE_CLIENT_ID"),
            google_client_secret=text("GOOGLE_CLIENT_SECRET"),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose. The password is not among it: it is read where it is used."""

    overlay: Path | None = None
    ca_file: Path | None = None
    resolver: str = ""
    language: Language = Language.EN
    cache: Path | None = None
    serve: ServeSettings = ServeSettings()

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of an environment.

        Raises:
            SettingsError: a value cannot be used; names the variable and what it may be.
        """
        overlay = environ.get("MAILMEDIC_OVERLAY", "").strip()
        ca_file = environ.get("MAILMEDIC_CA_FILE", "").strip()
        return cls(
            overlay=_folder("MAILMEDIC_OVERLAY", overlay) if overlay else None,
            ca_file=Path(ca_file) if ca_file else None,
            resolver=environ.get("MAILMEDIC_RESOLVER", "").strip(),
            language=_language(environ),
            cache=_cache(environ),
            serve=ServeSettings.from_env(environ),
        )

    @staticmethod
    def language_of(environ: Mapping[str, str]) -> Language:
        """The language in which a wrong setting is told: what was chosen, if it can be."""
        try:
            return _language(environ)
        except SettingsError:
            return _locale_language(environ)


def _folder(variable: str, value: str) -> Path:
    path = Path(value)
    if not path.is_dir():
        raise SettingsError("no_folder", variable=variable, value=value)
    return path


def _language(environ: Mapping[str, str]) -> Language:
    wanted = environ.get("MAILMEDIC_LANG", "").strip()
    if wanted:
        try:
            return Language(wanted)
        except ValueError:
            raise SettingsError("language", variable="MAILMEDIC_LANG", value=wanted) from None
    return _locale_language(environ)


def _locale_language(environ: Mapping[str, str]) -> Language:
    locale = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    return Language.JA if re.match(r"ja(?![a-z])", locale.lower()) else Language.EN


def _cache(environ: Mapping[str, str]) -> Path | None:
    if "MAILMEDIC_CACHE" in environ:
        folder = environ["MAILMEDIC_CACHE"].strip()
        return Path(folder) if folder else None
    from platformdirs import user_cache_path

    return user_cache_path("mailmedic", appauthor=False)


def _listen(variable: str, value: str) -> Listen:
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise SettingsError("listen", variable=variable, value=value)
    return Listen(host, int(port))


def _origin(variable: str, value: str) -> str:
    """An origin (RFC 6454 §6.2): passwords are typed there, so https but on this machine."""
    if not value:
        return ""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SettingsError("public_url", variable=variable, value=value) from None
    plain = parts.scheme == "http" and (host == "localhost" or _is_loopback(host))
    beside = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if beside or not re.fullmatch(r"[a-z0-9.:-]+", host) or not (plain or parts.scheme == "https"):
        raise SettingsError("public_url", variable=variable, value=value)
    host = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _networks(variable: str, value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    # Loaded where it is needed: an answer to a question must not wait for it.
    from ipaddress import ip_network

    try:
        return tuple(ip_network(one) for one in re.split(r"[\s,]+", value) if one)
    except ValueError:
        raise SettingsError("networks", variable=variable, value=value) from None


def _certificate(chain: str, key: str) -> tuple[Path, Path] | None:
    if not chain and not key:
        return None
    given = {"MAILMEDIC_TLS_CERT": chain, "MAILMEDIC_TLS_KEY": key}
    if missing := [name for name, value in given.items() if not value]:
        raise SettingsError("tls_pair", variable=missing[0])
    for name, value in given.items():
        if not Path(value).is_file():
            raise SettingsError("no_file", variable=name, value=value)
    return Path(chain), Path(key)


def _entry(value: str, public_url: str) -> PasswordEntry:
    variable = "MAILMEDIC_PASSWORD_ENTRY"
    if not value:
        return PasswordEntry.PAGE if public_url else PasswordEntry.NONE
    try:
        entry = PasswordEntry(value)
    except ValueError:
        raise SettingsError("password_entry", variable=variable, value=value) from None
    if entry is PasswordEntry.PAGE and not public_url:
        raise SettingsError("page_needs_url", variable=variable)
    return entry


def _yes(variable: str, value: str) -> bool:
    """Whether it is switched on; nothing is guessed where it is not clear."""
    meant = {"": False, "no": False, "0": False, "false": False}
    meant |= {"yes": True, "1": True, "true": True}
    if value.casefold() not in meant:
        raise SettingsError("yes_or_no", variable=variable, value=value)
    return meant[value.casefold()]


def _tenant(value: str) -> str:
    """It becomes part of an address."""
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,100}", value):
        raise SettingsError("tenant", variable="MAILMEDIC_MICROSOFT_TENANT", value=value)
    return value
