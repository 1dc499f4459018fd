"""What a pasted line has printed, read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.vantage import Reached, Seen
from bot.core.vantage_reader import LOOKED_AT, SEEN_LIMIT, read_vantage

HOST = "mail.example.com"


def powershell(succeeded: str, before: str = "") -> str:
    """What Test-NetConnection prints."""
    return f"""{before}
PS C:\\Users\\taro> Test-NetConnection {HOST} -Port 993

ComputerName     : {HOST}
RemoteAddress    : 192.0.2.7
RemotePort       : 993
InterfaceAlias   : Wi-Fi
SourceAddress    : 192.168.1.23
TcpTestSucceeded : {succeeded}
"""


JAPANESE_WARNING = f"警告: TCP connect to ({HOST} : 993) failed"
NO_NAME_WARNING = f"WARNING: Name resolution of {HOST} failed"
CHAIN = f"""$ openssl s_client -connect {HOST}:993 -servername {HOST} </dev/null
CONNECTED(00000003)
depth=0 CN = {HOST}
verify error:num=20:unable to get local issuer certificate
---
Server certificate
subject=CN = {HOST}

issuer=C = CZ, O = "Avast, s.r.o.", CN = Avast Web/Mail Shield Root
---
    Verify return code: 20 (unable to get local issuer certificate)
