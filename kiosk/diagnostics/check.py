"""One test of the terminal, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from devices.probes.probe import Probe
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.outcome import Outcome

Reading = TypeVar("Reading")


@dataclass(frozen=True)
class Check(Generic[Reading]):
    """A test: what it reads and how the reading is judged.

    Its title is message `diagnose.test.<name>`. `findings` are all the codes that `judge` may find: from them the
    technician's guide is made.
    """

    name: str
    """`group.part`, such as camera.focus"""
    probe: Callable[[Bench], Probe[Reading]] | None
    """None: a person takes the reading at the screen, and it is handed to `Suite.judge`."""
    judge: Callable[[Reading], Outcome]
    findings: tuple[str, ...]
    needs: tuple[str, ...] = field(default=())
    """Tests whose failing leaves this one nothing to say."""
    quick: bool = False
    """Part of the self-test at start."""

    @property
    def group(self) -> str:
        """The device or part that it is about."""
        return self.name.partition(".")[0]

    @property
    def interactive(self) -> bool:
        """A person at the screen takes part."""
        return self.probe is None


AnyCheck = Check[Any]
