"""The terminal's own test of the central service, against a real one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.client import CentralClient, Trouble, signer
from kiosk.contract import DiagnosticReport, ProblemCode
from kiosk.diagnostics.service import Service, ServiceReading
from tests.central.central_desk import Clock
from tests.central.central_desk import Service as Central


def client(url: str, name: str, key: Ed25519PrivateKey) -> CentralClient:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return CentralClient(url, signer(name, pem), patience=5.0, time_left=lambda: 5.0)


def read(asked: CentralClient, now: datetime) -> ServiceReading:
    return Service(asked, keyed=True, clock=lambda: 0.0, now=lambda: now).read()


def test_a_terminal_in_order(service: Central, keys: dict[str, Ed25519PrivateKey], clock: Clock) -> None:
    reading = read(client(service.url, "bj-1", keys["bj-1"]), clock())
    assert (reading.trouble, reading.refused, len(reading.round_trips_ms)) == ("", None, 10)
    assert reading.skew_s == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("bj-1", "sh-1", ProblemCode.SIGNATURE_REFUSED),
        ("nobody", "sh-1", ProblemCode.SIGNATURE_REFUSED),
        ("bj-off", "bj-off", ProblemCode.TERMINAL_DISABLED),
    ],
)
def test_why_a_signature_is_not_accepted(
    service: Central, keys: dict[str, Ed25519PrivateKey], clock: Clock, name: str, key: str, expected: ProblemCode
) -> None:
    assert read(client(service.url, name, keys[key]), clock()).refused is expected


def test_how_far_the_clocks_are_apart(service: Central, keys: dict[str, Ed25519PrivateKey], clock: Clock) -> None:
    ahead = clock() + timedelta(seconds=90)
    assert read(client(service.url, "bj-1", keys["bj-1"]), ahead).skew_s == pytest.approx(90, abs=0.1)


def test_a_service_that_is_down(service: Central, keys: dict[str, Ed25519PrivateKey], clock: Clock) -> None:
    service.stop()
    assert read(client(service.url, "bj-1", keys["bj-1"]), clock()).trouble is Trouble.NO_ANSWER


def test_a_report_is_handed_in(service: Central, keys: dict[str, Ed25519PrivateKey], clock: Clock) -> None:
    asked = client(service.url, "bj-1", keys["bj-1"])
    report = DiagnosticReport(
        terminal="bj-1", place="北京", software="0.1.0", configuration="0" * 64, at=clock(), results=()
    )
    asked.report(report)
    kept = asked.reports_kept()
    assert (kept.count, kept.last) == (1, report.at)
