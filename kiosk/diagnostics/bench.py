"""The probes that the tests read, by name."""

from __future__ import annotations

from dataclasses import dataclass

from devices.probes.camera import CameraReading
from devices.probes.codes import CodesReading
from devices.probes.faces import FacesReading, ModelsReading
from devices.probes.memory import MemoryReading
from devices.probes.network import NetworkReading
from devices.probes.power import PowerReading
from devices.probes.printer import PrinterReading
from devices.probes.probe import Probe
from devices.probes.processor import ProcessorReading
from devices.probes.software import SoftwareReading
from devices.probes.speaker import SpeakerReading
from devices.probes.storage import StorageReading
from devices.probes.synchronisation import SynchronisationReading
from devices.probes.usb import UsbReading
from devices.probes.watchdog import WatchdogReading
from kiosk.diagnostics.journal import EndReading, JournalReading
from kiosk.diagnostics.service import ServiceReading


@dataclass
class Bench:
    """One probe for each device; in a simulation some or all are simulated twins."""

    camera: Probe[CameraReading]
    models: Probe[ModelsReading]
    faces: Probe[FacesReading]
    codes: Probe[CodesReading]
    speaker: Probe[SpeakerReading]
    printer: Probe[PrinterReading]
    network: Probe[NetworkReading]
    service: Probe[ServiceReading]
    synchronisation: Probe[SynchronisationReading]
    storage: Probe[StorageReading]
    journal: Probe[JournalReading]
    memory: Probe[MemoryReading]
    processor: Probe[ProcessorReading]
    power: Probe[PowerReading]
    usb: Probe[UsbReading]
    software: Probe[SoftwareReading]
    watchdog: Probe[WatchdogReading]
    end: Probe[EndReading]
