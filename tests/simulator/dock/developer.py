"""A developer at a simulated terminal, who plays a story by the dock: `python -m tests.simulator.dock.developer`.

Ends with status 0 only if all came as the story says; prints each of its steps.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.command import settings_of
from kiosk.contract import ProblemCode
from kiosk.flow import Part, State
from kiosk.simulate import Simulation
from kiosk.view import View
from kiosk.visit import PaperState
from simulator.display import Display

if TYPE_CHECKING:
    from screens.root import Root
    from simulator.dock.dock import Dock

PATIENCE_S = 60.0
"""For one step, on a busy machine."""
PASSWORD = "Kite-river-27"
Step = Iterator[None]


class Developer:
    """Pulls levers, touches the screen, waits for what must come of it; one `next` of a step a tick."""

    def __init__(self, root: Root, dock: Dock) -> None:
        from simulator.hands import ScreenHands

        self._root, self._dock, self._hands = root, dock, ScreenHands()
        self._hands.take(root)
        self._began = time.monotonic()
        self._seen_at: tuple[str, float, float] | None = None
        self.step = ""

    def pulls(self, *levers: str) -> Step:
        """One lever after the other, in their places on the dock."""
        for name in levers:
            yield from self._until(f"pulls {name}", lambda name=name: self._at_rest(name))  # type: ignore[misc]
            self._hands.touch(self._dock.reach(name))
            yield

    def presses(self, *buttons: str) -> Step:
        """One button of the terminal's screen after the other, as soon as each is there."""
        for name in buttons:
            yield from self._until(f"presses {name}", lambda name=name: self._hands.press(name))  # type: ignore[misc]

    def types(self, text: str) -> Step:
        """On the screen's keypad, and says that it is done."""
        for character in text:
            yield from self._until("types", lambda character=character: self._hands.type(character))  # type: ignore[misc]
        yield from self.presses("done")

    def sees(self, state: State, what: Callable[[View], bool] = lambda _: True) -> Step:
        """Until the terminal is there, and shows what it must."""
        yield from self._until(f"sees {state}", lambda: self._shows(state, what))

    def reads(self, caption: str, words: str) -> Step:
        """Until the dock says so."""
        yield from self._until(f"reads {caption}: {words}", lambda: words in self._dock.told.get(caption, ""))

    def reads_event(self, words: str) -> Step:
        """Until the journal on the dock has it."""
        yield from self._until(f"reads {words}", lambda: any(words in event for event in self._dock.events))

    @property
    def pin(self) -> str:
        """As the dock tells it."""
        return self._dock.told["door"].partition("PIN ")[2].partition(",")[0]

    def _at_rest(self, name: str) -> bool:
        """Whether the lever is in view, and does not move any more."""
        lever, before = self._dock.reach(name), self._seen_at
        self._seen_at = (name, *lever.to_window(*lever.center)) if lever is not None else None
        return self._seen_at is not None and self._seen_at == before

    def _shows(self, state: State, what: Callable[[View], bool]) -> bool:
        view = self._dock.view
        return view is not None and view.state is state and what(view)

    def _until(self, step: str, condition: Callable[[], bool]) -> Step:
        self._tell(step)
        until = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain: {step}; the dock says {self._dock.told}; {self._dock.events}")
            yield

    def _tell(self, step: str) -> None:
        if step != self.step:
            self.step = step
            print(f"{time.monotonic() - self._began:6.1f} s  {step}", flush=True)


def story(she: Developer) -> Step:
    """A broken camera, a whole visit, and a technician's way in."""
    yield from she.sees(State.ATTRACT)
    yield from she.pulls("break.camera unplugged")
    yield from she.sees(State.OUT_OF_SERVICE, lambda view: view.lost == {Part.CAMERA})
    yield from she.pulls("mend")
    yield from she.sees(State.ATTRACT)

    yield from she.pulls("stand.Grace Hopper")
    yield from she.presses("start", "service.reset", "agree")

    yield from she.sees(State.LICENCE)
    yield from she.pulls("hold.printed licence")
    yield from she.sees(State.LICENCE, lambda view: view.code_hint == "printed_licence")
    yield from she.pulls("hold.expired code")
    yield from she.sees(State.LICENCE, lambda view: _problem(view) is ProblemCode.LICENCE_CODE_EXPIRED)
    yield from she.pulls("hold.licence code")
    yield from she.sees(State.COMPANY, lambda view: view.company is not None and "星河" in view.company.name)
    yield from she.pulls("hold.nothing")
    yield from she.presses("confirm")

    yield from she.sees(State.FACE)  # the dock's people do what is asked
    yield from she.sees(State.PASSWORD)
    yield from she.types(PASSWORD)
    yield from she.types(PASSWORD)
    yield from she.sees(State.RESULT, lambda view: view.paper is PaperState.OFFERED)
    yield from she.presses("print")
    yield from she.sees(State.RESULT, lambda view: view.paper is PaperState.PRINTED)
    yield from she.reads("parts", "1 papers printed")
    yield from she.presses("finish")

    yield from she.sees(State.ATTRACT)
    yield from she.pulls("knock", "hold.forged badge")
    yield from she.reads_event("forged")
    yield from she.pulls("hold.badge")
    yield from she.types(she.pin)
    yield from she.presses("technician.run_all")
    yield from she.presses("technician.leave")


def _problem(view: View) -> ProblemCode | None:
    return view.problem.code if view.problem else None


def main(config: Path, *, landscape: bool) -> int:
    """Plays the story; the exit status."""
    failed: list[BaseException] = []

    def by(root: Root, dock: Dock) -> Callable[[float], None]:
        from kiosk.window import close

        she = Developer(root, dock)
        steps = story(she)

        def tick(_: float) -> None:
            if failed:
                return
            try:
                next(steps)
            except StopIteration:
                close()
            except Exception as error:  # noqa: BLE001 - the window would go on without it
                failed.append(error)
                print(f"FAILED: {error}", flush=True)
                close()

        return tick

    with Display(2000, 2000):
        Simulation(settings_of(config), landscape=landscape, scale=0.5, service=None, tell=print).run(by)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), landscape="--landscape" in sys.argv))
