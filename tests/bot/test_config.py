"""The settings, from an environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings, SettingsError
from knowledge.model import Language

EN, JA = Language.EN, Language.JA


def test_nothing_is_set() -> None:
    """English, no overlay, and a cache where this machine keeps such."""
    settings = Settings.from_env({})
    assert (settings.overlay, settings.ca_file, settings.resolver) == (None, None, "")
    assert settings.language is EN
    assert settings.cache is not None


def test_everything_is_set(tmp_path: Path) -> None:
    """Blanks around a value are passed over."""
    settings = Settings.from_env(
        {
            "MAILMEDIC_OVERLAY": f" {tmp_path} ",
            "MAILMEDIC_CA_FILE": "ca.pem",
            "MAILMEDIC_RESOLVER": "192.0.2.1:53",
            "MAILMEDIC_LANG": "ja",
            "MAILMEDIC_CACHE": str(tmp_path),
        }
    )
    assert settings == Settings(tmp_path, Path("ca.pem"), "192.0.2.1:53", JA, tmp_path)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, JA),
        ({"LANG": "en_GB.UTF-8"}, EN),
        ({"LANG": "C"}, EN),
        ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, EN),
        ({"LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "C"}, JA),
        ({"LANG": "ja_JP.UTF-8", "MAILMEDIC_LANG": "en"}, EN),
        ({"LANG": "jam_JM"}, EN),
    ],
)
def test_the_language(environ: dict[str, str], language: Language) -> None:
    """The setting's, else the locale's."""
    assert Settings.from_env(environ).language is language


def test_no_cache_is_wanted() -> None:
    """An empty value keeps nothing."""
    assert Settings.from_env({"MAILMEDIC_CACHE": ""}).cache is None


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"MAILMEDIC_OVERLAY": "/no/such/folder"}, "no_folder"),
        ({"MAILMEDIC_LANG": "fr"}, "language"),
    ],
)
def test_a_setting_that_cannot_be_used(environ: dict[str, str], code: str) -> None:
    """Names the variable and its value."""
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(environ)
    ((variable, value),) = environ.items()
    assert raised.value.code == code
    assert raised.value.values == {"variable": variable, "value": value}


def test_the_password_is_no_setting() -> None:
    """It is read where it is used, and kept nowhere."""
    planted = "planted-3f9c"
    assert planted not in repr(Settings.from_env({"MAILMEDIC_PASSWORD": planted}))
