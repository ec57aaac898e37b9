"""Who listens in systemd's place."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path


class Systemd:
    """Listens where it says it does."""

    def __init__(self, place: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(place))
        self._socket.setblocking(False)

    def next(self, patience_s: float) -> str:
        """What is told next. Raises TimeoutError when nothing is in so many seconds."""
        self._socket.settimeout(patience_s)
        try:
            return self._socket.recv(1000).decode()
        finally:
            self._socket.setblocking(False)

    def heard(self) -> list[str]:
        """All that was told since the last question."""
        told = []
        with suppress(BlockingIOError):
            while True:
                told.append(self._socket.recv(1000).decode())
        return told

    def close(self) -> None:
        self._socket.close()
