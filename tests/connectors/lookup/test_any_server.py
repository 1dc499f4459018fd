"""Web servers that say anything."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.lookup.http import DOCUMENT_BYTES
from connectors.lookup.model import Answer, Document, FetchFailed
from knowledge.causes import Cause
from tests.connectors.lookup.world import world
from tests.servers.web import Raw

URL = "http://web.test/file"

STATUS = st.sampled_from(
    [b"200", b"302", b"401", b"500", b"100", b"000", b"2_0", b"-1", b"", b"9999"]
)
HEADER = st.builds(
    lambda name, value: name + b": " + value,
    st.sampled_from(
        b"Content-Length Transfer-Encoding Location Content-Encoding Connection X".split()
    ),
    st.sampled_from(
        [b"0", b"5", b"-1", b"99999999999999999999", b"chunked", b"gzip", b"identity", b"//[", b"/"]
    )
    | st.binary(max_size=20),
)
ANSWERS = st.binary(max_size=300) | st.builds(
    lambda version, status, headers, end, body: b"".join(
        (version, b" ", status, b" x\r\n", b"\r\n".join([*headers, b""]), end, body)
    ),
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2", b"ICY", b"http/1.1"]),
    STATUS,
    st.lists(HEADER, max_size=5),
    st.sampled_from([b"\r\n", b"\n", b""]),
    st.binary(max_size=60) | st.just(b"5\r\nhello\r\n0\r\n\r\n") | st.just(b"ffffffffffffffff\r\n"),
)


async def _told(answer: bytes) -> Document | Answer | Cause:
    async with world({URL: Raw(answer)}, seconds=1.0) as there:
        try:
            return await there.web.get(URL)
        except FetchFailed as failed:
            return failed.outcome


@given(answer=ANSWERS)
@settings(deadline=None, max_examples=150)
def test_a_document_comes_or_a_reason(answer: bytes) -> None:
    """There is no third way, and no document is larger than the bound."""
    told = asyncio.run(_told(answer))
    if isinstance(told, Document):
        assert len(told.body) <= DOCUMENT_BYTES
    else:
        assert told is not Cause.OK
