"""A terminal enrols itself with the real central service; the operator compares and decides."""

from __future__ import annotations

import queue
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretBytes

from kiosk.audit.events import Kind
from kiosk.background import Background
from kiosk.client import CentralClient, Unreachable, signer
from kiosk.contract import EnrolmentState, fingerprint
from kiosk.key_file import KeyFile
from kiosk.signature import print_of
from kiosk.technician.actions.enrolment import FAREWELL_S, PATIENCE_S, EnrolmentAction, Hitch, Stage
from simulator.service import CentralProcess
from tests.flows.operator import Operator, operator
from tests.kiosk.technician.actions.hands import Noted

ANSWER_SECONDS = 15.0
SHIPPED = Path(__file__).parents[2] / "config.toml"


class Technician:
    """At a terminal that nobody knows yet, or one that is to have another key."""

    def __init__(self, url: str, folder: Path, terminal: str = "BJ-0042", region: str = "beijing") -> None:
        self.folder, self.terminal = folder, terminal
        self.keys = KeyFile(folder / "terminal.key")
        self.noted, self.ended = Noted(), 0
        self._url, self._skipped = url, 0.0
        self._posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self._background = Background(self._posted.put)
        self.region = region
        self.start()

    def start(self) -> None:
        """The program starts, with nothing in its memory."""
        self.action = EnrolmentAction(
            self.terminal, self.region, self.keys, self.client, self._end, self._background, self._now, self.noted
        )

    def client(self, key: SecretBytes) -> CentralClient:
        return CentralClient(
            self._url, signer(self.terminal, key.get_secret_value()), patience=5, time_left=lambda: 5.0
        )

    def accepted(self, key: SecretBytes) -> bool:
        client = self.client(key)
        try:
            client.reports_kept()
        except Unreachable:
            return False
        finally:
            client.close()
        return True

    def until(self, stage: Stage) -> None:
        give_up = time.monotonic() + ANSWER_SECONDS
        while self.action.view.stage is not stage:
            self.turn()
            assert time.monotonic() < give_up, self.action.view

    def turn(self) -> None:
        self._skipped += 0.2  # nobody waits three seconds between two questions
        self.action.tick()
        try:
            self._posted.get(timeout=0.02)()
        except queue.Empty:
            return

    def wait(self, seconds: float) -> None:
        self._skipped += seconds
        self.turn()

    def close(self) -> None:
        self.action.leave()
        self._background.stop()

    def _now(self) -> float:
        return time.monotonic() + self._skipped

    def _end(self) -> None:
        self.ended += 1


@pytest.fixture
def technician(central: CentralProcess, tmp_path: Path) -> Iterator[Technician]:
    one = Technician(central.url, tmp_path)
    yield one
    one.close()


@pytest.fixture
def at_central(central: CentralProcess) -> Iterator[Operator]:
    with operator(central) as one:
        yield one


def request_of(at_central: Operator, technician: Technician) -> str:
    (mine,) = (id_ for id_, terminal in at_central.waiting() if terminal == technician.terminal)
    return mine


def test_a_confirmed_key_is_put_in_use_and_the_program_starts_anew(
    technician: Technician, at_central: Operator
) -> None:
    technician.action.enter()
    technician.action.begin()
    technician.until(Stage.WAITING)
    new = technician.keys.waiting()
    assert new is not None
    shown = technician.action.view.fingerprint
    assert shown == print_of(new)
    assert [len(group) for group in shown.split()] == [4] * 8
    assert (technician.folder / "terminal.key.new").stat().st_mode & 0o777 == 0o600
    assert not (technician.folder / "terminal.key").exists(), "not before it is confirmed"
    at_central.decide(request_of(at_central, technician), True)
    technician.until(Stage.CONFIRMED)
    assert (technician.folder / "terminal.key").read_bytes() == new.get_secret_value()
    assert (technician.folder / "terminal.key").stat().st_mode & 0o777 == 0o600
    assert technician.keys.waiting() is None
    assert technician.accepted(new)
    assert technician.ended == 0, "there is time to read it"
    technician.wait(FAREWELL_S)
    technician.turn()
    assert technician.ended == 1
    states = [facts["state"] for kind, facts in technician.noted.events if kind is Kind.ENROLMENT]
    assert states == [EnrolmentState.PENDING, EnrolmentState.CONFIRMED]


def test_who_leaves_after_the_confirmation_does_not_put_the_new_key_off(
    technician: Technician, at_central: Operator
) -> None:
    technician.action.begin()
    technician.until(Stage.WAITING)
    assert technician.action.busy
    at_central.decide(request_of(at_central, technician), True)
    technician.until(Stage.CONFIRMED)
    technician.action.leave()
    technician.action.leave()
    assert technician.ended == 1


