"""The client before a real HTTP server that misbehaves in every way that networks and servers know."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from http_message_signatures import HTTPMessageVerifier, InvalidSignature, MappingKeyResolver, VerifyResult
from http_message_signatures.algorithms import ED25519
from pydantic import SecretStr
from requests.structures import CaseInsensitiveDict

from kiosk.client import MAX_ANSWER_BYTES, CentralClient, Refused, Trouble, Unreachable, signer
from kiosk.contract import (
    IDEMPOTENCY_KEY,
    PROBLEM_JSON,
    SIGNATURE_TAG,
    SIGNED_COMPONENTS,
    Disposition,
    Ending,
    Heartbeat,
    PasswordReason,
    ProblemCode,
    ResetRequest,
    SessionEnd,
)

KEY = Ed25519PrivateKey.generate()
PASSWORD = "Quartz-lantern-58-willow"
RESET = ResetRequest(new_password=SecretStr(PASSWORD))
HEALTH = b'{"status": "ok", "time": "2026-11-02T09:00:00Z"}'
HTML = b"<html><body>It works! " + PASSWORD.encode() + b"</body></html>"
PROBLEM = {"title": "No.", "status": 422, "code": "password_refused", "disposition": "retry", "reasons": ["common"]}


class Seen(NamedTuple):
    """A request as it arrived."""

    method: str
    path: str
    headers: CaseInsensitiveDict[str]
    body: bytes


class Handler(BaseHTTPRequestHandler):
    """Notes each request and does with it what the test says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(Seen(self.command, self.path, CaseInsensitiveDict(self.headers.items()), body))
        self.server.behave(self)

    do_POST = do_GET  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Says nothing."""


Behaviour = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """Counts what arrives."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.seen: list[Seen] = []
        self.over = threading.Event()
        self.behave: Behaviour = answer(200, HEALTH)
        self.server_bind()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def open(self) -> None:
        self.server_activate()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


