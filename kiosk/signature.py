"""What the terminal signs beside its requests, with the same Ed25519 key."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import SecretBytes


def private_half(key: SecretBytes) -> Callable[[bytes], bytes]:
    """Signs with the key (PEM)."""
    return _loaded(key).sign


def public_half(key: SecretBytes) -> Callable[[bytes, bytes], bool]:
    """Whether a signature (second) is by the key (PEM), of a text (first)."""
    public = _loaded(key).public_key()

    def signed(text: bytes, signature: bytes) -> bool:
        try:
            public.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    return signed


def _loaded(key: SecretBytes) -> Ed25519PrivateKey:
    loaded = load_pem_private_key(key.get_secret_value(), None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise TypeError("the terminal's key must be an Ed25519 key; `Config.terminal_key` gives no other")
    return loaded
