"""The simulated visitor: sees what the screen shows, thinks as long as people do, and uses hands, face and phone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from pydantic import SecretStr

from kiosk.contract import HolderRole, Service
from kiosk.flow import State
from kiosk.view import View
from kiosk.visit import PaperState
from simulator.scene import Scene
from simulator.service import World

TAP = 0.35
KEY = 0.24
GLANCE = 0.6
REACTION = 0.45
"""Seconds that people take: to tap what they have decided on, to find the next key, to look, to react."""

READING: dict[str, float] = {
    "attract": 1.0,
    "service": 2.0,
    "consent": 6.0,
    "licence": 1.5,
    "company": 2.5,
    "face": 0.5,
    "id_number": 1.5,
    "sms": 1.0,
    "password": 2.5,
    "result": 5.0,
    "handover": 5.0,
    "idle_warning": 1.5,
    "help": 3.0,
}
"""Seconds to take in each screen."""


class Presents(StrEnum):
    """What a visitor shows for a licence."""

    PHONE = "phone"
    APP_SCANS = "app_scans"
    EXPIRED_FIRST = "expired_first"
    PRINTED_FIRST = "printed_first"


@dataclass(frozen=True)
class Character:
    """Who comes, and how they behave. `face` and `photo` name portraits."""

    enterprise: str
    role: HolderRole = HolderRole.REPRESENTATIVE
    service: Service = Service.RESET
    face: str = "hopper"
    photo: bool = False
    """Holds a printed photo of `face` before the camera instead of a face."""
    agrees_to_face: bool = True
    presents: Presents = Presents.PHONE
    weak_first: bool = False
    one_time: bool = False
    """Has a one-time password sent, instead of choosing one."""
    leaves_at: State | None = None
    """Walks away without a word when this state begins."""


class Hands(Protocol):
    """Touches the screen."""

    def press(self, name: str) -> bool:
        """Presses the widget of that name; False while it is not there to be pressed."""

    def type(self, character: str) -> bool:
        """Presses one key towards `character`; whether it is typed with that."""


def new_password() -> str:
    """One that nobody else has: 12 characters, none easily mistaken for another, of four kinds."""
    kinds = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=!?")
    drawn = [secrets.choice(kind) for kind in kinds] + [secrets.choice("".join(kinds[:3])) for _ in range(8)]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


class Visitor:
    """Does one thing at a time: what the present state of the screen asks for. A step of it is one `tick`."""

    def __init__(self, character: Character, world: World, scene: Scene, hands: Hands, pace: float = 1.0) -> None:
        self._character, self._world, self._scene, self._hands, self._pace = character, world, scene, hands, pace
        self._enterprise = world.enterprise(character.enterprise)
        self.password = new_password()
        self._errands = ThreadPoolExecutor(1, thread_name_prefix="errand")
        self._view: View | None = None
        self._doing: Iterator[float] = iter(())
        self._until = 0.0
        self._presented = 0
        self._tried = 0
        self._came = False
        self._gone = False
        self._ways: dict[State, Callable[[], Iterator[float]]] = {
            State.ATTRACT: self._begin,
            State.SERVICE: lambda: self._tap(f"service.{character.service}"),
            State.CONSENT: lambda: self._tap("agree" if character.agrees_to_face else "decline"),
            State.LICENCE: self._licence,
            State.COMPANY: self._company,
            State.FACE: self._face,
            State.FACE_AGAIN: lambda: self._tap("again"),
            State.FACE_CLOSED: lambda: self._tap("to_window"),
            State.ID_NUMBER: self._id_number,
            State.SMS: self._sms,
            State.PASSWORD: self._one_time if character.one_time else self._new_password,
            State.RESULT: self._take_paper_and_go,
            State.HANDOVER: self._take_paper_and_go,
            State.HELP: lambda: self._tap("continue"),
            State.TIME_WARNING: lambda: self._tap("continue"),
        }

    @property
    def credit_code(self) -> str:
        """Of the enterprise that the visitor comes for."""
        return str(self._enterprise["credit_code"])

    @property
    def old_password(self) -> str:
        """The one that is lost."""
        return str(self._enterprise["initial_password"])

    def see(self, view: View) -> None:
        """The screen has changed."""
        before, self._view = self._view, view
        if before is None or before.state is not view.state:
            way = self._ways.get(view.state)
            if view.state is self._character.leaves_at:
                self._gone = True
                self._scene.visitor_leaves()
            self._doing = way() if way and not self._gone else iter(())
            self._until = 0.0
            if way:
                self._until = -1.0  # reading begins with the next tick

    def tick(self, now: float) -> None:
        """Goes on with what is being done, if its time has come."""
        if self._until < 0 and self._view is not None:
            self._until = now + READING.get(self._view.screen, GLANCE) * self._pace
        if now >= self._until:
            doing = self._doing
            pause = next(doing, 0.1) * self._pace
            if doing is self._doing:  # what was done may have led to another screen
                self._until = now + pause

    def entered(self, state: State, secret: SecretStr) -> None:
        """The visitor knows what they entered."""

    def stop(self) -> None:
        """Ends the errands."""
        self._errands.shutdown(wait=False, cancel_futures=True)

    def _tap(self, name: str) -> Iterator[float]:
        while not self._hands.press(name):
            yield TAP

    def _take_paper_and_go(self) -> Iterator[float]:
        if self._paper() is PaperState.OFFERED:
            yield from self._tap("print")
            while self._paper() in (PaperState.OFFERED, PaperState.PRINTING):
                yield 0.1
            yield GLANCE
        yield from self._tap("finish")

    def _paper(self) -> PaperState | None:
        return self._view.paper if self._view else None

    def _begin(self) -> Iterator[float]:
        if self._came:
            return
        self._came = True
        self._scene.visitor_enters(self._character.face)
        yield GLANCE
        yield from self._tap("start")

    def _run(self, errand: Callable[[], Any]) -> Generator[float, None, Any]:
        """Does what takes time beside the screen, and returns what came of it."""
        future: Future[Any] = self._errands.submit(errand)
        while not future.done():
            yield 0.05
        return future.result()

    def _licence(self) -> Iterator[float]:
        first, self._presented = self._presented == 0, self._presented + 1
        match self._character.presents:
            case Presents.APP_SCANS:
                yield from self._scan()
            case Presents.PRINTED_FIRST if first:
                self._scene.show_paper(str(self._enterprise["printed_licence"]))
                while self._view is None or self._view.code_hint is None:
                    yield 0.2
                yield 2 * GLANCE
                self._scene.hide()
                yield from self._show_phone()
            case Presents.EXPIRED_FIRST if first:
                yield from self._show_phone(expired=True)
            case _:
                self._scene.hide()
                yield from self._show_phone()

    def _show_phone(self, expired: bool = False) -> Iterator[float]:
        role = self._character.role
        code = yield from self._run(lambda: self._world.present(self.credit_code, role, expired))
        yield 1.5  # finding the app's page
        self._scene.show_phone(code, str(self._enterprise["name"]))

    def _scan(self) -> Iterator[float]:
        while self._view is None or self._view.invitation is None:
            yield 0.1
        invitation, role = self._view.invitation, self._character.role
        yield 3.0  # opening the app's scanner and aiming it at the screen
        yield from self._run(lambda: self._world.scan(invitation, self.credit_code, role))

    def _company(self) -> Iterator[float]:
        self._scene.hide()
        yield from self._tap("confirm")

    def _face(self) -> Iterator[float]:
        if self._character.photo:
            self._scene.hold_photo(self._character.face)
            yield GLANCE
            while True:
                self._scene.wiggle_photo()
                yield 2.0
        shown = ""
        while True:
            prompt = self._view.face.prompt if self._view and self._view.face else ""
            if prompt != shown and prompt not in ("", "hold"):
                shown = prompt
                yield REACTION
                self._scene.act(prompt)
            yield 0.05

    def _type(self, text: str) -> Iterator[float]:
        for character in text:
            while not self._hands.type(character):
                yield KEY
            yield KEY

    def _id_number(self) -> Iterator[float]:
        yield from self._type(self._holder(self._character.role)["id_number"])
        yield from self._tap("done")

    def _sms(self) -> Iterator[float]:
        phone = self._holder(HolderRole.REPRESENTATIVE)["phone"]
        while True:
            messages = yield from self._run(lambda: self._world.messages(phone))
            code = re.search(r"\b[0-9]{6}\b", messages[0]) if messages else None
            if code:
                break
            yield 0.5
        yield 2.0  # waiting for the phone to ring and reading it
        yield from self._type(code.group())
        yield from self._tap("done")

    def _holder(self, role: HolderRole) -> dict[str, str]:
        return next(one for one in self._enterprise["holders"] if one["role"] == role)

    def _one_time(self) -> Iterator[float]:
        yield from self._tap("way.one_time")
        yield 3.0  # reading what that means
        yield from self._tap("send")

    def _new_password(self) -> Iterator[float]:
        first, self._tried = self._tried == 0, self._tried + 1
        text = "Xinghe2024!!" if self._character.weak_first and first else self.password
        yield from self._type(text)
        yield from self._tap("done")
        yield GLANCE
        yield from self._type(text)
        yield from self._tap("done")
