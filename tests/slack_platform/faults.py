"""What goes wrong on Slack's side, by order of a test: each fault once, or until it is lifted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.slack_platform.shapes import Json


@dataclass(frozen=True)
class Refuse:
    """``ok: false`` with this error: ``message_not_found``, ``expired_trigger_id`` and the like."""

    error: str
    extra: Json = field(default_factory=dict)


@dataclass(frozen=True)
class RateLimited:
    """429, to be asked again after so many seconds."""

    retry_after: int = 1


@dataclass(frozen=True)
class Status:
    """A status that no method gives: 500, 503."""

    code: int


@dataclass(frozen=True)
class Cut:
    """The connection ends without an answer; ``done``: the call had its effect before that."""

    done: bool = False


Fault = Refuse | RateLimited | Status | Cut
RESPONSE_URL = "response_url"
"""The name under which faults of response URLs are ordered."""


def whatever(_arguments: Json) -> bool:
    """Any call of the method."""
    return True


@dataclass
class _Order:
    method: str
    fault: Fault
    times: int
    matches: Callable[[Json], bool]


class Faults:
    """Orders of faults, taken in their order."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []

    def order(
        self,
        method: str,
        fault: Fault,
        times: int = 1,
        matches: Callable[[Json], bool] = whatever,
    ) -> None:
        """The next so many calls of the method fail so; those only that match."""
        self._orders.append(_Order(method, fault, times, matches))

    def lift(self) -> None:
        """Nothing goes wrong from here on."""
        self._orders.clear()

    def take(self, method: str, arguments: Json) -> Fault | None:
        """The fault that this call meets."""
        for order in self._orders:
            if order.method == method and order.matches(arguments):
                order.times -= 1
                if order.times <= 0:
                    self._orders.remove(order)
                return order.fault
        return None

    @property
    def waiting(self) -> int:
        """Faults that nobody has met yet."""
        return sum(order.times for order in self._orders)
