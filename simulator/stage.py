"""What happens around the terminal while a scenario is played: the visitor, the mishap, its mending, the pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Protocol

from kiosk.conductor import VisitReport
from kiosk.contract import ProblemCode
from kiosk.flow import HOME_STATES, State
from kiosk.view import View
from simulator.scenarios import Mishap, Scenario
from simulator.scene import Scene
from simulator.service import CentralProcess, World

GIVE_UP_SECONDS = 280.0
MISHAP_SECONDS = 1.5
"""From the beginning of the state in which it happens."""
MENDED_SECONDS = 4.0
"""From the terminal's going out of service to the mending of what broke."""
SETTLED_SECONDS = 0.7
BRIEF_SECONDS = {"out_of_service": 0.6, "resetting": 0.3}
LATER_SECONDS = {"licence": 3.5, "face": 2.6, "password": 6.0, "sms": 4.0, "id_number": 5.0}
"""From the beginning of a screen until its picture is taken: sooner of those that may soon be gone, once more of those
that look different when they are in full use."""
AGAIN_SECONDS = 0.1


class Actor(Protocol):
    """Who stands before the terminal."""

    def see(self, view: View) -> None:
        """The screen has changed."""

    def tick(self, now: float) -> None:
        """Goes on with what is being done."""


@dataclass
class Seen:
    """What was seen while the scenario was played."""

    report: VisitReport | None = None
    problems: list[ProblemCode] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    receipt: str | None = None
    out_of_service: bool = False
    """after the visit"""
    in_service_again: bool = False
    """after the visit, with nothing of it left on the screen"""


class Stage:
    """Told of each view and each tick by the main loop; calls `close` when the play is over.

    `shoot` takes a picture, or answers False while the screen is still coming into view.
    """

    def __init__(
        self,
        scenario: Scenario,
        actor: Actor,
        scene: Scene | None,
        central: CentralProcess,
        world: World,
        *,
        shoot: Callable[[Path], bool],
        album: Path,
        tell: Callable[[str], None],
        close: Callable[[], None],
    ) -> None:
        self.seen = Seen()
        self._scenario, self._actor, self._scene, self._central, self._world = scenario, actor, scene, central, world
        self._shoot, self._album, self._tell, self._close = shoot, album, tell, close
        self._view: View | None = None
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._began = self._now = 0.0
        self._shot: set[str] = set()

    def see(self, view: View) -> None:
        """The screen has changed."""
        before, self._view = self._view, view
        self._note(view)
        self._actor.see(view)
        if before is not None and before.screen == view.screen and before.state == view.state:
            return
        self._tell(f"{self._now - self._began:6.1f} s  {view.state}")
        if before is None or before.screen != view.screen:
            self._picture_later(view.screen)
        if self._scenario.mishap and view.state is self._scenario.mishap[0]:
            self._after(MISHAP_SECONDS, self._go_wrong)
        if self.seen.report is not None and view.state in HOME_STATES:
            self._home(view.state)

    def over(self, report: VisitReport) -> None:
        """The visit is over."""
        self.seen.report = self.seen.report or report

    def tick(self, now: float) -> None:
        """Time passes."""
        if not self._began:  # until now no time was known
            self._began, self._due = now, [(now + at, action) for at, action in self._due]
        self._now = now
        for item in [item for item in self._due if item[0] <= now]:
            self._due.remove(item)
            item[1]()
        self._actor.tick(now)
        if now - self._began > GIVE_UP_SECONDS:
            self._tell(f"given up after {GIVE_UP_SECONDS:.0f} s")
            self._close()

    def _note(self, view: View) -> None:
        if view.problem is not None and view.problem.code not in self.seen.problems:
            self.seen.problems.append(view.problem.code)
            self._tell(f"{self._now - self._began:6.1f} s  refused: {view.problem.code}")
        if view.code_hint is not None and view.code_hint not in self.seen.hints:
            self.seen.hints.append(view.code_hint)
        if view.state is State.RESULT and view.receipts:
            self.seen.receipt = view.receipts[0].number

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        self._due.append((self._now + seconds, action))

    def _picture_later(self, screen: str) -> None:
        def take(name: str) -> None:
            if self._view is None or self._view.screen != screen or name in self._shot:
                return
            if self._shoot(self._album / f"{screen}.png"):
                self._shot.add(name)
            else:
                self._after(AGAIN_SECONDS, lambda: take(name))

        self._after(BRIEF_SECONDS.get(screen, SETTLED_SECONDS), lambda: take(screen))
        if screen in LATER_SECONDS:
            self._after(LATER_SECONDS[screen], lambda: take(f"{screen} in use"))

    def _go_wrong(self) -> None:
        match self._scenario.mishap:
            case (_, Mishap.SERVICE_KILLED):
                self._central.kill()
            case (_, Mishap.ANSWER_LOST):
                self._world.break_service(path_end="/reset", drop_answer=True, times=1)
            case (_, Mishap.CAMERA_UNPLUGGED) if self._scene is not None:
                self._scene.unplug()

    def _mend(self) -> None:
        match self._scenario.mishap:
            case (_, Mishap.SERVICE_KILLED):
                Thread(target=self._central.start, name="restart").start()
            case (_, Mishap.CAMERA_UNPLUGGED) if self._scene is not None:
                self._scene.plug()

    def _home(self, state: State) -> None:
        if state is State.OUT_OF_SERVICE:
            self.seen.out_of_service = True
            self._after(MENDED_SECONDS, self._mend)
        else:
            self.seen.in_service_again = True
            self._after(SETTLED_SECONDS, self._close)
