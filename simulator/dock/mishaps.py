"""What can go wrong with a simulated terminal: what its technician's tests find of it, and what it feels at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kiosk.contract import ProblemCode
from simulator.faults import FAULTS, Fault
from simulator.machine import Machine

CUT_OFF = {"drop": True}
"""Nothing of the service is reached, whatever is in the way."""
SERVICE: Mapping[str, Mapping[str, object]] = {
    "name unknown": CUT_OFF,
    "firewall": CUT_OFF,
    "certificate expired": CUT_OFF,
    "certificate too young": CUT_OFF,
    "certificate of another": CUT_OFF,
    "service down": {"status_500": True},
    "service slow": {"latency_s": 0.9},
    "clock fast": {"refused": ProblemCode.CLOCK_SKEW},
    "key unknown": {"refused": ProblemCode.SIGNATURE_REFUSED},
    "terminal disabled": {"refused": ProblemCode.TERMINAL_DISABLED},
    "signature refused otherwise": {"refused": ProblemCode.INTERNAL},
}
"""How the service behaves for a terminal with such a fault, by the fault's name; see central/faults.py."""


@dataclass(frozen=True)
class Mishap:
    """What goes wrong for as long as it is switched on."""

    fault: Fault | None = None
    """What the technician's tests find; None where only a visit notices."""
    service: Mapping[str, object] = field(default_factory=dict)
    """How the central service behaves."""
    killed: bool = False
    """The central service's process is gone."""
    backlit: bool = False
    """There is a bright window behind the visitor."""

    @property
    def felt(self) -> bool:
        """Whether the terminal at work feels it, and not its technician's tests alone."""
        if self.fault is None or self.service:
            return True
        healthy, broken = (Machine(np.random.default_rng(0)) for _ in range(2))
        self.fault.put_in(broken)
        return broken.at_work() != healthy.at_work()


MISHAPS: Mapping[str, Mishap] = {
    **{name: Mishap(fault, SERVICE.get(name, {})) for name, fault in FAULTS.items()},
    "window behind the visitor": Mishap(backlit=True),
    "service killed": Mishap(killed=True),
    "service very slow": Mishap(service={"latency_s": 20.0}),
    "service talks nonsense": Mishap(service={"nonsense": True}),
    "answers lost": Mishap(service={"drop_answer": True}),
    "answer to the change lost": Mishap(service={"drop_answer": True, "path_end": "/reset", "times": 1}),
    "linked systems down": Mishap(service={"linked_down": True}),
}
