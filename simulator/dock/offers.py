"""All that the dock offers, as data: pages of groups of levers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.contract import HolderRole
from kiosk.diagnostics.registry import CHECKS
from simulator.attacks import ATTACKS
from simulator.dock.cast import FOREIGN, HOLDERS, PEOPLE, Holder
from simulator.dock.mishaps import MISHAPS
from simulator.dock.rig import Rig
from simulator.scene import ACTS
from simulator.technicians import BADGES


@dataclass(frozen=True)
class Offer:
    """One lever."""

    name: str
    text: str
    pull: Callable[[Rig], None]
    on: Callable[[Rig], bool] = lambda _: False
    """Whether what it stands for is so now."""
    fitted: Callable[[Rig], bool] = lambda _: True
    """Whether it can be pulled at all."""
    strong: bool = True
    """Whether the terminal at work feels it, and not the technician's tests alone."""


@dataclass(frozen=True)
class Group:
    """Levers of one kind."""

    title: str
    offers: tuple[Offer, ...]


def _stands(name: str) -> Offer:
    return Offer(f"stand.{name}", name, lambda rig: rig.cast.stand(name), lambda rig: rig.cast.before == name)


def _acts(act: str) -> Offer:
    return Offer(f"act.{act}", act.replace("_", " "), lambda rig: rig.cast.act(act))


def _holder(holder: Holder) -> Offer:
    role = "" if holder.role is HolderRole.REPRESENTATIVE else f" · {holder.role}"
    return Offer(
        f"holder.{holder.enterprise}.{holder.role}",
        f"{holder.enterprise}{role}",
        lambda rig: rig.cast.choose(holder),
        lambda rig: rig.cast.holder == holder,
        lambda rig: rig.cast.connected,
    )


def _held(name: str) -> Callable[[Rig], bool]:
    return lambda rig: rig.cast.held == name


def _holds(name: str, pull: Callable[[Rig], None]) -> Offer:
    return Offer(f"hold.{name}", name, pull, _held(name), lambda rig: rig.cast.connected)


def _card(name: str) -> Offer:
    return Offer(f"hold.{name}", name, lambda rig: rig.cast.show_card(name), _held(name))


def _breaks(name: str) -> Offer:
    return Offer(
        f"break.{name}",
        name,
        lambda rig: rig.damage.switch(name),
        lambda rig: name in rig.damage.there,
        strong=MISHAPS[name].felt,
    )


PAPERS: Mapping[str, Callable[[Mapping[str, str]], str]] = MappingProxyType(
    {
        "printed licence": lambda enterprise: enterprise["printed_licence"],
        "enterprise code": lambda enterprise: enterprise["enterprise_code"],
        "foreign code": lambda _: FOREIGN,
    }
)
"""What can be held on paper; none of it proves anything."""

CARDS = ("test card", "newest paper")
"""What a technician holds up beside the badge."""

HELD = (
    Offer("hold.nothing", "nothing", lambda rig: rig.cast.lower(), lambda rig: not rig.cast.held),
    _holds("licence code", lambda rig: rig.cast.show_code("licence code")),
    _holds("expired code", lambda rig: rig.cast.show_code("expired code", expired=True)),
    _holds("another company's code", lambda rig: rig.cast.show_another_company("another company's code")),
    _holds("the same code again", lambda rig: rig.cast.show_again("the same code again")),
    *(
        _holds(name, lambda rig, name=name, code=code: rig.cast.show_paper(name, code))  # type: ignore[misc]
        for name, code in PAPERS.items()
    ),
    Offer("move", "move it about", lambda rig: rig.cast.move(), fitted=lambda rig: bool(rig.cast.held)),
    Offer("scan", "app scans the screen", lambda rig: rig.cast.scan(), fitted=lambda rig: rig.cast.connected),
)

VISIT = (
    Group("Before the camera", tuple(_stands(name) for name in PEOPLE)),
    Group("Attacks", tuple(_stands(name) for name in ATTACKS)),
    Group(
        "Does",
        (
            Offer("along", "what is asked", lambda rig: rig.cast.play_along(), lambda rig: rig.cast.plays_along),
            *(_acts(act) for act in ACTS),
            Offer("act.nod", "nod", lambda rig: rig.cast.nod()),
        ),
    ),
    Group("Whose licence", tuple(_holder(holder) for holder in HOLDERS)),
    Group("In the hand", HELD),
    Group(
        "Technician",
        (
            Offer("knock", "knock", lambda rig: rig.knock()),
            *(_card(name) for name in (*BADGES, *CARDS)),
            Offer("code", "one-time code", lambda rig: rig.cast.have_code(rig.code)),
        ),
    ),
)

DEVICES = {
    "Camera and light": ("camera",),
    "Printer": ("printer",),
    "Central service and network": ("central",),
    "Loudspeaker": ("speaker",),
}
"""Groups of the technician's tests whose devices a visit needs; the rest is the machine's."""


def _broken(*groups: str) -> tuple[Offer, ...]:
    """What these groups of tests find."""
    return tuple(
        _breaks(name)
        for name, one in MISHAPS.items()
        if one.fault is not None and one.fault.test.partition(".")[0] in groups
    )


def _felt_only(of_service: bool) -> tuple[Offer, ...]:
    return tuple(
        _breaks(name)
        for name, one in MISHAPS.items()
        if one.fault is None and of_service is bool(one.service or one.killed)
    )


def _devices() -> Iterator[Group]:
    for title, groups in DEVICES.items():
        more = {"camera": _felt_only(False), "central": _felt_only(True)}.get(groups[0], ())
        yield Group(title, more + _broken(*groups))
    yield Group(
        "Program",
        (
            Offer("vision.kill", "kill the vision process", lambda rig: rig.kill_vision()),
            Offer("vision.hang", "hang the vision process", lambda rig: rig.hang_vision()),
            Offer("crash", "an error nobody expected", lambda rig: rig.crash()),
        ),
    )


def _machine() -> Iterator[Group]:
    apart = {group for groups in DEVICES.values() for group in groups}
    for group in dict.fromkeys(check.group for check in CHECKS):
        if group not in apart:
            yield Group(group.capitalize(), _broken(group))


MEND = Offer("mend", "Mend all", lambda rig: rig.damage.mend(), fitted=lambda rig: bool(rig.damage.there))
PAGES: Mapping[str, tuple[Group, ...]] = MappingProxyType(
    {"Visit": VISIT, "Devices": tuple(_devices()), "Machine": tuple(_machine())}
)


def every() -> Iterator[Offer]:
    """All levers."""
    yield MEND
    for groups in PAGES.values():
        for group in groups:
            yield from group.offers
