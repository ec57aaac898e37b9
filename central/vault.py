"""What lies encrypted in the database: AES-256-GCM, with keys that lie elsewhere.

What is sealed is bound to its row: put into another one's place, by somebody who can write in the database, it opens no
more. A key goes by a name made of its digest; to change keys, a new one is put first, and `reseal` makes the old ones
needless.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TypeAlias, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.database import Account, Delivery, FaceReference

KEY_BYTES, NONCE_BYTES = 32, 12
REMEDY = "each line must be a key, the newest first: openssl rand -base64 32"
Row: TypeAlias = Account | FaceReference | Delivery
SEALED: tuple[tuple[type[Row], str], ...] = (
    (Account, "totp_secret"),
    (FaceReference, "vector"),
    (Delivery, "payload"),
)


class KeyMissing(Exception):
    """Something was sealed with a key that is not among those at hand."""


class Vault:
    """Seals with the first of `keys`, 32 bytes each, and opens with whichever it was sealed with."""

    def __init__(self, keys: Sequence[bytes], random: Random) -> None:
        self._ciphers = {_name(key): AESGCM(key) for key in keys}
        self._newest = _name(keys[0])
        self._random = random

    def seal(self, text: str, row: Row) -> str:
        """`text` as it may lie in `row`, whose own key columns are set already."""
        nonce = self._random.randbytes(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), _place(row))
        return f"{self._newest}.{b64encode(nonce + sealed).decode('ascii')}"

    def open(self, sealed: str, row: Row) -> str:
        """What was sealed for `row`. Raises KeyMissing, and InvalidTag where it was changed or moved."""
        name, _, body = sealed.partition(".")
        if name not in self._ciphers:
            raise KeyMissing(f"the key {name} is missing: put its line back into the file of keys")
        content = b64decode(body)
        return self._ciphers[name].decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _place(row)).decode()

    def reseal(self, db: Session) -> int:
        """Seals with the newest key whatever is sealed with another; how much that was. Raises as `open`."""
        count = 0
        for table, column in SEALED:
            sealed = getattr(table, column)
            old = sealed.is_not(None) & sealed.not_like(f"{self._newest}.%")
            for row in cast(Iterable[Row], db.scalars(select(table).where(old).with_for_update())):
                setattr(row, column, self.seal(self.open(getattr(row, column), row), row))
                count += 1
        return count


def read_keys(file: Path) -> tuple[bytes, ...]:
    """The keys in a file; raises ValueError, with the remedy and without a key in its words."""
    keys = []
    for number, line in enumerate(file.read_text("utf-8", "replace").split(), 1):
        try:
            keys.append(b64decode(line, validate=True))
        except ValueError:
            keys.append(b"")
        if len(keys[-1]) != KEY_BYTES:
            raise ValueError(f"{file}, key {number}: not {KEY_BYTES} bytes in base64; {REMEDY}")
    if not keys:
        raise ValueError(f"{file} holds no key; {REMEDY}")
    return tuple(keys)


def _name(key: bytes) -> str:
    return sha256(b"name of " + key).hexdigest()[:8]


def _place(row: Row) -> bytes:
    match row:
        case Account():
            place = f"account {row.credit_code}"
        case FaceReference():
            place = f"face {row.holder_id} {row.engine}"
        case Delivery():
            place = f"delivery {row.key}"
    return place.encode()
