"""Where the store is: URLs as people write them, and what is refused without quoting it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import SettingsError
from bot.store.settings import VARIABLE, StoreSettings
from bot.store.store import opened
from knowledge.model import Language
from knowledge.speak import Speaker

SECRET = "s3cret-pa55"


@pytest.mark.parametrize(
    ("given", "driver", "database"),
    [
        ("sqlite:////var/lib/m/m.db", "sqlite+aiosqlite", "/var/lib/m/m.db"),
        ("sqlite:///データ/m.db", "sqlite+aiosqlite", "データ/m.db"),
        ("postgresql://m:s3cret-pa55@db/m", "postgresql+asyncpg", "m"),
        ("postgres://m:s3cret-pa55@db/m", "postgresql+asyncpg", "m"),
        ("postgresql+asyncpg://m@db/m", "postgresql+asyncpg", "m"),
    ],
)
def test_a_url(given: str, driver: str, database: str) -> None:
    """It gets our drivers; its password shows nowhere."""
    found = StoreSettings.from_env({VARIABLE: given})
    assert (found.url.drivername, found.url.database) == (driver, database)
    assert SECRET not in repr(found) + str(found.url)


def test_libpqs_word_for_tls() -> None:
    """What a provider's console gives to copy is understood."""
    url = StoreSettings.from_env({VARIABLE: "postgresql://m@db/m?sslmode=require"}).url
    assert dict(url.query) == {"ssl": "require"}


def test_without_a_setting() -> None:
    """A file of this user's."""
    url = StoreSettings.from_env({}).url
    assert str(url.database).endswith("mailmedic.db")


@pytest.mark.parametrize(
    "given",
    ["mysql://m:s3cret-pa55@db/m", "s3cret-pa55", "sqlite://", "sqlite:///:memory:", "://"],
)
def test_others_are_refused(given: str) -> None:
    """Without quoting them: there may be a password in it."""
    with pytest.raises(SettingsError) as refused:
        StoreSettings.from_env({VARIABLE: given})
    assert SECRET not in str(refused.value) + str(refused.value.values)


@pytest.mark.parametrize("language", list(Language))
async def test_a_database_that_cannot_be_opened(
    tmp_path: Path, language: Language, speaker: Speaker
) -> None:
    """No server, no folder, no database: told as a wrong setting, without the password."""
    file = tmp_path / "file"
    file.write_text("not a database, by any means " * 40)
    for url in (
        f"postgresql://m:{SECRET}@127.0.0.1:1/m",
        f"sqlite:///{file}/m.db",
        f"sqlite:///{file}",
    ):
        with pytest.raises(SettingsError) as refused:
            async with opened(url):
                pass
        told = speaker.plain(f"settings.{refused.value.code}", language, **refused.value.values)
        assert VARIABLE in told
        assert SECRET not in told
