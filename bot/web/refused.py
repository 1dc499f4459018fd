"""A request that is not answered as it was meant."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a finding, not an error of ours
    """``what`` is a phrase of ``web.refused``, ``status`` the HTTP status that goes with it.

    ``back`` tells the person that the page before is still good.
    """

    def __init__(self, what: str, status: int, *, back: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
        self.back = back