def test_the_old_key_is_kept_until_the_new_one_is_accepted(technician: Technician, at_central: Operator) -> None:
    for _ in range(2):
        technician.action.begin()
        technician.until(Stage.WAITING)
        first = technician.folder.joinpath("terminal.key")
        before = first.read_bytes() if first.exists() else None
        at_central.decide(request_of(at_central, technician), True)
        technician.until(Stage.CONFIRMED)
        technician.start()
    former = technician.keys.former()
    assert before is not None
    assert former is not None
    assert former.get_secret_value() == before
    assert not technician.accepted(former)


def test_a_refused_key_is_thrown_away_and_the_old_one_stays(technician: Technician, at_central: Operator) -> None:
    technician.folder.joinpath("terminal.key").write_bytes(b"the old one")
    technician.action.begin()
    technician.until(Stage.WAITING)
    at_central.decide(request_of(at_central, technician), False)
    technician.until(Stage.REFUSED)
    assert technician.keys.waiting() is None
    assert technician.folder.joinpath("terminal.key").read_bytes() == b"the old one"
    assert technician.ended == 0


def test_who_goes_away_and_comes_back_finds_the_same_request(technician: Technician, at_central: Operator) -> None:
    technician.action.begin()
    technician.until(Stage.WAITING)
    shown, request = technician.action.view.fingerprint, request_of(at_central, technician)
    technician.action.leave()
    assert technician.action.view.stage is Stage.READY
    technician.action.enter()
    technician.until(Stage.WAITING)
    assert technician.action.view.fingerprint == shown
    assert request_of(at_central, technician) == request
    technician.action.leave()
    at_central.decide(request, True)
    technician.action.enter()
    technician.until(Stage.CONFIRMED)


def test_nobody_waits_for_ever_for_the_operator(technician: Technician, at_central: Operator) -> None:
    technician.action.begin()
    technician.until(Stage.WAITING)
    technician.wait(PATIENCE_S)
    technician.until(Stage.LAPSED)
    technician.action.begin()
    technician.until(Stage.WAITING)
    at_central.decide(request_of(at_central, technician), False)


def test_what_is_in_the_way_is_named(central: CentralProcess, tmp_path: Path) -> None:
    for url, region, hitch in (
        ("http://127.0.0.1:9", "beijing", Hitch.NO_ANSWER),
        (central.url, "atlantis", Hitch.UNKNOWN_REGION),
    ):
        technician = Technician(url, tmp_path, region=region)
        technician.action.begin()
        technician.until(Stage.TROUBLE)
        assert technician.action.view.hitch is hitch
        technician.close()


def test_a_disk_that_takes_no_key_is_named(central: CentralProcess, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("no folder")
    technician = Technician(central.url, tmp_path / "var")
    technician.action.begin()
    technician.until(Stage.TROUBLE)
    assert technician.action.view.hitch is Hitch.DISK
    technician.close()


def test_a_key_from_the_environment_is_not_the_terminals_to_change(tmp_path: Path) -> None:
    def connect(_: SecretBytes) -> Any:
        raise AssertionError("nobody is asked")

    noted = Noted()
    action = EnrolmentAction(
        "BJ-0042", "beijing", None, connect, lambda: None, Background(lambda act: act()), time.monotonic, noted
    )
    action.enter()
    action.begin()
    action.tick()
    assert not action.view.possible
    assert action.view.stage is Stage.READY


def test_the_fingerprint_is_the_one_that_the_operator_sees(technician: Technician, at_central: Operator) -> None:
    technician.action.begin()
    technician.until(Stage.WAITING)
    client = technician.client(technician.keys.make())
    request = request_of(at_central, technician)
    assert client.enrolment(request).fingerprint == technician.action.view.fingerprint
    assert fingerprint(b"") != technician.action.view.fingerprint
    at_central.decide(request, False)
    client.close()


def test_a_new_terminal_is_enrolled_on_the_command_line(
    central: CentralProcess, at_central: Operator, tmp_path: Path
) -> None:
    settings = SHIPPED.read_text("utf-8").replace("https://reset.example.gov.cn", central.url)
    (tmp_path / "config.toml").write_text(settings.replace("BJ-0001", "BJ-0043"), "utf-8")
    command = [sys.executable, "-m", "kiosk", "enrol", "--config", str(tmp_path / "config.toml"), "--language", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        while "    " not in told:
            line = process.stdout.readline()
            assert line, f"it ended with {told!r}"
            told += line
        key = KeyFile(tmp_path / "var" / "terminal.key")
        new = key.waiting()
        assert new is not None
        assert print_of(new) in told
        (request,) = (id_ for id_, terminal in at_central.waiting() if terminal == "BJ-0043")
        at_central.decide(request, True)
        assert "the new key is in its place" in process.communicate(timeout=ANSWER_SECONDS)[0]
    assert process.returncode == 0
    assert key.present() == new
