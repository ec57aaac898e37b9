"""A simulated terminal for its technician: every probe a twin, healthy until a fault is put in."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from devices.probes.camera import Access, CameraProbe, CameraReading, Nominal
from devices.probes.codes import CardReading, CodesReading
from devices.probes.faces import FacesReading, ModelsReading
from devices.probes.memory import MemoryReading
from devices.probes.network import Certificate, NetworkReading
from devices.probes.power import PowerReading
from devices.probes.printer import Page, Paper, PrinterReading
from devices.probes.probe import Probe, Simulated
from devices.probes.processor import ProcessorReading
from devices.probes.simulated_camera import SimulatedSource
from devices.probes.software import SoftwareReading
from devices.probes.speaker import SpeakerReading, SpeakerState
from devices.probes.storage import StorageReading
from devices.probes.synchronisation import SynchronisationReading
from devices.probes.usb import UsbDevice, UsbReading
from devices.probes.watchdog import WatchdogReading
from devices.simulated_speaker import SimulatedSpeaker
from kiosk.audit.ends import End, Ended
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.checks.touch import Grid, Tap
from kiosk.diagnostics.journal import EndReading, JournalReading
from kiosk.diagnostics.service import ServiceReading

GRID = (6, 10)
CAMERA_FAULTS = tuple(one.name for one in fields(SimulatedSource) if one.repr and one.name != "random")
"""What can be set of its camera."""
SPEAKER_FAULTS = ("broken", "turned_down", "silent", "voices")
"""What can be set of its loudspeaker."""
LAST_END = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
CAMERA = UsbDevice("1bcf:2284", "camera")
PRINTER = UsbDevice("0416:5011", "receipt printer")


def metered(sharpness: float, detail: float = 40.0) -> CameraReading:
    """What a person hands over of the focus meter."""
    nominal = Nominal(160, 90, 30)
    return CameraReading(Access.READY, nominal, 10, 160, 90, 30.0, brightness=110.0, detail=detail, sharpness=sharpness)


def _answers() -> dict[str, Any]:
    columns, rows = GRID
    painted = frozenset((column, row) for column in range(columns) for row in range(rows))
    return {
        "camera.meter": metered(400.0),
        "camera.latency": 0.12,
        "codes.card": CardReading(40, nearest=110.0, farthest=520.0, tilt=38.0),
        "touch.grid": Grid(columns, rows, painted),
        "touch.offset": tuple(Tap((x, y), (x + 3.0, y - 2.0)) for x, y in ((100, 100), (980, 100), (540, 1800))),
        "touch.fingers": 5,
        **dict.fromkeys(
            (f"display.{one}" for one in ("colours", "gradient", "pixels", "backlight", "orientation")), True
        ),
        "display.refresh": 59.9,
        **dict.fromkeys(("speaker.left", "speaker.right", "speaker.speech"), True),
        "printer.page": Page("TEST-4711", "TEST-4711"),
    }


@dataclass
class Machine:
    """Each device's twin; `answers` is what a person would report of each interactive test."""

    random: np.random.Generator
    camera: SimulatedSource = field(init=False)
    speaker: SimulatedSpeaker = field(default_factory=SimulatedSpeaker)
    speaks: bool = True
    """False: it is silent by choice."""
    microphone: bool = True
    readings: dict[str, Simulated[Any]] = field(init=False)
    answers: dict[str, Any] = field(default_factory=_answers)

    def __post_init__(self) -> None:
        self.camera = SimulatedSource(self.random, size=(160, 90))
        self.readings = {
            "models": Simulated(ModelsReading(7)),
            "faces": Simulated(FacesReading(2, own=0.97, others=0.16, frame_ms=self._about(40), live_off=0.001)),
            "codes": Simulated(CodesReading((), 3)),
            "printer": Simulated(PrinterReading(True, paper=Paper.ENOUGH, cutter_jammed=False)),
            "network": Simulated(
                NetworkReading(
                    "reset.example.gov.cn",
                    443,
                    resolved=True,
                    connected=True,
                    certificate=Certificate.TRUSTED,
                    days_left=self._about(120),
                )
            ),
            "service": Simulated(
                ServiceReading(round_trips_ms=tuple(self._about(60) for _ in range(10)), skew_s=self._about(0.3))
            ),
            "synchronisation": Simulated(SynchronisationReading(True, 5.0)),
            "storage": Simulated(
                StorageReading("var/diagnostics", 40_000_000_000, 64_000_000_000, "", self._about(8), 0.1)
            ),
            "journal": Simulated(JournalReading()),
            "memory": Simulated(MemoryReading(8_000_000_000, 4_000_000_000)),
            "processor": Simulated(ProcessorReading(4, self._about(0.5), self._about(55), 0)),
            "power": Simulated(PowerReading(True, 1.0)),
            "usb": Simulated(UsbReading((CAMERA, PRINTER), (CAMERA, PRINTER))),
            "software": Simulated(SoftwareReading(60, 9000)),
            "watchdog": Simulated(WatchdogReading(True, 20.0, 0, True)),
            "end": Simulated(EndReading(Ended(End.ORDERLY, LAST_END))),
        }

    def change(self, probe: str, **fields: Any) -> None:
        """Puts other values into what a probe reads."""
        twin = self.readings[probe]
        twin.reading = replace(twin.reading, **fields)

    def at_work(self) -> tuple[object, ...]:
        """What the terminal notices of it while a visitor is there, and not its technician's tests alone."""
        camera = [getattr(self.camera, name) for name in CAMERA_FAULTS]
        speaker = [getattr(self.speaker, name) for name in SPEAKER_FAULTS]
        return (*camera, *speaker, self.readings["printer"].reading)

    def become(self, other: Machine) -> None:
        """As `other` is from now on, in the same twins: whoever holds one of them sees it change."""
        for name, twin in self.readings.items():
            twin.reading = other.readings[name].reading
        for device, its, names in (
            (self.camera, other.camera, CAMERA_FAULTS),
            (self.speaker, other.speaker, SPEAKER_FAULTS),
        ):
            for name in names:
                setattr(device, name, getattr(its, name))
        self.speaks, self.microphone, self.answers = other.speaks, other.microphone, other.answers

    def bench(self) -> Bench:
        """The probes for the suite."""
        camera: Probe[CameraReading] = CameraProbe(self.camera, Nominal(160, 90, 30))
        return Bench(camera=camera, speaker=_Listener(self), **self.readings)

    def heard_db(self, volume: int) -> float | None:
        """How a tone at `volume` is heard through the microphone, if there is one."""
        return self._about(self.speaker.heard_db(volume)) if self.microphone else None

    def _about(self, value: float) -> float:
        """As no two measurements are quite alike."""
        return value * float(self.random.normal(1, 0.1))


class _Listener(Probe[SpeakerReading]):
    """Reads the loudspeaker as its own probe does, fitted or not."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def read(self) -> SpeakerReading:
        return SpeakerState(self._machine.speaker if self._machine.speaks else None, self._machine.heard_db).read()
