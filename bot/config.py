"""The settings, read once from the environment, checked, and handed down.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_OVERLAY`` | a folder with the company's own topics and facts |
| ``MAILMEDIC_CA_FILE`` | certificates (PEM) to trust in checks, in place of the system's |
| ``MAILMEDIC_RESOLVER`` | the name server to ask in checks, ``IP`` or ``IP:PORT`` |
| ``MAILMEDIC_LANG`` | ``en`` or ``ja``, where the text does not tell; else the locale's |
| ``MAILMEDIC_CACHE`` | a folder for what was read and indexed; empty keeps nothing |
| ``MAILMEDIC_PASSWORD`` | the password of ``mailmedic check``; never an argument |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.model import Language


class SettingsError(Exception):
    """A setting cannot be used. ``code`` and ``values`` are a phrase of ``settings``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose. The password is not among it: it is read where it is used."""

    overlay: Path | None = None
    ca_file: Path | None = None
    resolver: str = ""
    language: Language = Language.EN
    cache: Path | None = None

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
        )

    @staticmethod
    def language_of(environ: Mapping[str, str]) -> Language:
        """The locale's language, with which a wrong setting is told."""
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
