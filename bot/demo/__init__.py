"""A demonstration mail server on this machine, with one healthy account and several faulty ones.

``run`` serves until Ctrl-C; ``started`` serves beside a block of code. Importing this loads none of
the library that serves: that is done in a process of its own.
"""

from bot.demo.accounts import ACCOUNTS, PASSWORD, Account, Fault
from bot.demo.process import DemoFailed, run, started
from bot.demo.ready import Port, Ready, RunningAccount

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "Account",
    "DemoFailed",
    "Fault",
    "Port",
    "Ready",
    "RunningAccount",
    "run",
    "started",
]
