"""A technician before a simulated terminal without a window, for visits that read like a script."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretBytes, SecretStr

from devices.codes import Code
from devices.observations import CodesSeen, Observation
from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal
from kiosk.audit.store import Record, last
from kiosk.background import Background
from kiosk.contract import Language
from kiosk.flow import Looks
from kiosk.signature import private_half, public_half
from kiosk.technician.badge import ALL_RIGHTS, Badge, Badges, Right, issue
from kiosk.technician.codes import OneTimeCodes
from kiosk.technician.entrance import Entrance
from kiosk.technician.errands import Errands
from kiosk.technician.pins import Pins
from kiosk.technician.runs import Runs
from kiosk.technician.standings import Standings
from kiosk.technician.technician import Technician
from kiosk.technician.view import Screen, TechnicianView
from simulator.machine import Machine
from tests.kiosk.diagnostics.terminal_tests import NOON, desk_of

ISSUER = Ed25519PrivateKey.generate()
KEY = SecretBytes(ISSUER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
PIN, WRONG = "730495", "730496"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
IDLE = 180.0
PATIENCE_S = 20.0


def badge(serial: int = 1042, expires: date = date(2027, 1, 1), rights: frozenset[Right] = ALL_RIGHTS) -> str:
    """The text of a badge."""
    return issue(Badge(serial, "王示例", expires, rights), ISSUER).get_secret_value()


def forged() -> str:
    """The text of a badge of which one character was changed."""
    text = badge()
    return text[:-1] + ("A" if text[-1] != "A" else "B")


class Eyes:
    """Sees the codes that are held before them."""

    def __init__(self) -> None:
        self.looks: Looks | None = None
        self.held: list[str] = []

    def look(self, looks: Looks | None, now: float) -> None:
        self.looks = looks

    def seen(self) -> Sequence[Observation]:
        corners = np.zeros((4, 2), dtype=np.float32)
        codes = tuple(Code(text, text.encode(), corners, "test") for text in self.held)
        return (CodesSeen(1, 0.0, codes),) if self.looks is Looks.CODES else ()


class Visit:
    """The technician's hands, and everything around the terminal."""

    def __init__(self, folder: Path, revoked: tuple[int, ...] = ()) -> None:
        self.eyes, self.machine = Eyes(), Machine(np.random.default_rng(1))
        self.views: list[TechnicianView | None] = []
        self.crashes: list[BaseException] = []
        self.free, self.blind, self.hushed = True, False, 0
        self.sticks: tuple[Path, ...] = ()
        self.folder, self.clock = folder, 1000.0
        self._posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self.background = Background(self._posted.put)
        self.now = NOON
        self.desk = desk_of(self.machine, folder, lambda: self.now)
        self.journal = Journal(
            folder / "journal.sqlite3",
            "BJ-0001",
            sign=private_half(KEY),
            verify=public_half(KEY),
            max_bytes=1_000_000,
            clock=lambda: datetime.now(UTC),
        )
        self.journal.start()
        self.pins = Pins(folder / "technician.pin", lambda: NOON, CHEAP)
        self.pins.set(SecretStr(PIN))
        self.codes = OneTimeCodes(lambda: self.clock)
        runs = Runs(self.desk, self.background, self._posted.put, self.machine.answers, self._crashed)
        self.technician = Technician(
            entrance=Entrance(
                badges=Badges((ISSUER.public_key(),), revoked, lambda: NOON),
                codes=self.codes,
                pins=self.pins,
                eyes=self.eyes,  # type: ignore[arg-type] # the part of them that is used
                background=self.background,
                journal=self.journal,
                clock=lambda: self.clock,
                blind=lambda: self.blind,
                crashed=self._crashed,
            ),
            runs=runs,
            standings=Standings(self.desk, self.background, runs.runnable, self._crashed),
            errands=Errands(self.desk, self.background, folder / "reports", lambda: self.sticks, self._crashed),
            journal=self.journal,
            clock=lambda: self.clock,
            idle=IDLE,
            language=Language.ZH_CN,
            free=lambda: self.free,
            came=self._hush,
            show=self.views.append,
        )

    @property
    def view(self) -> TechnicianView:
        """What is on the screen; a failure where nobody is there."""
        view = self.views[-1]
        assert view is not None, "the technician's screens are closed"
        return view

    @property
    def outside(self) -> bool:
        """Nothing of the technician's is on the screen."""
        return not self.views or self.views[-1] is None

    def close(self) -> None:
        self.technician.stop()
        self.background.stop()
        self.journal.close(PATIENCE_S)

    def records(self, *kinds: Kind) -> list[Record]:
        """What the journal says of these; nothing more is written after it."""
        assert self.journal.close(PATIENCE_S)
        return [one for one in last(self.folder / "journal.sqlite3", 1000) if one.kind in kinds]

    def turn(self) -> None:
        """The terminal works for a moment."""
        self.technician.tick()
        try:
            self._posted.get(timeout=0.02)()
        except queue.Empty:
            return

    def until(self, condition: Callable[[], bool]) -> None:
        """The terminal works until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            self.turn()
            assert time.monotonic() < end, f"it did not come to pass; the screen is {self.view.screen}"
        self.technician.tick()

    def wait(self, seconds: float) -> None:
        """Time passes, and nothing else."""
        for _ in range(round(seconds)):
            self.clock += 1
            self.technician.tick()

    def hold(self, *texts: str) -> None:
        """Holds codes before the camera."""
        self.eyes.held = list(texts)
        self.technician.tick()
        self.technician.tick()

    def enter(self, secret: str) -> None:
        """Types it, and waits for the answer."""
        self.technician.enter(SecretStr(secret))
        self.until(lambda: self.outside or not self.view.checking)

    def come_in(self, text: str | None = None) -> None:
        """By badge and PIN."""
        self.technician.knocked()
        self.hold(text or badge())
        self.enter(PIN)
        assert self.view.screen is Screen.OVERVIEW

    def run(self, *names: str, with_person: bool = True) -> None:
        """Runs tests until they are done, or a person is asked for."""
        self.technician.run(*names, with_person=with_person)
        self.until(lambda: self.view.hands_on is not None or self.view.run is None or self.view.run.over)

    def _crashed(self, error: BaseException) -> None:
        self.crashes.append(error)
        self.technician.fault()

    def _hush(self) -> None:
        self.hushed += 1
