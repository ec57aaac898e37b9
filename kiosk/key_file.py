"""The file of the terminal's private key, and its change for another."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretBytes

from kiosk.files import write_whole


class KeyFile:
    """The key that the terminal signs with, beside it the one that waits to be accepted, and the one before.

    All are PEM, readable by the terminal's user only. Every method raises OSError where the disk does not do its work.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = path.with_name(f"{path.name}.new")
        self._former = path.with_name(f"{path.name}.old")

    def present(self) -> SecretBytes | None:
        """The key that the terminal signs with, if it has one."""
        return _read(self._path)

    def waiting(self) -> SecretBytes | None:
        """The key that waits to be accepted, if one does."""
        return _read(self._waiting)

    def former(self) -> SecretBytes | None:
        """The key before the present one."""
        return _read(self._former)

    def make(self) -> SecretBytes:
        """The key that waits to be accepted; made, if none does."""
        waiting = self.waiting()
        if waiting is not None:
            return waiting
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_whole(self._waiting, pem)
        return SecretBytes(pem)

    def drop(self) -> None:
        """The key that waited was refused."""
        self._waiting.unlink(missing_ok=True)

    def switch(self) -> None:
        """The key that waited takes the place of the present one, which is kept as the former."""
        with suppress(FileNotFoundError):
            write_whole(self._former, self._path.read_bytes())
        self._waiting.replace(self._path)


def _read(path: Path) -> SecretBytes | None:
    try:
        return SecretBytes(path.read_bytes())
    except FileNotFoundError:
        return None
