"""Breaks the simulated terminal's devices and its central service, and mends them."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from devices.printer import PaperSupply
from devices.probes.printer import Paper, PrinterReading
from devices.simulated_printer import SimulatedPrinter
from devices.status import DeviceStatus
from kiosk.background import Background
from simulator.dock.mishaps import MISHAPS, Mishap
from simulator.machine import Machine
from simulator.scene import Scene
from simulator.service import CentralProcess, World

SUPPLY = {Paper.OUT: PaperSupply.OUT, Paper.LOW: PaperSupply.LOW}


class Damage:
    """Which of `MISHAPS` there are now. `errands` does what takes time, one thing after the other."""

    def __init__(
        self,
        machine: Machine,
        printer: SimulatedPrinter,
        scene: Scene,
        central: CentralProcess | None,
        world: World | None,
        errands: Background,
    ) -> None:
        self._machine, self._printer, self._scene = machine, printer, scene
        self._central, self._world, self._errands = central, world, errands
        self._healthy = copy.deepcopy(machine)
        self._service: dict[str, object] = {}
        self._killed = False
        self.there: frozenset[str] = frozenset()
        self.trouble = ""
        """Why what was asked for last could not be done."""

    def switch(self, name: str) -> None:
        """What was well is broken now, or the other way round."""
        self._set(self.there ^ {name})

    def mend(self) -> None:
        """All is well again."""
        self._set(frozenset())

    def _set(self, names: frozenset[str]) -> None:
        self.there = names
        mishaps = [MISHAPS[name] for name in MISHAPS if name in names]
        broken = copy.deepcopy(self._healthy)
        for mishap in mishaps:
            if mishap.fault is not None:
                mishap.fault.put_in(broken)
        self._machine.become(broken)
        self._scene.backlit = any(mishap.backlit for mishap in mishaps)
        self._break_printer(self._machine.readings["printer"].reading)
        self._break_service(mishaps)

    def _break_printer(self, reading: PrinterReading) -> None:
        printer = self._printer
        printer.plugged = reading.fitted and reading.status is not DeviceStatus.OFFLINE
        printer.cover_open = reading.status is DeviceStatus.USER_ERROR
        printer.paper = SUPPLY.get(reading.paper, PaperSupply.FULL)
        printer.cutter_stuck = bool(reading.cutter_jammed)

    def _break_service(self, mishaps: Sequence[Mishap]) -> None:
        killed = any(mishap.killed for mishap in mishaps)
        service = {key: value for mishap in mishaps for key, value in mishap.service.items()}
        if (killed, service) == (self._killed, self._service):
            return
        self._killed, self._service = killed, service
        central, world = self._central, self._world
        if central is None or world is None:
            self.trouble = "this central service is another's, and is left as it is"
            return

        def change() -> None:
            if killed:
                central.kill()
                return
            if not central.running:
                central.start()
            world.break_service(**service)

        def failed(error: BaseException) -> None:
            self.trouble = str(error)

        self.trouble = ""
        self._errands.run(change, lambda _: None, failed)
