"""The technician at the terminal: brings the way in, the runs and the report forward; shows one view after another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

from kiosk.audit.events import Kind, Name
from kiosk.audit.journal import Journal
from kiosk.contract import Language
from kiosk.technician.actions import ACTIONS
from kiosk.technician.badge import Holder, Right
from kiosk.technician.entrance import Entrance
from kiosk.technician.errands import Errands
from kiosk.technician.runs import Runs
from kiosk.technician.standings import Standings
from kiosk.technician.view import Errand, Screen, TechnicianView
from kiosk.technician.ways_in import Event, State

DOOR_IDLE_S = 60.0
"""Without a touch, before somebody is inside: then a visitor may be waiting."""
PERSON_IDLE_S = 180.0
"""The same at least in a test with a person: that ends by itself before, and is not to be warned of."""
WARNING_S = 30.0
"""How long before the end it is announced."""
AT_THE_DOOR = {
    State.BADGE: Screen.BADGE,
    State.CODE: Screen.CODE,
    State.PIN: Screen.PIN,
    State.CHECKING: Screen.PIN,
    State.LOCKED: Screen.LOCKED,
}


@dataclass
class _Stay:
    """Where one technician is; replaced, so that nothing of it is left to the next."""

    language: Language
    screen: Screen = Screen.OVERVIEW
    chosen: str = ""


class Technician:
    """Everything here runs on the main loop.

    It is let come only while `free` says that nobody visits the terminal; `idle` is how long (s) it stays without a
    touch. `came` is told when somebody knocks. `show` is called with the new view whenever it differs from the last,
    and with None when nobody is there any more.
    """

    def __init__(
        self,
        *,
        entrance: Entrance,
        runs: Runs,
        standings: Standings,
        errands: Errands,
        journal: Journal,
        clock: Callable[[], float],
        idle: float,
        language: Language,
        free: Callable[[], bool],
        came: Callable[[], None],
        show: Callable[[TechnicianView | None], None],
    ) -> None:
        self._entrance, self._runs, self._standings, self._errands = entrance, runs, standings, errands
        self._journal, self._clock, self._idle = journal, clock, idle
        self._first_language, self._free, self._came, self._show = language, free, came, show
        self._shown: TechnicianView | None = None
        self._state = State.OUTSIDE
        """As it was when it was last looked at."""
        self._touched_at = self._entered_at = clock()
        self._stay = _Stay(language)

    @property
    def present(self) -> bool:
        """Somebody is at the door or inside. May be asked from any thread."""
        return self._entrance.position.state is not State.OUTSIDE

    # What the main loop asks for.

    def tick(self) -> None:
        """Looks at eyes and clocks; to be called twenty to sixty times a second, before the conductor's."""
        self._entrance.tick()
        if self._runs.busy:
            self.touched()
        if self.present and not self._free():
            self._out(Event.VISIT)
        if self.present and self._idle_left() <= 0:
            self._out(Event.IDLE)
        self._changed()

    def knocked(self) -> None:
        """Somebody knows the knock."""
        if self._free() and not self.present:
            self._entrance.knocked()
            self._changed()

    def fault(self) -> None:
        """Something happened that nobody expected: the technician is let out, and the visitors' screens are back."""
        self._out(Event.FAULT)

    def stop(self) -> None:
        """The terminal ends."""
        self._out(Event.STOPPED)

    # What the screens ask for (`TechnicianControls`).

    def touched(self) -> None:
        """The screen was touched anywhere."""
        self._touched_at = self._clock()

    def switch_language(self) -> None:
        """To the other language."""
        languages = list(Language)
        self._stay.language = languages[(languages.index(self._stay.language) + 1) % len(languages)]
        self._changed()

    def leave(self) -> None:
        """Out, wherever in it."""
        self._out(Event.LEFT)

    def other_way(self) -> None:
        """A one-time code instead of the badge, or the other way round."""
        self._entrance.happened(Event.OTHER_WAY)
        self._changed()

    def enter(self, secret: SecretStr) -> None:
        """A one-time code or a PIN was typed, whichever the screen asks for."""
        self._entrance.enter(secret)
        self._changed()

    def go(self, screen: Screen, chosen: str = "") -> None:
        """To another screen inside; `chosen` is the group, test or action that it is about."""
        if self._inside is None or self._runs.under_way or not self._open(screen, chosen):
            return
        if screen is Screen.ACTION:
            self._note(f"action.{chosen}")
        if screen is Screen.REPORT:
            self._errands.compose([one.result for one in self._standings.tests if one.result is not None])
        self._stay.screen, self._stay.chosen = screen, chosen
        self._changed()

    def run(self, *names: str, with_person: bool = True) -> None:
        """Runs these tests or groups, all without a name; without a person, those that need one are skipped."""
        if not self._may(Right.TEST) or self._runs.under_way:
            return
        self._note("run")
        after = self._after(names)
        self._stay.screen, self._stay.chosen = Screen.RUN, ""
        self._runs.start(names, with_person, lambda: self._ran(*after))
        self._changed()

    def stop_run(self) -> None:
        """Ends the run after the test that is running."""
        self._runs.stop()
        self._changed()

    def done(self, reading: object) -> None:
        """A test with a person has its reading."""
        self.touched()
        self._runs.done(reading)
        self._changed()

    def given_up(self) -> None:
        """A test with a person was given up."""
        self.touched()
        self._runs.given_up()
        self._changed()

    def hand_on(self, errand: Errand) -> None:
        """Does something with the report."""
        if self._may(Right.TEST) and self._stay.screen is Screen.REPORT:
            self._note(f"report.{errand}")
            self._errands.run(errand, self._stay.language)
            self._changed()

    # Inside.

    @property
    def _inside(self) -> Holder | None:
        """Who is inside."""
        return self._entrance.holder if self._entrance.position.state is State.INSIDE else None

    def _may(self, right: Right) -> bool:
        return self._inside is not None and right in self._inside.rights

    def _open(self, screen: Screen, chosen: str) -> bool:
        """Whether a screen is open to whoever is inside."""
        if screen is Screen.ACTION:
            return any(action.name == chosen and self._may(action.right) for action in ACTIONS)
        return screen not in AT_THE_DOOR.values()

    def _out(self, way: Event) -> None:
        """The only way out: nothing is left of whoever was there."""
        holder, inside = self._inside, self._state is State.INSIDE
        self._entrance.happened(way)
        if holder is not None and inside:
            seconds = round(self._clock() - self._entered_at)
            self._journal.note(Kind.TECHNICIAN_LEFT, badge=holder.serial, way=way, seconds=seconds)
        self._stay = _Stay(self._first_language)
        self._runs.forget()
        self._standings.forget()
        self._errands.forget()
        self._changed()

    def _idle_left(self) -> float:
        idle = self._idle if self._inside is not None else DOOR_IDLE_S
        if self._runs.hands_on is not None:
            idle = max(idle, PERSON_IDLE_S)
        return self._touched_at + idle - self._clock()

    def _note(self, deed: str) -> None:
        if self._inside is not None:
            self._journal.note(Kind.TECHNICIAN_DID, badge=self._inside.serial, deed=Name(deed))

    def _after(self, names: tuple[str, ...]) -> tuple[Screen, str]:
        """Where a run of these leads."""
        if len(names) != 1:
            return Screen.RUN, ""
        is_test = any(one.test == names[0] for one in self._standings.tests)
        return (Screen.RESULT if is_test else Screen.GROUP), names[0]

    def _ran(self, screen: Screen, chosen: str) -> None:
        self.touched()
        self._stay.screen, self._stay.chosen = screen, chosen
        self._standings.take_in(self._runs.results)
        self._changed()

    def _changed(self) -> None:
        """Notices who came in, and shows the view if it is another than before."""
        state = self._entrance.position.state
        if state is not self._state:
            self._state, before = state, self._state
            self.touched()
            if before is State.OUTSIDE:
                self._came()
            if state is State.INSIDE:
                self._enter()
        view = self._view()
        if view != self._shown:
            self._shown = view
            self._show(view)

    def _enter(self) -> None:
        self._entered_at = self._clock()
        if self._inside is not None:
            self._journal.note(Kind.TECHNICIAN_ENTERED, badge=self._inside.serial)
        self._standings.take_in({})

    def _view(self) -> TechnicianView | None:
        if not self.present:
            return None
        entrance, holder = self._entrance, self._inside
        state, left = entrance.position.state, self._idle_left()
        countdown = math.ceil(left) if left <= WARNING_S else None
        if holder is None:
            return TechnicianView(
                screen=AT_THE_DOOR[state],
                language=self._stay.language,
                countdown=countdown,
                blind=entrance.blind,
                refused=entrance.position.refused,
                checking=state is State.CHECKING,
                locked_for=math.ceil(entrance.locked_for),
            )
        return TechnicianView(
            screen=self._stay.screen,
            language=self._stay.language,
            countdown=countdown,
            badge=holder.serial,
            rights=holder.rights,
            standings=self._standings.tests,
            chosen=self._stay.chosen,
            run=self._runs.view if self._stay.screen is Screen.RUN else None,
            hands_on=self._runs.hands_on,
            report=self._errands.view if self._stay.screen is Screen.REPORT else None,
            runs=self._standings.runs,
        )
