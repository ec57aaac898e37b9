"""How unexpected errors are logged: their kind and where they arose, but not their text, which may quote a visitor."""

from __future__ import annotations

import traceback
from logging import Logger


def record(log: Logger, where: str, error: BaseException) -> None:
    """Logs `error`, which came up in `where`."""
    log.error("%s: unexpected %s\n%s", where, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
