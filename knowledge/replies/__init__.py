"""Reading what servers and mail programs say: from words and codes to causes.

One reader serves live checks (``Replies.cause_of``) and pasted texts (``Replies.read`` where words
are known, ``Replies.guess`` in any words). What is known stands in ``facts/replies.toml``; its form
is told in ``row`` and ``pattern``. What is learned from stands in ``said/``; see ``classifier``.
"""

from __future__ import annotations

from functools import cache

from knowledge.replies.reader import Reading, Replies
from knowledge.replies.stages import STAGES

__all__ = ["STAGES", "Reading", "Replies", "ours"]


@cache
def ours() -> Replies:
    """The reader of the package's own rows, read once and when first asked for."""
    # Not needed where replies come from the cache of all knowledge, so not imported there.
    import tomllib
    from importlib import resources

    file = resources.files("knowledge") / "facts" / "replies.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    return Replies.from_rows(
        {
            "key": row["key"],
            "fields": {name: value for name, value in row.items() if name not in _NOT_FIELDS},
            "path": file.name,
        }
        for row in table["row"]
    )


_NOT_FIELDS = frozenset({"key", "sources", "checked"})
