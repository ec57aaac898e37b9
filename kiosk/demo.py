"""`kiosk demo`: a whole visit through the real window, played by a simulated visitor or by whoever is at the webcam."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pydantic import SecretBytes
from rich.console import Console
from rich.table import Table

from devices.camera import Camera, Clock, Listener, SceneCamera
from devices.models import ModelFault
from kiosk.app import LOCALE
from kiosk.config import Config
from kiosk.documents import picture
from kiosk.filming import camera_of
from kiosk.i18n import Catalogues
from papers.fonts import FontMissing
from screens.environment import SIZES, NoWindow, check_display, prepare
from simulator.display import Display, NoDisplay
from simulator.enrolment import EnrolmentRefused
from simulator.people import CarrierMissing
from simulator.person import NoPicture, Person, portrait_of
from simulator.scenarios import Scenario
from simulator.scene import Scene
from simulator.service import CentralProcess, ServiceDidNotStart, World
from simulator.stage import Seen, Stage
from simulator.surroundings import TERMINALS, put_on_file, settled
from simulator.verdict import BUDGET_SECONDS, Finding, judge
from simulator.visitor import Visitor

ROOM_BYTES = 5_000_000
"""For pictures, paper and journal of one scenario."""


class DiskFull(Exception):
    """There is no room for what the demo leaves behind."""


FAULTS = (
    ModelFault,
    FontMissing,
    NoDisplay,
    NoWindow,
    DiskFull,
    EnrolmentRefused,
    CarrierMissing,
    ServiceDidNotStart,
    NoPicture,
)
"""What can keep the demo from being played; the message says what to do."""

WITH_PREVIEW = ("licence", "face")


class Demo:
    """One scenario, from an empty machine to its verdict.

    `camera` is the index of a webcam, whose person is enrolled and plays the visitor; None has one simulated.
    """

    def __init__(
        self,
        name: str,
        scenario: Scenario,
        config: Config,
        out: Path,
        *,
        landscape: bool,
        camera: int | None,
        pace: float,
    ) -> None:
        self._name, self._scenario, self._config, self._out = name, scenario, config, out
        self._size = SIZES["landscape" if landscape else "portrait"]
        self._camera, self._pace = camera, pace
        self._console = Console(highlight=False)

    def play(self) -> bool:
        """Plays it and says what came of it; whether all held that must. Raises one of FAULTS."""
        self._console.print(f"[bold]{self._name}[/]: {self._scenario.summary}")
        self._clear()
        with ExitStack() as stack:
            display = stack.enter_context(Display(*self._size))
            check_display()
            self._say("1/4 display: " + ("a virtual one (Xvfb)" if display.virtual else os.environ["DISPLAY"]))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-demo-")))
            self._say("2/4 central service: starting, with an empty database")
            central = CentralProcess(folder, TERMINALS[self._scenario.region], self._scenario.region)
            stack.callback(central.stop)
            central.start()
            world = World(central)
            self._say("3/4 reference faces: taking them up at the central service")
            self._enrol(world)
            self._say("4/4 terminal: opening the window, warming up the engines")
            return self._visit(central, world, folder)

    def _visit(self, central: CentralProcess, world: World, folder: Path) -> bool:
        config = self._terminal_config(central, folder)
        scene = Scene(size=(config.camera.width, config.camera.height), seed=1) if self._camera is None else None
        prepare(self._size, fullscreen=False, kivy_home=config.data.cache / "kivy")
        from kiosk import window
        from screens.picture import take
        from simulator.hands import ScreenHands

        hands = ScreenHands()
        actor: Visitor | Person
        if scene is None:
            actor = Person(self._scenario.character, world, self._out / "licence-code.png", self._say)
        else:
            actor = Visitor(self._scenario.character, world, scene, hands, self._pace)
        stage = Stage(
            self._scenario,
            actor,
            scene,
            central,
            world,
            shoot=lambda path: root.settled and self._shoot(take, path),
            album=self._out,
            tell=self._say,
            close=window.close,
        )
        root, terminal = window.build(
            config,
            SecretBytes(central.private_key),
            lambda clock, listener: self._make_camera(scene, config, clock, listener),
            over=stage.over,
            seen=stage.see,
            entered=actor.entered,
        )
        hands.take(root)
        window.run(terminal, root, each_tick=stage.tick)
        actor.stop()
        if stage.seen.report is None:
            self._say("the window was closed before the visit was over")
        findings = judge(
            self._scenario,
            stage.seen,
            world,
            credit_code=actor.credit_code,
            old_password=actor.old_password,
            new_password=actor.password,
        )
        self._papers(config.printer.folder)
        self._timeline(stage.seen, findings)
        return all(finding.holds for finding in findings)

    def _shoot(self, take: Callable[[Path], None], path: Path) -> bool:
        """No picture is kept of a screen that shows a real person."""
        if self._camera is None or path.stem not in WITH_PREVIEW:
            take(path)
        return True

    def _make_camera(self, scene: Scene | None, config: Config, clock: Clock, listener: Listener) -> Camera[Any]:
        if scene is not None:
            return SceneCamera(scene, clock, listener, fps=config.camera.fps, plugged=lambda: scene.plugged)
        return camera_of(config.camera.model_copy(update={"index": self._camera}), clock, listener)

    def _enrol(self, world: World) -> None:
        person = None if self._camera is None else portrait_of(self._camera, self._say)
        words = Catalogues(LOCALE)[self._config.display.language]
        put_on_file(world, self._config.models.folder, words, person)

    def _terminal_config(self, central: CentralProcess, folder: Path) -> Config:
        config = settled(self._config, self._size, folder, central)
        quick = {"idle": 20.0, "warning": 20.0} if self._scenario.quick_clocks else {}
        return config.model_copy(
            update={
                "time": config.time.model_copy(update=quick),
                "data": config.data.model_copy(update={"journal": self._out / "journal.sqlite3"}),
            }
        )

    def _clear(self) -> None:
        self._out.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._out).free
        if free < ROOM_BYTES:
            raise DiskFull(
                f"{self._out}: {free / 1e6:.1f} MB are free and {ROOM_BYTES / 1e6:.0f} MB needed: make room, or name "
                "another folder with --out"
            )
        for old in self._out.iterdir():
            if old.suffix in (".png", ".pdf", ".json") or old.name.startswith("journal.sqlite3"):
                old.unlink()

    def _papers(self, folder: Path) -> None:
        for pdf in sorted(folder.glob("*.pdf")):
            name = pdf.stem.split("-", 1)[0]
            (self._out / f"{name}.pdf").write_bytes(pdf.read_bytes())
            (self._out / f"{name}.png").write_bytes(picture(pdf.read_bytes()))

    def _timeline(self, seen: Seen, findings: list[Finding]) -> None:
        report = seen.report
        shares = report.shares if report else ()
        table = Table("screen", "machine s", "visitor s", title=f"timeline: {self._name}")
        for share in shares:
            table.add_row(share.screen, f"{share.machine:.1f}", f"{share.visitor:.1f}")
        machine, visitor = sum(share.machine for share in shares), sum(share.visitor for share in shares)
        table.add_section()
        total = machine + visitor
        table.add_row(f"total {total:.1f} of {BUDGET_SECONDS}", f"{machine:.1f}", f"{visitor:.1f}", style="bold")
        self._console.print(table)
        for finding in findings:
            self._console.print(("[green]holds[/]  " if finding.holds else "[red]FAILS[/]  ") + finding.what)
        record = {
            "scenario": self._name,
            "ending": report.ending if report else None,
            "budget_s": BUDGET_SECONDS,
            "machine_s": round(machine, 2),
            "visitor_s": round(visitor, 2),
            "extensions": report.extensions if report else 0,
            "steps": [
                {"screen": share.screen, "machine_s": round(share.machine, 2), "visitor_s": round(share.visitor, 2)}
                for share in shares
            ],
            "findings": [{"what": finding.what, "holds": finding.holds} for finding in findings],
        }
        (self._out / "timeline.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
        self._console.print(f"screenshots, paper and timeline: {self._out}")

    def _say(self, text: str) -> None:
        self._console.print(f"  {text}", markup=False)
