"""How the service tells what happens: a line each, to standard error."""

import logging

# They tell of every request that they make, and of every migration that is none.
_QUIET = ("alembic", "httpx", "stripe")


def set_up_log() -> None:
    """Sets up the log of a process that serves."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
