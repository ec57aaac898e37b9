"""TLS as a terminal meets it: only the CA that it was given, in time, and for the name that it calls."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.client import CentralClient, Trouble, Unreachable, signer
from kiosk.contract import API, Heartbeat
from tests.central.central_desk import BEAT, Clock, Service, Terminal, refusal, send
from tests.central.databases import Databases
from tests.central.processes import enrolling, serving

DAY = timedelta(days=1)


class Authority:
    """A CA of the test's own; its certificate is in `file`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key = generate_private_key(SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = self._of(self._name, self._key, now - DAY, now + 10 * DAY)
        ca = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(ca.sign(self._key, SHA256()).public_bytes(Encoding.PEM))
        self._folder = folder

    def issue(self, name: str, address: str, until: datetime) -> dict[str, Path]:
        """A server's certificate and key, as uvicorn takes them."""
        key = generate_private_key(SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = self._of(subject, key, until - 5 * DAY, until).add_extension(names, critical=False)
        files = {"ssl_certfile": self._folder / f"{name}.crt", "ssl_keyfile": self._folder / f"{name}.key"}
        files["ssl_certfile"].write_bytes(builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM))
        files["ssl_keyfile"].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return files

    def _of(
        self, subject: x509.Name, key: EllipticCurvePrivateKey, since: datetime, until: datetime
    ) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=self._name,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=since,
            not_valid_after=until,
        )


class Hall(NamedTuple):
    """The CA that the terminal trusts, and another one."""

    ours: Authority
    other: Authority


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    folder = tmp_path_factory.mktemp("ca")
    return Hall(Authority(folder, "ours"), Authority(folder, "other"))


def heartbeat(url: str, key: Ed25519PrivateKey, ca_file: Path | None) -> None:
    """As the terminal's own client sends it."""
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    client = CentralClient(url, signer("bj-1", own), patience=5, time_left=lambda: 60.0, ca_file=ca_file)
    try:
        client.heartbeat(Heartbeat(software="1", state="attract", faults=()))
    finally:
        client.close()


def test_the_right_ca_is_believed(
    hall: Hall, database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey]
) -> None:
    certificate = hall.ours.issue("good", "127.0.0.1", datetime.now(UTC) + DAY)
    service = Service(database_url, clock, **certificate)
    try:
        assert service.url.startswith("https://")
        heartbeat(service.url, keys["bj-1"], hall.ours.file)
        for ca_file in (hall.other.file, None):
            with pytest.raises(Unreachable) as told:
                heartbeat(service.url, keys["bj-1"], ca_file)
            assert told.value.trouble is Trouble.UNTRUSTED
    finally:
        service.stop()


@pytest.mark.parametrize("fault", ["expired", "another name"])
def test_a_certificate_must_be_in_time_and_the_services_own(
    hall: Hall, database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey], fault: str
) -> None:
    until = datetime.now(UTC) + (-DAY if fault == "expired" else DAY)
    certificate = hall.ours.issue(fault, "127.0.0.1" if fault == "expired" else "127.0.0.2", until)
    service = Service(database_url, clock, **certificate)
    try:
        with pytest.raises(Unreachable) as told:
            heartbeat(service.url, keys["bj-1"], hall.ours.file)
        assert told.value.trouble is Trouble.UNTRUSTED
    finally:
        service.stop()


def test_what_the_terminal_is_told_of_its_key_its_clock_and_its_closing(
    service: Service, clock: Clock, keys: dict[str, Ed25519PrivateKey]
) -> None:
    def trouble() -> Trouble:
        with pytest.raises(Unreachable) as told:
            heartbeat(service.url, keys["sh-1"], None)  # in the name of bj-1
        return told.value.trouble

    assert trouble() is Trouble.SIGNATURE_REFUSED
    clock.advance(minutes=2)
    with pytest.raises(Unreachable) as told:
        heartbeat(service.url, keys["bj-1"], None)
    assert told.value.trouble is Trouble.CLOCK_SKEW


class Served(NamedTuple):
    """`central serve` with some options: its URL, and the key of its terminal."""

    url: str
    key: Ed25519PrivateKey


@pytest.fixture
def serve(tmp_path: Path, request: pytest.FixtureRequest, hall: Hall, databases: Databases) -> Iterator[Served]:
    key = Ed25519PrivateKey.generate()
    options = list(request.param)
    if options == ["tls"]:
        files = hall.ours.issue("served", "127.0.0.1", datetime.now(UTC) + DAY)
        options = ["--tls-cert", str(files["ssl_certfile"]), "--tls-key", str(files["ssl_keyfile"])]
    database = databases.empty()
    with serving(tmp_path, database, *enrolling(tmp_path, key), *options) as child:
        yield Served(child.url, key)
    databases.drop(database)


@pytest.mark.parametrize("serve", [("tls",)], indirect=True)
def test_served_with_a_certificate_the_operators_cookie_is_secure(serve: Served, hall: Hall) -> None:
    heartbeat(serve.url, serve.key, hall.ours.file)
    page = requests.get(f"{serve.url}/ops/sign-in?lang=en", verify=str(hall.ours.file), timeout=10)
    assert "; Secure" in page.headers["Set-Cookie"]
    assert "max-age" in page.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("serve", [("--forwarded-allow-ips", "127.0.0.1"), ()], indirect=True, ids=["told", "not told"])
def test_behind_a_proxy_signatures_hold_once_it_is_named(serve: Served, request: pytest.FixtureRequest) -> None:
    outside = Terminal("https://reset.example", "bj-1", serve.key, Clock())
    signed = outside.prepare("POST", "/heartbeat", BEAT)
    signed.url = f"{serve.url}{API}/heartbeat"
    signed.headers.update({"Host": "reset.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
    answer = send(signed)
    if "not told" in request.node.name:
        assert refusal(answer)[0] == "signature_refused"
    else:
        assert answer.ok
