"""What the dock's levers move."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from simulator.dock.cast import Cast
from simulator.dock.damage import Damage
from simulator.technicians import Technicians


@dataclass(frozen=True)
class Rig:
    """The surroundings of one simulated terminal."""

    cast: Cast
    damage: Damage
    technicians: Technicians
    knock: Callable[[], None]
    """As technicians do on the terminal's screen."""
    at_door: Callable[[], bool]
    """Whether one is there or inside, who needs the PIN."""
    code: Callable[[], str]
    """A one-time code, as the terminal's own user asks for one."""
    vision: Callable[[], int | None]
    """The vision process's number, while there is one."""
    crashed: Callable[[BaseException], None]
    """Tells the terminal of what nobody expected."""

    def kill_vision(self) -> None:
        """The process is gone at once."""
        self._signal(signal.SIGKILL)

    def hang_vision(self) -> None:
        """The process stands still and says nothing."""
        self._signal(signal.SIGSTOP)

    def crash(self) -> None:
        """Something goes wrong on the main loop."""
        self.crashed(RuntimeError("asked for by a developer"))

    def _signal(self, number: signal.Signals) -> None:
        pid = self.vision()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
