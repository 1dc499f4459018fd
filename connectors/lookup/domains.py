"""Which names belong to one owner, by the Public Suffix List."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from connectors.lookup.names import is_within

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def registrable(name: str) -> str:
    """The part of a name that somebody can register: ``example.co.jp`` of ``mx.example.co.jp``.

    A name that is a public suffix itself (``co.jp``) belongs to nobody else and is returned as
    it is. The list's private part counts too: two customers of a host share no owner.
    """
    return _suffixes().privatesuffix(name) or name


def is_same_owner(name: str, other: str) -> bool:
    """Whether both names were registered by one owner."""
    return is_within(name, other) or registrable(name) == registrable(other)


@cache
def _suffixes() -> PublicSuffixList:
    # Ten thousand lines, 50 ms: only for whoever has to tell owners apart.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
