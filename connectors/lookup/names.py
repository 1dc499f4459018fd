"""Host names as people write them, turned into what DNS takes."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address

NAME_LIMIT = 253
"""Characters of a whole name without its last dot (RFC 1035 §2.3.4 in text form)."""

# Letters, digits and hyphens (RFC 1123 §2.1), and the underscore that internal networks use.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")

# A last label that some resolvers read as part of an IPv4 address ("127.1", "0x7f.1"): such a
# name would be dialled without ever being looked up.
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")


class MalformedName(ValueError):  # noqa: N818 - a finding, not an error of ours
    """The text is no host name."""


def host_name(text: str) -> str:
    """The host name in ASCII and lower case, without a last dot.

    Full-width letters and the ideographic full stop are folded, and an international name
    becomes its A-labels (IDNA 2008, RFC 5891, with the mapping of UTS 46).

    Raises:
        MalformedName: empty, too long, or with a character that no host name has.
    """
    name = fold(text).strip().removesuffix(".").lower()
    if not name.isascii():
        name = _a_labels(name)
    labels = name.split(".")
    if len(name) > NAME_LIMIT or not all(map(_LABEL.fullmatch, labels)):
        raise MalformedName(text)
    if _NUMERIC.fullmatch(labels[-1]):
        raise MalformedName(text)
    return name


def fold(text: str) -> str:
    """Full width to half width (NFKC), and the ideographic full stop to a dot."""
    return unicodedata.normalize("NFKC", text).replace("。", ".")


def literal(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address that the text spells, with or without brackets; None if it spells none."""
    try:
        return ip_address(fold(text).strip().removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def is_localhost(name: str) -> bool:
    """Whether the name is this machine's by definition (RFC 6761 §6.3)."""
    return name == "localhost" or name.endswith(".localhost")


def is_within(name: str, domain: str) -> bool:
    """Whether the name is the domain itself or lies below it."""
    return name == domain or name.endswith("." + domain)


def _a_labels(name: str) -> str:
    # Its tables are worth loading only for the rare name that needs them.
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError as refused:
        raise MalformedName(name) from refused
