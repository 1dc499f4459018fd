"""``mailmedic``: the terminal's door. ``python -m bot`` is the same."""

from __future__ import annotations

import atexit
import gc
import sys

NEW_OBJECTS = 50_000
"""After how many the garbage collector looks at them. A start makes some hundred thousand that
stay: looking every seven hundred, and once more at the end, took a sixth of a cold ``ask``."""


def main() -> int:
    """Run the command line."""
    gc.set_threshold(NEW_OBJECTS)
    atexit.register(gc.freeze)
    from bot.commands.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
