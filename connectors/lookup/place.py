"""An address on the web, taken apart so far that there is one way to read it.

Two parsers that read one address differently are how a checked host becomes another one that is
dialled. So an address is read here once, and written anew from its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from connectors.lookup.names import MalformedName, host_name

URL_LIMIT = 2000
"""Characters; nobody's configuration lies deeper."""

PORTS = {"https": 443, "http": 80}

# All that may stand in a path and a query as it is (RFC 3986 §3.3, §3.4), and the percent sign
# of what is encoded already.
_AS_IT_IS = "/:@!$&'()*+,;=~-._%?"


class MalformedPlace(ValueError):  # noqa: N818 - a finding, not an error of ours
    """The text is no address on the web, or one that we do not go to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lies. ``host`` is a name, never a number; ``path`` has the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def secure(self) -> bool:
        """Whether it is https."""
        return self.scheme == "https"

    @property
    def url(self) -> str:
        """The address as one text."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"

    def to(self, location: str) -> Place:
        """Where a redirect from here leads.

        Raises:
            MalformedPlace: to no such address.
        """
        try:
            return place(urljoin(self.url, location.strip()))
        except ValueError as malformed:
            raise MalformedPlace(location) from malformed


def place(url: str) -> Place:
    """Take an address apart.

    Raises:
        MalformedPlace: another scheme than http and https, a login in it, a host that is a
            number or no name, a port that is none, or a text that is too long.
    """
    if len(url) > URL_LIMIT:
        raise MalformedPlace(url[:URL_LIMIT])
    try:
        parts = urlsplit(url)
        default = PORTS[parts.scheme]
        if parts.username is not None or parts.password is not None:
            raise MalformedPlace(url)
        port = default if parts.port is None else parts.port
        path = quote(parts.path or "/", safe=_AS_IT_IS)
        query = f"?{quote(parts.query, safe=_AS_IT_IS)}" if parts.query else ""
        return Place(parts.scheme, host_name(parts.hostname or ""), _port(port), path + query)
    except (KeyError, ValueError, MalformedName) as malformed:
        raise MalformedPlace(url) from malformed


def _port(number: int) -> int:
    if number == 0:
        raise MalformedPlace(str(number))
    return number
