"""A mail address, as people type it, taken apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from connectors.lookup.names import MalformedName, fold, host_name

LOCAL_LIMIT = 64
"""Octets of a local part (RFC 5321 §4.5.3.1.1)."""

ADDRESS_LIMIT = 254
"""Octets of a whole address: a path has 256 with its brackets (RFC 5321 §4.5.3.1.3)."""

# RFC 5322 atext and RFC 6531's characters beyond ASCII. Dots may stand anywhere: Japanese
# carriers gave out addresses like "a..b." for years, and they are in use.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+")
_QUOTED = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])*"')  # RFC 5321 §4.1.2 Quoted-string

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


class AddressFault(StrEnum):
    """What is wrong with a text that should be an address."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_AT = "no_at"
    NO_LOCAL_PART = "no_local_part"
    NO_DOMAIN = "no_domain"
    BAD_LOCAL_PART = "bad_local_part"
    BAD_DOMAIN = "bad_domain"


class MalformedAddress(ValueError):  # noqa: N818 - a finding, not an error of ours
    """The text is no mail address; ``fault`` says in what way."""

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address. ``domain`` is in ASCII and lower case; ``local`` is as it was written."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def parse(text: str) -> Address:
    """Take an address apart, kindly: full width, outer brackets and invisible marks are undone.

    An international domain becomes its A-labels. ``MAILTO:`` in front and blanks around are
    passed over.

    Raises:
        MalformedAddress: with the fault.
    """
    if len(text) > 4 * ADDRESS_LIMIT:
        raise MalformedAddress(AddressFault.TOO_LONG)
    bare = _bare(text)
    if not bare:
        raise MalformedAddress(AddressFault.EMPTY)
    local, at, domain = bare.rpartition("@")
    if not at:
        raise MalformedAddress(AddressFault.NO_AT)
    return _checked(local, domain)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(character for character in folded if character not in _INVISIBLE).strip()
    if visible.startswith("<") and visible.endswith(">"):
        visible = visible[1:-1].strip()
    return visible[7:] if visible[:7].lower() == "mailto:" else visible


def _checked(local: str, domain: str) -> Address:
    if not local:
        raise MalformedAddress(AddressFault.NO_LOCAL_PART)
    if not domain:
        raise MalformedAddress(AddressFault.NO_DOMAIN)
    if not (_LOCAL.fullmatch(local) or _QUOTED.fullmatch(local)):
        raise MalformedAddress(AddressFault.BAD_LOCAL_PART)
    try:
        address = Address(local, host_name(fold(domain)))
    except MalformedName as malformed:
        raise MalformedAddress(AddressFault.BAD_DOMAIN) from malformed
    if len(local.encode()) > LOCAL_LIMIT or len(str(address).encode()) > ADDRESS_LIMIT:
        raise MalformedAddress(AddressFault.TOO_LONG)
    return address
