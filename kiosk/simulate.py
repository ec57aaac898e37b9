"""`kiosk run --simulate`: the real terminal with simulated devices, and a dock beside it that moves and breaks them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import AnyHttpUrl, SecretBytes

from devices.camera import Camera, Clock, Listener, SceneCamera
from devices.frames import Image
from devices.models import ModelFault
from devices.printer import Printer, PrinterHealth
from devices.receipt_printer import ReceiptPrinter
from devices.simulated_printer import SimulatedPrinter, simulated
from kiosk.app import LOCALE, Twins
from kiosk.background import Background
from kiosk.config import Config
from kiosk.control import LostTouch, Question, ask, listens
from kiosk.i18n import Catalogues
from papers.fonts import FontMissing
from screens.environment import SIZES, NoWindow, check_display, prepare, scale_of
from simulator import cards
from simulator.dock.cast import Cast
from simulator.dock.damage import Damage
from simulator.dock.rig import Rig
from simulator.dock.room import with_dock
from simulator.enrolment import EnrolmentRefused
from simulator.lens import Lens
from simulator.machine import Machine
from simulator.people import PORTRAITS, CarrierMissing, carried
from simulator.played_suite import PlayedSuite
from simulator.scene import Scene
from simulator.service import CentralProcess, ServiceDidNotStart, World
from simulator.surroundings import TERMINALS, put_on_file, settled
from simulator.technicians import BADGES, Technicians

if TYPE_CHECKING:
    from screens.root import Root
    from simulator.dock.dock import Dock

REGION = "beijing"
SEED = 1


class AlreadyRunning(Exception):
    """A terminal listens where the simulated one would."""


FAULTS = (
    ModelFault,
    FontMissing,
    NoWindow,
    EnrolmentRefused,
    CarrierMissing,
    ServiceDidNotStart,
    AlreadyRunning,
    LostTouch,
)
"""What can keep the simulation from running; the message says what to do."""

Plays = Callable[["Root", "Dock"], Callable[[float], None]]
"""Whoever uses screen and dock by themselves; called with the time in s at each tick."""


def nobody(root: Root, dock: Dock) -> Callable[[float], None]:
    """A person sits there."""
    return lambda _: None


class Simulation:
    """One simulated terminal in its window, until that is closed.

    `service`: URL of another central service, where the terminal of `config` is enrolled with `key`; without it a
    seeded one is started as a child process. `scale`: of screen and dock, 1 for a screen of 1080 x 1920.
    """

    def __init__(
        self,
        config: Config,
        *,
        landscape: bool,
        scale: float,
        service: tuple[AnyHttpUrl, SecretBytes] | None,
        tell: Callable[[str], None],
    ) -> None:
        width, height = SIZES["landscape" if landscape else "portrait"]
        self._size = round(width * scale), round(height * scale)
        self._config, self._service, self._tell = config, service, tell

    def run(self, by: Plays = nobody) -> None:
        """Raises one of FAULTS."""
        for source in PORTRAITS.values():  # without what the demo needs, no dock is opened before whatever service
            carried(source.package, source.file)
        check_display()
        control = self._config.diagnostics.control
        if listens(control):
            raise AlreadyRunning(f"{control}: a terminal is running there: stop it, or use another configuration")
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-simulate-")))
            central = None if self._service else self._start(folder, stack)
            self._tell("terminal: opening the window, warming up the engines")
            self._open(folder, central, stack, by)

    def _start(self, folder: Path, stack: ExitStack) -> CentralProcess:
        self._tell("central service: starting, with an empty database")
        central = CentralProcess(folder, TERMINALS[REGION], REGION)
        stack.callback(central.stop)
        central.start()
        self._tell("reference faces: taking them up at the central service")
        words = Catalogues(LOCALE)[self._config.display.language]
        put_on_file(World(central), self._config.models.folder, words)
        return central

    def _open(self, folder: Path, central: CentralProcess | None, stack: ExitStack, by: Plays) -> None:
        technicians = Technicians(folder, _now)
        config, key = self._settled(folder, central, technicians)
        scene = Scene(size=(config.camera.width, config.camera.height), seed=SEED)
        machine, printer = Machine(np.random.default_rng(SEED)), SimulatedPrinter()
        lens = Lens(scene, machine.camera, time.sleep)
        prepare(
            self._size,
            fullscreen=False,
            kivy_home=config.data.cache / "kivy",
            window=with_dock(self._size, scale_of(self._size)),
        )
        from kiosk import window
        from simulator.dock import dock as docks

        def make_camera(clock: Clock, listener: Listener) -> Camera[Any]:
            return SceneCamera(lens, clock, listener, fps=config.camera.fps, plugged=lambda: machine.camera.plugged)

        def make_printer(told: Callable[[PrinterHealth], None]) -> Printer:
            paper_mm, patience_s = config.printer.paper_mm, config.printer.patience_s
            return ReceiptPrinter(
                simulated(printer), paper_mm=paper_mm, asks=True, cuts=True, patience_s=patience_s, told=told
            )

        def errands() -> Background:
            made = Background(window.post, threads=1)  # one thing after the other, as they were asked for
            stack.callback(made.stop)
            return made

        root, terminal = window.build(
            config,
            key,
            make_camera,
            seen=lambda view: dock.see(view),
            twins=Twins(
                printer=make_printer, speaker=machine.speaker, suite=PlayedSuite(machine, time.monotonic, _now)
            ),
        )
        world = World(central) if central else None
        shown: dict[str, Callable[[], Image]] = {
            "test card": cards.test_card,
            "newest paper": lambda: cards.newest(printer.papers),
            **{name: partial(technicians.card, name) for name in BADGES},
        }
        rig = Rig(
            Cast(scene, world, shown, errands()),
            Damage(machine, printer, scene, central, world, errands()),
            technicians,
            knock=terminal.technician.knocked,
            at_door=lambda: terminal.technician.present,
            code=lambda: next(
                told.code for told in ask(config.diagnostics.control, Question(code=True)) if told.code is not None
            ),
            vision=lambda: terminal.vision.pid,
            crashed=terminal.crashed,
        )
        instruments = docks.Instruments(
            config.data.journal,
            terminal.frame_times,
            camera_rate=lambda: terminal.camera.frame_rate(terminal.conductor.now()),
            papers=lambda: len(printer.papers),
            heard=machine.speaker.heard,
        )
        docks.load()
        dock = docks.Dock(rig, instruments, errands())
        window.run(terminal, docks.Board(root, self._size, dock), each_tick=by(root, dock))

    def _settled(
        self, folder: Path, central: CentralProcess | None, technicians: Technicians
    ) -> tuple[Config, SecretBytes]:
        """The technician's tests are asked for where a terminal of this configuration would be."""
        config = settled(self._config, self._size, folder, central)
        control = self._config.diagnostics.control
        changes: dict[str, object] = {
            "diagnostics": config.diagnostics.model_copy(update={"control": control}),
            "technician": technicians.known_to(config.technician),
        }
        if central is not None:
            key = SecretBytes(central.private_key)
        elif self._service is not None:
            url, key = self._service
            changes["central"] = config.central.model_copy(update={"url": url})
        else:
            raise ValueError("there is neither a central service of our own nor another's")
        return config.model_copy(update=changes), key


def _now() -> datetime:
    return datetime.now(UTC)
