"""The terminal's Ed25519 key: what it signs beside its requests, and what others know it by."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from pydantic import SecretBytes

from kiosk.contract import fingerprint


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


def either(
    one: Callable[[bytes, bytes], bool], other: Callable[[bytes, bytes], bool]
) -> Callable[[bytes, bytes], bool]:
    """Whether a signature is by one of two keys: the terminal's, and the one that it had before."""
    return lambda text, signature: one(text, signature) or other(text, signature)


def public_pem(key: SecretBytes) -> str:
    """The public half (PEM)."""
    return _loaded(key).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def print_of(key: SecretBytes) -> str:
    """The fingerprint of the public half; see `kiosk.contract.fingerprint`."""
    return fingerprint(_loaded(key).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _loaded(key: SecretBytes) -> Ed25519PrivateKey:
    loaded = load_pem_private_key(key.get_secret_value(), None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise TypeError("the terminal's key must be an Ed25519 key; `Config.terminal_key` gives no other")
    return loaded