def answer(status: int, content: bytes, kind: str = "application/json", **headers: str) -> Behaviour:
    def behave(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return behave


def problem(**changes: object) -> Behaviour:
    document = PROBLEM | changes
    return answer(int(str(document["status"])), json.dumps(document).encode(), PROBLEM_JSON)


def raw(content: bytes) -> Behaviour:
    """Sends just this and hangs up."""

    def behave(handler: Handler) -> None:
        handler.wfile.write(content)
        handler.close_connection = True

    return behave


def silent(handler: Handler) -> None:
    handler.server.over.wait(20)
    handler.close_connection = True


def trickling(handler: Handler) -> None:
    """One byte at a time, each in time, without an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not handler.server.over.wait(0.1):
        handler.wfile.write(b" ")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.open()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(server: Server) -> Iterator[CentralClient]:
    client = make_client(server.url)
    yield client
    client.close()


def make_client(url: str, patience: float = 1.0, time_left: float = 300.0) -> CentralClient:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return CentralClient(url, signer("BJ-0001", pem), patience=patience, time_left=lambda: time_left)


def trouble_of(call: Callable[[], object]) -> tuple[Trouble, int]:
    """Trouble and status of the expected failure, which must quote neither what was sent nor what came back."""
    with pytest.raises(Unreachable) as caught:
        call()
    told = "".join(traceback.format_exception(caught.value))
    assert PASSWORD not in told
    assert "It works" not in told
    return caught.value.trouble, caught.value.status


CUT_CHUNKS = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"sta\r\n'
CUT_ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"status": '


@pytest.mark.parametrize(
    ("behave", "trouble", "status"),
    [
        pytest.param(answer(500, HTML, "text/html"), Trouble.SERVICE_FAULT, 500, id="500"),
        pytest.param(answer(502, HTML, "text/html"), Trouble.SERVICE_FAULT, 502, id="gateway"),
        pytest.param(
            problem(status=500, code="internal", disposition="fault"), Trouble.SERVICE_FAULT, 500, id="fault of its own"
        ),
        pytest.param(
            problem(status=401, code="signature_refused", disposition="fault"),
            Trouble.SIGNATURE_REFUSED,
            401,
            id="fault of ours",
        ),
        pytest.param(answer(422, b'{"detail": "?"}'), Trouble.SERVICE_FAULT, 422, id="refusal without a problem"),
        pytest.param(answer(422, HTML, PROBLEM_JSON), Trouble.NONSENSE, 422, id="problem that is none"),
        pytest.param(problem(code="no_such_code"), Trouble.NONSENSE, 422, id="problem of another version"),
        pytest.param(answer(200, HTML, "text/html"), Trouble.NONSENSE, 200, id="HTML"),
        pytest.param(answer(200, b""), Trouble.NONSENSE, 200, id="nothing"),
        pytest.param(answer(200, HEALTH), Trouble.NONSENSE, 200, id="another answer"),
        pytest.param(answer(200, b'{"number": "\xff"}'), Trouble.NONSENSE, 200, id="not UTF-8"),
        pytest.param(answer(302, HTML, Location="/v1/elsewhere"), Trouble.NONSENSE, 302, id="redirect"),
        pytest.param(answer(307, HTML, Location="/v1/elsewhere"), Trouble.NONSENSE, 307, id="redirect with the body"),
        pytest.param(answer(200, b" " * (MAX_ANSWER_BYTES + 1)), Trouble.NONSENSE, 200, id="too large"),
        pytest.param(
            answer(200, gzip.compress(b" " * 20_000_000), Content_Encoding="gzip"), Trouble.NONSENSE, 200, id="bomb"
        ),
        pytest.param(answer(200, HTML, Content_Encoding="gzip"), Trouble.NO_ANSWER, 0, id="broken packing"),
        pytest.param(raw(b""), Trouble.NO_ANSWER, 0, id="hangs up"),
        pytest.param(raw(b"SSH-2.0-OpenSSH_9.2\r\n"), Trouble.NO_ANSWER, 0, id="no HTTP"),
        pytest.param(raw(CUT_ANSWER), Trouble.NO_ANSWER, 0, id="hangs up amid its answer"),
        pytest.param(raw(CUT_CHUNKS), Trouble.NO_ANSWER, 0, id="hangs up amid a chunk"),
    ],
)
def test_no_usable_answer_is_told_by_type_and_asked_for_once(
    server: Server, client: CentralClient, behave: Behaviour, trouble: Trouble, status: int
) -> None:
    server.behave = behave
    assert trouble_of(lambda: client.reset("s", "key-of-this-reset", RESET)) == (trouble, status)
    assert [one.path for one in server.seen] == ["/v1/sessions/s/reset"]
    server.behave = answer(200, HEALTH)
    assert client.health().status == "ok", "one bad answer must not spoil the next call"


@pytest.mark.parametrize("behave", [raw(b""), raw(CUT_ANSWER), answer(503, HTML, "text/html", Retry_After="0")])
def test_a_question_is_asked_once_too(server: Server, client: CentralClient, behave: Behaviour) -> None:
    server.behave = behave
    trouble_of(client.health)
    assert len(server.seen) == 1


@pytest.mark.alone
@pytest.mark.parametrize("behave", [silent, trickling])
@pytest.mark.parametrize(("patience", "time_left"), [(1.0, 300.0), (30.0, 0.2)])
def test_nobody_waits_longer_than_patience_and_the_visit_allow(
    server: Server, behave: Behaviour, patience: float, time_left: float
) -> None:
    server.behave = behave
    client = make_client(server.url, patience, time_left)
    began = time.monotonic()
    assert trouble_of(lambda: client.reset("s", "key-of-this-reset", RESET))[0] is Trouble.NO_ANSWER
    assert time.monotonic() - began < 2.5
    assert len(server.seen) == 1
    client.close()


def test_a_service_that_is_not_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = make_client(f"http://127.0.0.1:{port}")
    assert trouble_of(lambda: client.reset("s", "key-of-this-reset", RESET)) == (Trouble.NO_ANSWER, 0)
    client.close()


def test_a_request_that_never_left_is_tried_again() -> None:
    server = Server()  # its port refuses until it opens
    client = make_client(server.url)
    threading.Timer(0.2, server.open).start()
    assert client.health().status == "ok"
    assert len(server.seen) == 1
    client.close()
    server.shutdown()
    server.server_close()


def test_a_refusal_comes_with_all_it_says(server: Server, client: CentralClient) -> None:
    document = json.dumps(PROBLEM | {"tries_left": 2}).encode()
    server.behave = answer(422, document, f"{PROBLEM_JSON}; charset=utf-8")
    with pytest.raises(Refused) as caught:
        client.reset("s", "key-of-this-reset", RESET)
    refused = caught.value.problem
    assert (refused.code, refused.disposition) == (ProblemCode.PASSWORD_REFUSED, Disposition.RETRY)
    assert (refused.tries_left, refused.reasons) == (2, (PasswordReason.COMMON,))
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("behave", "status"),
    [(answer(200, HTML, "text/html"), 200), (answer(302, b"", Location="/login"), 302), (answer(511, HTML), 511)],
)
def test_a_portal_in_between_is_not_taken_for_the_service(
    server: Server, client: CentralClient, behave: Behaviour, status: int
) -> None:
    server.behave = behave
    beat = Heartbeat(software="1", state="attract", faults=())
    assert trouble_of(lambda: client.heartbeat(beat))[1] == status
    server.behave = answer(200, b'{"time": "2026-11-02T09:00:00Z"}')
    client.heartbeat(beat)
    server.behave = answer(204, b"")
    client.end_session("s", SessionEnd(ending=Ending.SUCCESS, seconds=60, extensions=0))


def verified(server: Server, seen: Seen) -> dict[str, Any]:
    """The parameters of the signature. Raises InvalidSignature."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    resolver = MappingKeyResolver(public_keys={"BJ-0001": public}, private_keys={})
    message = SimpleNamespace(method=seen.method, url=server.url + seen.path, headers=seen.headers)
    results: list[VerifyResult] = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=resolver).verify(
        message,
        max_age=timedelta(seconds=60),
        expect_tag=SIGNATURE_TAG,
        require_components=SIGNED_COMPONENTS,
        body=seen.body,
    )
    (result,) = results
    return dict(result.parameters)


def test_every_request_is_signed_over_all_that_counts(server: Server, client: CentralClient) -> None:
    server.behave = problem()
    for _ in range(2):
        with pytest.raises(Refused):
            client.reset("s", "key-of-this-reset", RESET)
    server.behave = answer(200, HEALTH)
    client.health()
    parameters = [verified(server, seen) for seen in server.seen]
    assert len({one["nonce"] for one in parameters}) == 3
    assert {one["keyid"] for one in parameters} == {"BJ-0001"}
    first = server.seen[0]
    assert first.headers[IDEMPOTENCY_KEY] == "key-of-this-reset"
    assert json.loads(first.body) == {"new_password": PASSWORD, "one_time": False}
    for forged in (
        first._replace(body=b"{}"),
        first._replace(path="/v1/sessions/t/reset"),
        first._replace(method="GET"),
    ):
        with pytest.raises(InvalidSignature):
            verified(server, forged)


def test_proxies_of_the_environment_are_not_asked(
    server: Server, client: CentralClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client.health().status == "ok"
