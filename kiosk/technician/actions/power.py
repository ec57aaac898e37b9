"""Starts the program anew, or switches the machine off in good order."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.audit.events import Kind
from kiosk.background import Background
from kiosk.technician.actions.service_action import ServiceAction

RESTART_STATUS = 75
"""Exit status of a program that wants to be started again (EX_TEMPFAIL of sysexits.h); see deploy/terminal."""
RUN_S = 20.0
LONGEST_ANSWER = 200


class Order(StrEnum):
    """What can be ordered: messages `technician.power.<order>`."""

    RESTART = "restart"
    POWER_OFF = "power_off"


@dataclass(frozen=True)
class PowerView:
    """How it stands."""

    can_power_off: bool
    """a command for it is configured"""
    managed: bool
    """systemd runs the program, and starts it again"""
    asked: Order | None = None
    """what was ordered and has to be confirmed"""
    confirmed: int = 0
    """how often"""
    under_way: bool = False
    refused: str = ""
    """why the machine does not switch off, in the system's words"""


CONFIRMATIONS = {Order.RESTART: 1, Order.POWER_OFF: 2}


class PowerAction(ServiceAction):
    """Lives on the main loop. `end` ends the program with an exit status; `run` carries out a command, and says why it
    was refused.
    """

    def __init__(
        self,
        command: Sequence[str],
        managed: bool,
        end: Callable[[int], None],
        run: Callable[[Sequence[str]], str],
        background: Background,
        note: Callable[..., None],
    ) -> None:
        self._command, self._end, self._run = command, end, run
        self._background, self._note = background, note
        self._calm = PowerView(bool(command), managed)
        self.view = self._calm

    def leave(self) -> None:
        """What was not confirmed is forgotten."""
        if not self.view.under_way:
            self.view = self._calm

    def ask(self, order: Order) -> None:
        """Wants something, to be confirmed."""
        if not self.view.under_way and (order is not Order.POWER_OFF or self.view.can_power_off):
            self.view = replace(self._calm, asked=order)

    def cancel(self) -> None:
        """Does not want it after all."""
        self.leave()

    def confirm(self) -> None:
        """Means it; the last confirmation carries it out."""
        asked = self.view.asked
        if asked is None or self.view.under_way:
            return
        self.view = replace(self.view, confirmed=self.view.confirmed + 1)
        if self.view.confirmed < CONFIRMATIONS[asked]:
            return
        self.view = replace(self.view, under_way=True)
        if asked is Order.RESTART:
            self._note(Kind.RESTART_ORDERED)
            self._end(RESTART_STATUS)
        else:
            self._note(Kind.POWER_OFF_ORDERED)
            self._background.run(lambda: self._run(self._command), self._ran, self._failed)

    def _ran(self, refused: str) -> None:
        if refused:
            self._note(Kind.POWER_OFF_REFUSED)
            self.view = replace(self._calm, refused=refused)

    def _failed(self, error: BaseException) -> None:
        self.view = self._calm
        raise error


def carry_out(command: Sequence[str]) -> str:
    """Runs a command of the configuration; why it was refused, or nothing."""
    try:
        done = subprocess.run(list(command), capture_output=True, text=True, timeout=RUN_S, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        return f"{command[0]}: {error.strerror if isinstance(error, OSError) else type(error).__name__}"
    return "" if done.returncode == 0 else (done.stderr.strip() or f"status {done.returncode}")[:LONGEST_ANSWER]
