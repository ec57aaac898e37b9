"""The dock offers everything that there is, once."""

from __future__ import annotations

from collections import Counter

import pytest

from devices.liveness import Action
from simulator.attacks import ATTACKS, REACTING
from simulator.dock.cast import HOLDERS
from simulator.dock.offers import every
from simulator.faults import FAULTS
from simulator.people import PORTRAITS
from simulator.scenarios import SCENARIOS
from simulator.scene import ACTS
from simulator.technicians import BADGES

OFFERED = Counter(offer.name for offer in every())
WANTED = (
    *(f"break.{name}" for name in FAULTS),
    *(f"stand.{name}" for name in ATTACKS),
    *(f"stand.{name}" for name in REACTING),
    *(f"stand.{source.person.partition(',')[0]}" for source in PORTRAITS.values()),
    *(f"act.{act}" for act in ACTS),
    *(f"act.{action}" for action in Action),
    *(f"holder.{one.character.enterprise}.{one.character.role}" for one in SCENARIOS.values()),
    *("stand.nobody", "stand.two people", "act.nod", "along", "scan"),
    *("hold.licence code", "hold.expired code", "hold.another company's code", "hold.the same code again"),
    *("hold.printed licence", "hold.enterprise code", "hold.foreign code"),
    *(f"hold.{name}" for name in BADGES),
    *("knock", "code", "move", "hold.test card", "hold.newest paper"),
    *("break.service killed", "break.answers lost", "break.window behind the visitor", "vision.kill", "vision.hang"),
)


@pytest.mark.parametrize("name", dict.fromkeys(WANTED))
def test_it_is_offered_once(name: str) -> None:
    assert OFFERED[name] == 1


def test_nothing_is_offered_twice() -> None:
    assert [name for name, times in OFFERED.items() if times > 1] == []


def test_another_company_can_always_be_shown() -> None:
    assert len({holder.enterprise for holder in HOLDERS}) > 1
