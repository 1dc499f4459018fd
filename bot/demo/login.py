"""Who may log in, and what they get: the library's portal over one account."""

from __future__ import annotations

from collections.abc import Callable

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from zope.interface import implementer  # type: ignore[import-untyped]  # it carries no types

from bot.demo.accounts import PASSWORD, Account, Fault

Offers = tuple[tuple[object, Callable[[], object]], ...]
"""What a logged-in person can be given: an interface of the library, and who makes it."""


def portal(account: Account, offers: Offers) -> Portal:
    """A portal that lets this account in, by its address and the demonstration's password.

    Where the fault is the password, nobody is known, so that any password is refused.
    """
    checker = InMemoryUsernamePasswordDatabaseDontUse()
    if account.fault is not Fault.PASSWORD:
        checker.addUser(account.address.encode(), PASSWORD.encode())
    return Portal(_Realm(offers), [checker])  # type: ignore[arg-type,list-item]  # zope's interfaces


@implementer(IRealm)
class _Realm:
    def __init__(self, offers: Offers) -> None:
        self._offers = offers

    def requestAvatar(  # noqa: N802 - the library's name
        self, _avatar_id: bytes, _mind: object, *interfaces: object
    ) -> tuple[object, object, Callable[[], None]]:
        """The first thing on offer that the protocol can use, and what to do at its logout."""
        for interface, make in self._offers:
            if interface in interfaces:
                return interface, make(), lambda: None
        raise NotImplementedError(interfaces)
