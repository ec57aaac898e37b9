"""The way to a server: its name, the connection, its certificate."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cryptography import x509

from devices.probes.probe import Probe

PATIENCE_S = 5.0
DAY_S = 86400.0


class Certificate(StrEnum):
    """What a server's certificate is worth."""

    TRUSTED = "trusted"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    OTHER_NAME = "other_name"
    UNTRUSTED = "untrusted"
    NO_TLS = "no_tls"
    """The server does not speak TLS as it should."""
    NOT_USED = "not_used"
    """The address begins with http://."""


VERIFY_CODES = {10: Certificate.EXPIRED, 9: Certificate.NOT_YET_VALID, 62: Certificate.OTHER_NAME}
"""OpenSSL's X509_V_ERR_...; any other: untrusted."""


@dataclass(frozen=True)
class NetworkReading:
    """How far the way to `host` goes."""

    host: str
    port: int
    resolved: bool = False
    connected: bool = False
    trouble: str = ""
    """What the system said where it went no further."""
    certificate: Certificate = Certificate.NOT_USED
    days_left: float | None = None
    """Until the certificate expires; negative afterwards."""


class Network(Probe[NetworkReading]):
    """Tries the way. `ca_file` is trusted instead of the system's; `now` is in seconds since 1970."""

    def __init__(
        self, host: str, port: int, *, secure: bool, ca_file: Path | None, now: Callable[[], float] = time.time
    ) -> None:
        self._host, self._port, self._secure, self._ca_file, self._now = host, port, secure, ca_file, now

    def read(self) -> NetworkReading:
        reading = NetworkReading(self._host, self._port)
        try:
            socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            reading = replace(reading, resolved=True)
            with socket.create_connection((self._host, self._port), PATIENCE_S) as connection:
                reading = replace(reading, connected=True)
                if not self._secure:
                    return reading
                certificate, trouble = self._handshake(connection)
        except OSError as error:
            return replace(reading, trouble=error.strerror or type(error).__name__)
        return replace(reading, certificate=certificate, trouble=trouble, days_left=self._days_left())

    def _handshake(self, connection: socket.socket) -> tuple[Certificate, str]:
        context = ssl.create_default_context(cafile=str(self._ca_file) if self._ca_file else None)
        try:
            with context.wrap_socket(connection, server_hostname=self._host):
                return Certificate.TRUSTED, ""
        except ssl.SSLCertVerificationError as error:
            return VERIFY_CODES.get(error.verify_code, Certificate.UNTRUSTED), error.verify_message
        except (ssl.SSLError, OSError) as error:
            return Certificate.NO_TLS, getattr(error, "reason", None) or type(error).__name__

    def _days_left(self) -> float | None:
        """Asked for without trusting it: an expired one is to tell since when."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            with (
                socket.create_connection((self._host, self._port), PATIENCE_S) as connection,
                context.wrap_socket(connection, server_hostname=self._host) as secured,
            ):
                shown = secured.getpeercert(binary_form=True)
        except OSError:
            return None
        if shown is None:
            return None
        until = x509.load_der_x509_certificate(shown).not_valid_after_utc
        return (until.timestamp() - self._now()) / DAY_S
