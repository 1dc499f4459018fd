"""Where the store is.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_DATABASE_URL`` | ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME`` |

Without it a file ``mailmedic.db`` in the folder that the system has for an application's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.config import SettingsError

VARIABLE = "MAILMEDIC_DATABASE_URL"
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
ALSO_CALLED = {"postgres": "postgresql"}


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the store is; the URL may hold a password and is hidden from ``repr``."""

    url: URL = field(repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> StoreSettings:
        """The settings of an environment.

        Raises:
            SettingsError: the URL cannot be read, or names a database that we do not use. The
                URL itself is not among the values, as it may hold a password.
        """
        given = environ.get(VARIABLE, "").strip()
        return cls(database_url(given) if given else _own_file())


def database_url(given: str) -> URL:
    """The URL with our drivers in it.

    Raises:
        SettingsError: see ``StoreSettings.from_env``.
    """
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise SettingsError("database_url", variable=VARIABLE) from None
    name = url.get_backend_name()
    driver = DRIVERS.get(ALSO_CALLED.get(name, name))
    if driver is None or (driver == DRIVERS["sqlite"] and _is_no_file(url)):
        raise SettingsError("database_url", variable=VARIABLE)
    url = url.set(drivername=driver)
    if "sslmode" in url.query:
        # libpq's name for what asyncpg calls ssl; people copy such URLs from their provider.
        mode = url.query["sslmode"]
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url


def _is_no_file(url: URL) -> bool:
    return url.database in (None, "", ":memory:") or str(url.database).startswith("file:")


def _own_file() -> URL:
    from platformdirs import user_data_path

    path = user_data_path("mailmedic", appauthor=False) / "mailmedic.db"
    return URL.create(DRIVERS["sqlite"], database=str(path))
