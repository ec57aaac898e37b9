"""Which requests count as a terminal's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract import API, SIGNED_COMPONENTS
from tests.central.central_desk import Clock, Terminal, refusal, send, session_request


def opening(terminal: Terminal, **signature: Any) -> requests.PreparedRequest:
    return terminal.prepare("POST", "/sessions", session_request(), **signature)


def test_signed_request_is_taken(terminal: Terminal) -> None:
    assert send(opening(terminal)).status_code == 201


def test_unsigned_request_is_refused(terminal: Terminal) -> None:
    answer = requests.post(f"{terminal.url}{API}/sessions", json=session_request(), timeout=10)
    assert refusal(answer) == ("signature_refused", "fault")


def test_replayed_request_is_refused(terminal: Terminal) -> None:
    request = opening(terminal)
    assert send(request).status_code == 201
    assert refusal(send(request)) == ("request_replayed", "fault")


def test_nonces_belong_to_their_terminal(terminals: dict[str, Terminal]) -> None:
    answers = [send(opening(terminals[name], nonce="the same")) for name in ("bj-1", "bj-2")]
    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize("seconds", [-61, 62])
def test_clocks_that_differ_are_refused(terminal: Terminal, clock: Clock, seconds: int) -> None:
    created = clock() + timedelta(seconds=seconds)
    assert refusal(send(opening(terminal, created=created)))[0] == "clock_skew"


def test_stale_request_stays_refused_after_its_nonce_is_forgotten(terminal: Terminal, clock: Clock) -> None:
    request = opening(terminal)
    assert send(request).status_code == 201
    clock.advance(seconds=61)
    assert send(opening(terminal)).status_code == 201  # prunes
    assert refusal(send(request))[0] == "clock_skew"


def changed_body(request: requests.PreparedRequest) -> None:
    request.body = bytes(request.body or b"").replace(b"reset", b"unlock")
    request.headers["Content-Length"] = str(len(request.body))


def changed_url(request: requests.PreparedRequest) -> None:
    assert request.url
    request.url += "?x=1"


def changed_host(request: requests.PreparedRequest) -> None:
    request.headers["Host"] = "elsewhere.example"


def dropped_digest(request: requests.PreparedRequest) -> None:
    del request.headers["Content-Digest"]


@pytest.mark.parametrize("change", [changed_body, changed_url, changed_host, dropped_digest])
def test_changed_request_is_refused(terminal: Terminal, change: Any) -> None:
    request = opening(terminal)
    change(request)
    assert refusal(send(request))[0] == "signature_refused"


@pytest.mark.parametrize(
    "signature",
    [
        {"tag": "another-use"},
        {"tag": None},
        {"nonce": None},
        {"nonce": "x" * 65},
        {"covered_component_ids": ("@method", "@authority", "content-digest")},
        {"key_id": "bj-1", "include_alg": False},
    ],
)
def test_signature_must_be_as_agreed(terminal: Terminal, signature: dict[str, Any]) -> None:
    assert refusal(send(opening(terminal, **signature)))[0] == "signature_refused"


def test_signature_may_cover_more(terminal: Terminal) -> None:
    components = (*SIGNED_COMPONENTS, "content-type")
    assert send(opening(terminal, covered_component_ids=components)).status_code == 201


def test_unknown_terminal_and_wrong_key_look_alike(terminal: Terminal, clock: Clock) -> None:
    key = Ed25519PrivateKey.generate()
    answers = [send(opening(Terminal(terminal.url, name, key, clock))).json() for name in ("bj-1", "nobody")]
    assert answers[0] == answers[1]
    assert answers[0]["code"] == "signature_refused"


def test_disabled_terminal_is_told_so(terminals: dict[str, Terminal]) -> None:
    assert refusal(send(opening(terminals["bj-off"]))) == ("terminal_disabled", "fault")


def test_get_is_signed_too(terminal: Terminal) -> None:
    path = terminal.open().path + "/outcomes/0123456789abcdef"
    assert terminal.call("GET", path).json()["state"] == "not_done"
    assert refusal(requests.get(f"{terminal.url}{API}{path}", timeout=10))[0] == "signature_refused"
