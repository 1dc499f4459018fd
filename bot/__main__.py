"""``mailmedic``: the terminal's door. ``python -m bot`` is the same."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line."""
    from bot.commands.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
