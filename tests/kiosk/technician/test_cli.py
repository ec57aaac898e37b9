"""`kiosk badge` as an issuer and a terminal's user type it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from kiosk.cli import app
from kiosk.command import Fault
from kiosk.config import KEY_VARIABLE
from kiosk.control import Control, Question, Told
from kiosk.technician.pins import Pins
from tests.devices.device_bench import eventually
from tests.kiosk.technician.visit import CHEAP, NOON, PIN
from tests.kiosk.test_cli import KEY, configuration

ISSUE = ("--serial", "1042", "--name", "王示例", "--right", "test", "--right", "service")
FUTURE, PAST = "2085-01-01", "2021-01-01"


def badge(*arguments: object, typed: str = "") -> Result:
    """Runs the command; what it cannot do is in `exception`."""
    return run("badge", *arguments, typed=typed)


def run(*arguments: object, typed: str = "", key: str | None = None) -> Result:
    """Another command; `key` is the terminal's."""
    return CliRunner().invoke(app, [*map(str, arguments)], input=typed, env={KEY_VARIABLE: key})


def fault(result: Result) -> str:
    """What kept the command from being carried out."""
    assert isinstance(result.exception, Fault), result.output
    return str(result.exception)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = tmp_path_factory.mktemp("issuer") / "issuer.key"
    assert badge("keygen", key).exit_code == 0
    return key


@pytest.fixture(scope="module")
def card(issuer: Path) -> Path:
    """A picture of a badge that is good for long."""
    done = badge("issue", "--key", issuer, *ISSUE, "--expires", FUTURE, "--out", issuer.parent)
    assert done.exit_code == 0, done.output
    return issuer.parent / "badge-1042.png"


def terminal(folder: Path, issuer: Path, **changes: str) -> Path:
    return configuration(folder, **{"badge_keys": f'["{issuer}.pub"]', **changes})


def test_a_key_is_made_once_and_its_private_half_is_for_its_owner_only(issuer: Path) -> None:
    assert stat.S_IMODE(issuer.stat().st_mode) == 0o600
    before = issuer.read_bytes()
    assert "is there already" in fault(badge("keygen", issuer))
    assert issuer.read_bytes() == before


def test_a_badge_in_a_photo_is_shown_with_what_it_is_good_for(tmp_path: Path, issuer: Path, card: Path) -> None:
    photo = cv2.resize(cv2.imread(str(card)), None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(tmp_path / "photo.jpg"), photo)
    done = badge("show", tmp_path / "photo.jpg", "-c", terminal(tmp_path, issuer))
    assert done.exit_code == 0, done.output
    assert "badge 1042  王示例  good until 2085-01-01  rights: service, test" in done.output
    assert "good at this terminal" in done.output
    assert card.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_why_a_badge_is_not_good_is_said_to_who_asks_here(tmp_path: Path, issuer: Path, card: Path) -> None:
    assert "revoked" in fault(badge("show", card, "-c", terminal(tmp_path, issuer, revoked="[1042]")))
    assert "forged" in fault(badge("show", card, "-c", configuration(tmp_path)))
    badge("issue", "--key", issuer, *ISSUE, "--expires", PAST, "--out", tmp_path)
    assert "expired" in fault(badge("show", tmp_path / "badge-1042.png", "-c", terminal(tmp_path, issuer)))
    cv2.imwrite(str(tmp_path / "empty.png"), cv2.imread(str(card))[:40])
    assert "no code was found" in fault(badge("show", tmp_path / "empty.png", "-c", terminal(tmp_path, issuer)))
    assert "there is no picture" in fault(badge("show", tmp_path / "none.png", "-c", terminal(tmp_path, issuer)))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"--name": "王" * 30}, "90 bytes"),
        ({"--expires": "2019-01-01"}, "2019-01-01"),
        ({"--key": "none.key"}, "make one with `kiosk badge keygen`"),
        ({"--key": f"{__file__}"}, "no Ed25519 private key"),
    ],
)
def test_what_cannot_be_issued_is_named(tmp_path: Path, issuer: Path, change: dict[str, str], complaint: str) -> None:
    given = {"--key": str(issuer), "--serial": "7", "--name": "王", "--expires": FUTURE, "--right": "test"} | change
    words = [word for pair in given.items() for word in pair]
    assert complaint in fault(badge("issue", *words, "--out", tmp_path))


def test_a_pin_is_set_and_never_shown(tmp_path: Path) -> None:
    path = configuration(tmp_path)
    assert "among the first" in fault(badge("pin", "-c", path, typed="123456\n123456\n"))
    done = run("badge", "pin", "-c", path, typed=f"{PIN}\n{PIN}\n", key=KEY)
    assert done.exit_code == 0, done.output
    assert PIN not in done.output
    assert Pins(tmp_path / "var" / "technician.pin", lambda: NOON).right(SecretStr(PIN))
    assert "pin_set" in run("audit", "show", "-c", path).output
    assert run("audit", "verify", "-c", path, key=KEY).exit_code == 0


def test_where_the_journal_cannot_tell_of_a_pin_it_is_set_and_that_is_said(tmp_path: Path) -> None:
    done = badge("pin", "-c", configuration(tmp_path), typed=f"{PIN}\n{PIN}\n")
    assert done.exit_code == 0
    assert "the journal does not tell of it: terminal.key_file" in done.output
    assert Pins(tmp_path / "var" / "technician.pin", lambda: NOON).right(SecretStr(PIN))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[list[Question]]:
    """A terminal that makes codes."""
    asked: list[Question] = []

    def answer(question: Question) -> Iterator[Told]:
        asked.append(question)
        yield Told(code="00004711")
        yield Told(done=True)

    path = tmp_path / "c.sock"
    control = Control(path, answer)
    control.start()
    assert eventually(path.exists)
    yield asked
    assert control.stop(2.0)


def test_the_running_terminal_makes_the_code(tmp_path: Path, running: list[Question]) -> None:
    path = configuration(tmp_path, control='"c.sock"')
    assert "no PIN is set" in fault(badge("code", "-c", path))
    Pins(tmp_path / "var" / "technician.pin", lambda: NOON, CHEAP).set(SecretStr(PIN))
    assert badge("code", "-c", path).output == "00004711\n"
    assert running == [Question(code=True)]


def test_without_a_running_terminal_there_is_no_code(tmp_path: Path) -> None:
    path = configuration(tmp_path, control='"c.sock"')
    Pins(tmp_path / "var" / "technician.pin", lambda: NOON, CHEAP).set(SecretStr(PIN))
    assert "no terminal" in fault(badge("code", "-c", path))
