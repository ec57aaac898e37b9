"""Who stands before the simulated terminal, what they hold and do, and what their phones show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import requests

from devices.frames import Image
from kiosk.background import Background
from kiosk.contract import HolderRole
from kiosk.view import View
from simulator.attacks import ATTACKER, ATTACKS, VICTIM, React, willing
from simulator.people import PORTRAITS
from simulator.scenarios import SCENARIOS
from simulator.scene import Scene
from simulator.service import World

NOBODY = "nobody"
PEOPLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NOBODY: (),
        **{source.person.partition(",")[0]: (name,) for name, source in PORTRAITS.items()},
        "two people": (VICTIM, ATTACKER),
    }
)
"""Who can stand before the camera, by portraits."""
FOREIGN = "https://example.com/menu"
"""What a code says that has nothing to do with licences."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Holder:
    """Whose licence is on the phone: a part of a seeded enterprise's name, and in which role."""

    enterprise: str
    role: HolderRole


HOLDERS = tuple(dict.fromkeys(Holder(one.character.enterprise, one.character.role) for one in SCENARIOS.values()))
"""Whoever comes in the demo's scenarios."""


class Cast:
    """Lives on the main loop; what takes time is done in `errands`, one thing after the other.

    Without a `world` (another's central service) the phone has nothing to show.
    """

    def __init__(
        self, scene: Scene, world: World | None, cards: Mapping[str, Callable[[], Image]], errands: Background
    ) -> None:
        """`cards` draw what can be held up beside the phone, by name; see `simulator.cards`."""
        self._scene, self._world, self._cards, self._errands = scene, world, cards, errands
        self.before = NOBODY
        """Who is before the camera: one of `PEOPLE` or of `ATTACKS`."""
        self.held = ""
        """What is in the hand; empty for nothing."""
        self.holder = HOLDERS[0]
        self.plays_along = True
        """Whether people do what the terminal asks of their faces by themselves."""
        self.trouble = ""
        """Why what was asked for last could not be done."""
        self.sms = ""
        """The newest on the representative's phone."""
        self.code = ""
        """The technician's one-time code that was asked for last."""
        self._attack: React = willing(scene)
        self._prompt, self._invitation, self._reading = "", "", False
        self._last_code: tuple[str, str] | None = None

    @property
    def connected(self) -> bool:
        """Whether there are phones with a licence app and SMS."""
        return self._world is not None

    def see(self, view: View) -> None:
        """The screen has changed."""
        prompt = view.face.prompt if view.face else ""
        self._invitation = view.invitation or ""
        if prompt != self._prompt:
            self._prompt = prompt
            self._react()

    def stand(self, name: str) -> None:
        """One of `PEOPLE` or of `ATTACKS`; whoever was there goes."""
        self.before, self.held = name, ""

        def enter() -> React:
            if name in ATTACKS:
                self._scene.visitor_leaves()
                return ATTACKS[name](self._scene)
            self._scene.hide()
            if not PEOPLE[name]:
                self._scene.visitor_leaves()
            enters = self._scene.visitor_enters
            for portrait in PEOPLE[name]:
                enters(portrait)
                enters = self._scene.companion_enters
            return willing(self._scene)

        def entered(react: React) -> None:
            if self.before == name:
                self._attack = react
                if self._prompt:
                    self._react()

        self._run(enter, entered)

    def play_along(self) -> None:
        """By themselves, or no longer."""
        self.plays_along = not self.plays_along
        self._react()

    def act(self, action: str) -> None:
        """See `Scene.act`."""
        self._scene.act(action)

    def nod(self) -> None:
        """See `Scene.nod`."""
        self._scene.nod()

    def choose(self, holder: Holder) -> None:
        """Whose licence is on the phone from now on."""
        self.holder, self.sms = holder, ""

    def lower(self) -> None:
        """What is in the hand goes down."""
        self.held = ""
        self._scene.hide()

    def show_code(self, name: str, *, expired: bool = False, of: Holder | None = None) -> None:
        """The licence app presents a fresh code on the phone; `name` is what it is called."""
        holder = of or self.holder

        def fetch(world: World) -> tuple[str, str]:
            enterprise = world.enterprise(holder.enterprise)
            return world.present(enterprise["credit_code"], holder.role, expired), str(enterprise["name"])

        def fetched(code: tuple[str, str]) -> None:
            self.held, self._last_code = name, code
            self._scene.show_phone(*code)

        self._ask(fetch, fetched)

    def show_another_company(self, name: str) -> None:
        """A good code, of an enterprise that was not chosen."""
        self.show_code(name, of=next(one for one in HOLDERS if one.enterprise != self.holder.enterprise))

    def show_again(self, name: str) -> None:
        """The code that was shown last, as a picture of it would show it."""
        if self._last_code is None:
            self.trouble = "no code was shown yet that could be shown again"
            return
        self.held = name
        self._scene.show_phone(*self._last_code)

    def show_paper(self, name: str, code: Callable[[Mapping[str, Any]], str]) -> None:
        """A printed code; `code` takes it from what the world knows of the enterprise."""

        def fetch(world: World) -> None:
            enterprise = world.enterprise(self.holder.enterprise)
            self._scene.show_paper(code(enterprise), str(enterprise["name"]))

        def fetched(_: None) -> None:
            self.held = name

        self._ask(fetch, fetched)

    def move(self) -> None:
        """What is held is turned, bent, tilted and brought closer, and back."""
        self._scene.wiggle_photo()

    def show_card(self, name: str) -> None:
        """One of the cards is held before the camera."""

        def shown(_: None) -> None:
            self.held = name

        self._run(lambda: self._scene.show_card(self._cards[name]()), shown)

    def have_code(self, ask: Callable[[], str]) -> None:
        """Somebody asks for a technician's one-time code."""

        def had(code: str) -> None:
            self.code = code

        self._run(ask, had)

    def scan(self) -> None:
        """The licence app scans the code that the terminal shows."""
        invitation, holder = self._invitation, self.holder
        if not invitation:
            self.trouble = "the terminal shows no code to scan now"
            return

        def scan(world: World) -> None:
            world.scan(invitation, world.enterprise(holder.enterprise)["credit_code"], holder.role)

        self._ask(scan, lambda _: None)

    def read_sms(self) -> None:
        """Looks at the representative's phone, unless somebody still does."""
        holder, world = self.holder, self._world
        if world is None or self._reading:
            return
        self._reading = True

        def fetch() -> str:
            people = world.enterprise(holder.enterprise)["holders"]
            phone = next(one["phone"] for one in people if one["role"] == HolderRole.REPRESENTATIVE)
            return next(iter(world.messages(phone)), "")

        def fetched(sms: str) -> None:
            self._reading = False
            if holder == self.holder:
                self.sms = sms

        def failed(_: BaseException) -> None:
            self._reading = False  # the service is away

        self._errands.run(fetch, fetched, failed)

    def _react(self) -> None:
        if self.before in ATTACKS:
            self._attack(self._prompt)
        elif self.plays_along and self.before != NOBODY:
            self._attack(self._prompt or "look_straight")

    def _ask(self, fetch: Callable[[World], Result], then: Callable[[Result], None]) -> None:
        if self._world is None:
            self.trouble = "this central service is none that the simulated phones know"
            return
        world = self._world
        self._run(lambda: fetch(world), then)

    def _run(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        self.trouble = ""

        def failed(error: BaseException) -> None:
            lost = isinstance(error, requests.RequestException)
            self.trouble = (
                "the central service does not answer the phone" if lost else f"{type(error).__name__}: {error}"
            )

        self._errands.run(work, then, failed)
