"""Brings a visit forward: takes what happens, asks the flow's table where it leads, and does what the state needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from pydantic import SecretStr

from kiosk.audit.events import Fact, Kind
from kiosk.audit.journal import Journal
from kiosk.background import Background
from kiosk.client import CentralClient, Refused, Trouble, Unreachable
from kiosk.contract import (
    Disposition,
    Ending,
    Heartbeat,
    Language,
    Orders,
    ProblemCode,
    Service,
    SessionEnd,
    SignedConfiguration,
    Step,
)
from kiosk.diagnostics.offer import Offer
from kiosk.eyes import Eyes
from kiosk.flow import (
    BACK,
    HOME_STATES,
    LOST,
    MEMBERS,
    OVERLAYS,
    PLACES,
    Event,
    Group,
    Part,
    Position,
    State,
    WaitsFor,
    advance,
)
from kiosk.frame_times import FrameTimes, p99
from kiosk.remote_configuration import ConfigurationRefused, Reason, RemoteConfiguration
from kiosk.steps.visit_steps import NewSteps
from kiosk.view import View
from kiosk.visit import Clocks, Share, Timeline, Visit

Result = TypeVar("Result")
LOST_EVENT = {part: event for event, part in LOST.items()}
BACK_EVENT = {part: event for event, part in BACK.items()}
LEFT_OPEN = {Disposition.RETRY: Event.REFUSED, Disposition.OTHER_WAY: Event.CLOSED}
"""What a refusal leads to; any other to the window."""
WELL_SECONDS = 30.0
"""Between two heartbeats of a terminal in order."""
STARTING_SECONDS = 15.0
"""What the parts may take to come up before their absence is called a fault."""
ILL_SECONDS = 2.0
"""Between two questions whether a lost service is back."""


class VisitReport(NamedTuple):
    """What is told of a visit that is over."""

    ending: Ending
    seconds: float
    extensions: int
    shares: tuple[Share, ...]


class Conductor:
    """One terminal. Everything here runs on the main loop; what takes time is handed to `background`.

    `show` is called with the new view whenever it differs from the last; `over` at the end of every visit.
    """

    def __init__(
        self,
        *,
        central: CentralClient,
        eyes: Eyes,
        background: Background,
        new_steps: NewSteps,
        journal: Journal,
        clock: Callable[[], float],
        remote: RemoteConfiguration,
        language: Language,
        software: str,
        frame_times: FrameTimes,
        show: Callable[[View], None],
        over: Callable[[VisitReport], None],
    ) -> None:
        self._central, self._eyes, self._background, self._journal = central, eyes, background, journal
        self._clock, self._remote, self._language, self._software = clock, remote, language, software
        self._frame_times, self._new_steps, self._show, self._over = frame_times, new_steps, show, over
        self._position = Position(State.OUT_OF_SERVICE, lost=frozenset({Part.VISION, Part.SERVICE}))
        self._unknown = {Part.VISION, Part.SERVICE}
        self._started_at = clock()
        self._standing = remote.standing
        self._unfit: tuple[int | None, Reason] | None = None
        self._visit = Visit(language)
        self._steps = new_steps(self)
        self._timeline = Timeline()
        self._clocks = Clocks.start(self._standing.limits, clock())
        self._heartbeat_at = clock()
        self._offer = Offer()
        self._shown: View | None = None

    # What the steps see (`Floor`).

    @property
    def visit(self) -> Visit:
        """The visit in progress."""
        return self._visit

    @property
    def position(self) -> Position:
        """Where the terminal is."""
        return self._position

    @property
    def session_id(self) -> str:
        """The session of the visit in progress."""
        if self._visit.session is None:
            raise ValueError(f"no session is open in state {self._position.state}")
        return self._visit.session.session_id

    def now(self) -> float:
        """Seconds of a monotonic clock."""
        return self._clock()

    def time_left(self) -> float:
        """Seconds left of the visit's budget."""
        return self._clocks.remaining(self._clock())

    def touched(self) -> None:
        """The visitor did something."""
        self._clocks = self._clocks.touch(self._clock())

    def happened(self, event: Event, steps: tuple[Step, ...] | None = None) -> None:
        """Hands `event` to the flow and does what the new state needs."""
        self._go(event, advance(self._position, event, steps=steps))

    def note(self, kind: Kind, **facts: Fact) -> None:
        """Writes to the journal."""
        self._journal.note(kind, **facts)

    def call(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """See `Floor.call`."""
        visit, state = self._visit, self._position.acting

        def current() -> bool:
            return visit is self._visit and state is self._position.acting

        def answered(result: Result) -> None:
            if current():
                then(result)

        def failed(error: BaseException) -> None:
            if isinstance(error, Refused):
                if current():
                    self._refused(error)
            elif isinstance(error, Unreachable):
                if current():
                    self._journal.note(Kind.UNREACHABLE, trouble=error.trouble, status=error.status)
                    self.happened(Event.SERVICE_LOST)
            else:
                self.crashed(error)

        self._background.run(work, answered, failed)

    # What the screens ask for (`Controls`).

    def act(self, event: Event, value: Service | SecretStr | None = None) -> None:
        """The visitor pressed something; `value` is what was chosen or entered with it."""
        self.touched()
        if isinstance(value, SecretStr):
            self._visit.secret = value
        if event in (Event.AGREED, Event.FACE_DECLINED):
            self._visit.face_agreed = event is Event.AGREED
        if event in (Event.ENTERED, Event.ONE_TIME):
            self._visit.one_time = event is Event.ONE_TIME
        if event is Event.CONTINUE and self._position.state is State.TIME_WARNING:
            self._clocks = self._clocks.extend(self._clock())
        service = value if isinstance(value, Service) else None
        self._go(event, advance(self._position, event, service=service))

    def switch_language(self) -> None:
        """To the other language, until the visit ends."""
        languages = list(Language)
        self._visit.language = languages[(languages.index(self._visit.language) + 1) % len(languages)]
        self.touched()
        self.changed()

    # What the main loop asks for.

    def tick(self) -> None:
        """Looks at the eyes, the clocks and the service; to be called twenty to sixty times a second."""
        now = self._clock()
        for observation in self._eyes.seen():
            for step in self._steps:
                step.observe(self._position.acting, observation)
        for step in self._steps:
            step.tick(self._position.acting)
        lost = self._eyes.lost(now)
        if Part.VISION not in lost:
            self._unknown.discard(Part.VISION)
        self._notice(lost)
        if self._retry_in(now) and self._position.state in MEMBERS[Group.INTERRUPTIBLE]:
            self.touched()  # who is told to wait is not idle
        due = self._clocks.due(now, self._position.state)
        if due is not None:
            self.happened(due)
        if now >= self._heartbeat_at and self._position.state in HOME_STATES:
            self._send_heartbeat(now)
        self.changed()

    def offered(self, offer: Offer) -> None:
        """What the self-test leaves the terminal to offer."""
        self._offer = offer
        if bool(offer.closed) != (Part.MACHINE in self._position.lost):
            self.happened(Event.MACHINE_LOST if offer.closed else Event.MACHINE_BACK)
        self.changed()

    def maintained(self, out: bool) -> None:
        """A technician takes the terminal out of service, or gives it back."""
        if out != (Part.MAINTENANCE in self._position.lost):
            self.happened(Event.TAKEN_OUT if out else Event.GIVEN_BACK)

    @property
    def free(self) -> bool:
        """Nobody is at the terminal. May be asked from any thread."""
        return self._position.state in HOME_STATES

    def crashed(self, error: BaseException) -> None:
        """Something that nobody expected: it is recorded without its words, and the visit ends safely."""
        self._journal.crash(error)
        self.happened(Event.FAULT)

    def changed(self) -> None:
        """Shows the view, if it is another than before."""
        view = self._view()
        if view != self._shown:
            self._shown = view
            self._show(view)

    def wipe(self) -> None:
        """The only way out of a visit: closes the eyes and the session, and forgets all that was known of it."""
        self._eyes.look(None, self._clock())
        self._end_session()
        if self._timeline.moments:
            report = VisitReport(
                self._position.ending or Ending.FAULT,
                self._end().seconds,
                self._clocks.extensions,
                self._timeline.shares(),
            )
            self._journal.note(
                Kind.VISIT_ENDED,
                ending=report.ending,
                seconds=round(report.seconds),
                extensions=report.extensions,
                frame_p99_ms=round(1000 * p99(self._frame_times.take()), 1),
            )
            self._over(report)
        at_goodbye = self._position.state is State.GOODBYE
        self._visit = Visit(self._visit.language if at_goodbye else self._language)
        self._standing = self._remote.standing
        self._steps = self._new_steps(self)
        self._timeline = Timeline()

    def _begin_anew(self) -> None:
        """A session is about to be opened: nothing of an earlier one of the same visit is left."""
        self._end_session()
        self._visit = Visit(self._visit.language, face_agreed=self._visit.face_agreed)

    def _end_session(self) -> None:
        if self._visit.session is not None:
            session_id, end = self._visit.session.session_id, self._end()
            self._background.run(lambda: self._central.end_session(session_id, end), _nothing, _nothing)

    def _end(self) -> SessionEnd:
        return SessionEnd(
            ending=self._position.ending or Ending.FAULT,
            seconds=self._clock() - self._clocks.began,
            extensions=self._clocks.extensions,
        )

    def _go(self, event: Event, position: Position | None) -> None:
        if position is None:
            return
        before, now = self._position, self._clock()
        self._position = position
        if event in (Event.PROVEN, Event.LICENCE_PROVEN) and before.acting is not State.OTHER_WAY:
            self._visit.proven += before.steps[:1]
        if event in LOST or event in BACK:
            self._journal.note(Kind.PART_LOST if event in LOST else Kind.PART_BACK, event=event)
            self._heartbeat_at = min(self._heartbeat_at, now + ILL_SECONDS)
            if position.state is before.state:
                self.changed()
                return
        self._time(before, position, now)
        self._journal.note(Kind.STATE, state=position.state, event=event)
        if position.state not in OVERLAYS and event is not Event.CONTINUE:
            self._enter(position)
        self.changed()

    def _time(self, before: Position, position: Position, now: float) -> None:
        if before.state is State.ATTRACT and position.in_visit:
            self._clocks = Clocks.start(self._standing.limits, now)
        self._clocks = self._clocks.enter(now)
        if position.in_visit and before.state is not State.GOODBYE:
            self._timeline.enter(position, now)

    def _enter(self, position: Position) -> None:
        if position.state is State.GOODBYE or position.state in HOME_STATES:
            self.wipe()
            return
        if position.place.waits_for is WaitsFor.MACHINE:
            self._visit.problem = None
        if position.state is State.OPENING:
            self._begin_anew()
        self._eyes.look(position.place.looks, self._clock())
        for step in self._steps:
            if position.state in step.enters:
                step.enters[position.state]()

    def _refused(self, refused: Refused) -> None:
        problem = refused.problem
        self._visit.problem = problem
        if problem.retry_after and problem.code is not ProblemCode.SMS_TOO_SOON:  # of sending, not of trying
            self._visit.retry_at = self._clock() + problem.retry_after
        self._journal.note(Kind.REFUSED, code=problem.code)
        self.happened(LEFT_OPEN.get(problem.disposition, Event.SENT_TO_WINDOW))

    def _notice(self, lost: frozenset[Part]) -> None:
        for part in (Part.CAMERA, Part.VISION):
            if part in lost and part not in self._position.lost:
                self.happened(LOST_EVENT[part])
            elif part not in lost and part in self._position.lost:
                self.happened(BACK_EVENT[part])

    def _send_heartbeat(self, now: float) -> None:
        def well(orders: Orders) -> None:
            self._unknown.discard(Part.SERVICE)
            if self._remote.wants(orders.configuration):
                self._fetch_configuration(orders.configuration)
            for part in (Part.SERVICE, Part.PERMISSION):
                if part in self._position.lost:
                    self.happened(BACK_EVENT[part])

        def ill(error: BaseException) -> None:
            self._heartbeat_at = self._clock() + ILL_SECONDS
            disabled = isinstance(error, Unreachable) and error.trouble is Trouble.DISABLED
            missing = Part.PERMISSION if disabled else Part.SERVICE
            if isinstance(error, Unreachable) and (Part.SERVICE in self._unknown or missing not in self._position.lost):
                self._journal.note(Kind.UNREACHABLE, trouble=error.trouble, status=error.status)
            self._unknown.discard(Part.SERVICE)
            if self._position.state in HOME_STATES and missing not in self._position.lost:
                self.happened(LOST_EVENT[missing])
            if disabled and Part.SERVICE in self._position.lost:  # it answers
                self.happened(Event.SERVICE_BACK)

        self._heartbeat_at = now + WELL_SECONDS
        heartbeat = Heartbeat(
            software=self._software,
            state=self._position.state,
            faults=tuple(sorted(self._position.lost)),
        )
        self._background.run(lambda: self._central.heartbeat(heartbeat), well, ill)

    def _fetch_configuration(self, version: int | None) -> None:
        def fetched(signed: SignedConfiguration) -> None:
            try:
                self._remote.take(signed)
            except ConfigurationRefused as refused:
                if self._unfit != (version, refused.reason):  # said once, and asked for again with each heartbeat
                    self._unfit = (version, refused.reason)
                    self._journal.note(Kind.CONFIGURATION_REFUSED, version=version or 0, reason=refused.reason)
                return
            self._journal.note(Kind.CONFIGURATION_TAKEN, version=self._remote.version or 0)
            if self.free:  # a visit goes on by what held when it began
                self.wipe()
                self.changed()

        self._background.run(self._central.configuration, fetched, _nothing)

    def _retry_in(self, now: float) -> int:
        """Whole seconds, 0 when a try is taken."""
        return max(0, math.ceil(self._visit.retry_at - now))

    def _view(self) -> View:
        position, visit, steps, now = self._position, self._visit, self._steps, self._clock()
        countdown = self._clocks.countdown(now, position.state)
        machine = position.place.waits_for is WaitsFor.MACHINE
        in_budget = position.in_visit and position.ending is None
        return View(
            state=position.state,
            screen=PLACES[position.state].screen,
            below=PLACES[position.below].screen if position.below else None,
            language=visit.language,
            busy=machine,
            remaining=math.ceil(self.time_left()) if in_budget else None,
            countdown=None if countdown is None else math.ceil(countdown),
            plan=visit.proven + position.steps,
            stage=len(visit.proven),
            service=position.service,
            ending=position.ending,
            problem=visit.problem,
            company=visit.company,
            window=visit.session.window if visit.session else self._standing.window,
            invitation=visit.invitation.code if visit.invitation else None,
            code_hint=steps.licence.hint,
            face=steps.face.view,
            tries_left=visit.challenge.tries_left if visit.challenge else None,
            retry_in=self._retry_in(now),
            sms=visit.sms,
            resend_in=steps.sms.resend_in,
            rules=visit.session.password_rules if visit.session else None,
            waiting=int(now - self._clocks.entered) if machine else 0,
            settling=steps.resetting.settling,
            doubt=visit.doubt,
            receipts=visit.receipts,
            paper=visit.paper,
            starting=bool(self._unknown) and now - self._started_at < STARTING_SECONDS,
            lost=position.lost,
            services=self._standing.services,
            notice_version=self._standing.notice_version,
            paperless=bool(self._offer.paperless),
            camera_stale=self._eyes.stale(now),
        )


def _nothing(_: object) -> None:
    """Nothing depends on the answer."""