"""
BY_IPV4_ONLY = f"""
nc: connect to {HOST} (2001:db8::7) port 993 (tcp) failed: Network is unreachable
Connection to {HOST} (192.0.2.7) 993 port [tcp/imaps] succeeded!
"""
OPENSSL_REFUSED = f"""
openssl s_client -connect {HOST}:993
40774E:error:8000006F:system library:BIO_connect:Connection refused:bss_conn.c:121:
connect:errno=111
"""
REPORT = json.dumps(
    {
        "address": "",
        "checks": [
            {"host": HOST, "port": 993, "cause": "net.timeout", "facts": {"certificate": None}},
            {
                "host": HOST,
                "port": 465,
                "cause": "tls.intercepted",
                "facts": {"certificate": {"issuer": "CN=Shield"}},
            },
        ],
    },
    indent=2,
)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (powershell("True"), (Seen(HOST, 993, Reached.YES),)),
        (powershell("False"), (Seen(HOST, 993, Reached.NO),)),
        (powershell("False", JAPANESE_WARNING), (Seen(HOST, 993, Reached.NO),)),
        (powershell("False", NO_NAME_WARNING), (Seen(HOST, 993, Reached.NO_NAME),)),
        (NO_NAME_WARNING, (Seen(HOST, None, Reached.NO_NAME),)),
        ("TcpTestSucceeded : True", (Seen("", None, Reached.YES),)),
        (
            f"Connection to {HOST} port 993 [tcp/imaps] succeeded!",
            (Seen(HOST, 993, Reached.YES),),
        ),
        (
            f"Connection to {HOST} (192.0.2.7) 993 port [tcp/imaps] succeeded!",
            (Seen(HOST, 993, Reached.YES),),
        ),
        (f"{HOST} [192.0.2.7] 993 (imaps) open", (Seen(HOST, 993, Reached.YES),)),
        (f"{HOST} (192.0.2.7:993) open", (Seen(HOST, 993, Reached.YES),)),
        ("Ncat: Connected to 192.0.2.7:993.", (Seen("192.0.2.7", 993, Reached.YES),)),
        (
            f"nc: connect to {HOST} (192.0.2.7) port 25 (tcp) failed: Connection refused",
            (Seen(HOST, 25, Reached.REFUSED),),
        ),
        (
            f"nc: connectx to {HOST} port 25 (tcp) failed: Operation timed out",
            (Seen(HOST, 25, Reached.SILENT),),
        ),
        (
            f"nc: connect to {HOST} port 25 (tcp) timed out: Operation now in progress",
            (Seen(HOST, 25, Reached.SILENT),),
        ),
        (
            f"{HOST} [192.0.2.7] 25 (smtp) : Connection refused",
            (Seen(HOST, 25, Reached.REFUSED),),
        ),
        (f"nc: {HOST} (192.0.2.7:25): Connection timed out", (Seen(HOST, 25, Reached.SILENT),)),
        (
            f"$ nc -vz -w 10 {HOST} 25\nNcat: Version 7.94\nNcat: TIMEOUT.",
            (Seen(HOST, 25, Reached.SILENT),),
        ),
        ("Ncat: Connection refused.", (Seen("", None, Reached.REFUSED),)),
        (
            f"nc -vz {HOST} 25\nnc: getaddrinfo: nodename nor servname provided, or not known",
            (Seen(HOST, 25, Reached.NO_NAME),),
        ),
        (
            f"nc: connect to {HOST} port 25 (tcp) failed: No route to host",
            (Seen(HOST, 25, Reached.NO_WAY),),
        ),
        (
            BY_IPV4_ONLY,
            (Seen(HOST, 993, Reached.YES),),
        ),
        (
            CHAIN,
            (
                Seen(
                    HOST,
                    993,
                    Reached.YES,
                    'C = CZ, O = "Avast, s.r.o.", CN = Avast Web/Mail Shield Root',
                ),
            ),
        ),
        ("issuer=CN=Shield, O=Example", (Seen("", None, Reached.YES, "CN=Shield, O=Example"),)),
        (
            OPENSSL_REFUSED,
            (Seen(HOST, 993, Reached.REFUSED),),
        ),
        (
            f"openssl s_client -connect {HOST}:993\nconnect: Operation timed out\nconnect:errno=60",
            (Seen(HOST, 993, Reached.SILENT),),
        ),
        (
            f"$ mailmedic check --json\n{REPORT}\n$",
            (Seen(HOST, 993, Reached.NO), Seen(HOST, 465, Reached.YES, "CN=Shield")),
        ),
    ],
)
def test_what_was_seen(text: str, seen: tuple[Seen, ...]) -> None:
    """Whatever printed it, and whichever words stand around it."""
    assert read_vantage(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what's port 143?",
        "143番ポートは何",
        "535 5.7.8 Error: authentication failed",
        "connect ECONNREFUSED 127.0.0.1:993",
        "Connection refused",
        "Thunderbird says: connection timed out",
        "{}",
        '{"checks": [1, 2]}',
        '{"checks": [{"host": "x"}]}',
        "{" * 5000 + "}" * 5000,
        "check taro@example.com",
    ],
)
def test_what_is_no_such_thing(text: str) -> None:
    """It is a question or an error, and answered as such."""
    assert read_vantage(text) == ()


def test_a_long_paste_is_read_from_its_beginning() -> None:
    """And not for ever."""
    good = f"Connection to {HOST} port 993 [tcp/imaps] succeeded!\n"
    assert len(read_vantage("".join(good.replace("993", str(n)) for n in range(1, 999)))) == (
        SEEN_LIMIT
    )
    assert read_vantage("x" * LOOKED_AT + good) == ()


@pytest.mark.parametrize(
    "hostile",
    [
        "nc " + "-a 1 " * 20_000,
        "ComputerName : " + "a." * 25_000,
        "Connection to " + "a" * 50_000,
        "CONNECTED" * 5_000,
        ("-connect " + "a" * 40) * 1_000,
        "\n".join(["a" * 200] * 250),
        "\n" * 50_000,
        "issuer=a" + " " * 49_000 + "x",
    ],
)
def test_a_paste_that_was_made_to_take_long(hostile: str) -> None:
    """Ends; how it is read does not matter."""
    read_vantage(hostile)


@given(st.text())
def test_whatever_is_pasted(text: str) -> None:
    """Nothing makes it fail."""
    for seen in read_vantage(text):
        assert seen.port is None or 0 < seen.port < 65536
