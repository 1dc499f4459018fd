"""A request that is not answered as it was meant."""

from __future__ import annotations

from bot.web.links import Gone
from bot.web.wish import Wish


class Refused(Exception):  # noqa: N818 - a finding, not an error of ours
    """``what`` is a phrase of ``web.refused``, ``status`` the HTTP status that goes with it.

    ``back`` tells the person that the page before is still good.
    """

    def __init__(self, what: str, status: int, *, back: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
        self.back = back


class NotOpen(Exception):  # noqa: N818 - a finding, not an error of ours
    """A link or page that opens nothing any more; ``gone`` is a phrase of ``web.gone``."""

    def __init__(self, gone: Gone | str) -> None:
        super().__init__(str(gone))
        self.gone = str(gone)
        self.status = 404 if gone is Gone.UNKNOWN else 410


def opened(found: Wish | Gone) -> Wish:
    """The wish behind a link.

    Raises:
        NotOpen: there is none.
    """
    if isinstance(found, Gone):
        raise NotOpen(found)
    return found
