"""Puts the tests of this machine together."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretBytes

from devices.printer import Printer
from devices.probes.camera import CameraProbe, LiveSource, Nominal, Source
from devices.probes.codes import Codes
from devices.probes.faces import Faces, Models
from devices.probes.memory import Memory
from devices.probes.microphone import Microphone
from devices.probes.network import Network
from devices.probes.power import Power
from devices.probes.printer import OpenedPrinterState, PrinterReading, PrinterState
from devices.probes.probe import Probe
from devices.probes.processor import Processor
from devices.probes.software import Software
from devices.probes.speaker import SpeakerState
from devices.probes.storage import Storage
from devices.probes.synchronisation import Synchronisation
from devices.probes.usb import Usb, UsbDevice
from devices.probes.watchdog import Watchdog
from devices.speaker import Speaker
from kiosk import __version__
from kiosk.chain import canonical
from kiosk.client import CentralClient, signer
from kiosk.command import HOME
from kiosk.config import Config
from kiosk.contract import DiagnosticReport
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.desk import Desk, Identity
from kiosk.diagnostics.history import History
from kiosk.diagnostics.journal import EndProbe, JournalProbe
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.service import Service
from kiosk.diagnostics.suite import Suite
from kiosk.filming import camera_of
from kiosk.i18n import Catalogues
from kiosk.printing import printer_of
from kiosk.signature import private_half, public_half
from kiosk.site import SiteFile
from kiosk.speaking import speaker_of
from papers.fonts import chinese_fonts

UNIT = "kiosk.service"
PATIENCE_S = 5.0


def desk_of(
    config: Config,
    key: SecretBytes | None,
    catalogues: Catalogues,
    *,
    source: Source | None = None,
    printer: Printer | None = None,
    speaker: Speaker | None = None,
    suite: Suite | None = None,
    kept: Callable[[DiagnosticReport], None] = lambda _: None,
) -> Desk:
    """The technician's desk of this machine. `kept` is told of each run that is kept in the history.

    A running terminal hands in its own camera's pictures, printer and loudspeaker; without it they are opened here.
    A simulated one hands in its whole `suite`. Raises ConfigFault for a site's file that cannot be used.
    """
    client = CentralClient(
        str(config.central.url),
        signer(config.terminal.id, key.get_secret_value()) if key else None,
        patience=PATIENCE_S,
        time_left=lambda: PATIENCE_S,
        ca_file=config.central.ca_file,
    )
    if suite is None:
        bench = _bench(config, key, client, source or _own_camera(config), printer, speaker)
        suite = Suite(CHECKS, bench, clock=time.monotonic, now=_now)
    identity = Identity(config.terminal.id, config.terminal.place, __version__, configuration_hash(config))
    return Desk(
        suite,
        History(config.diagnostics.folder / "history.jsonl"),
        identity,
        catalogues=catalogues,
        fonts=lambda: chinese_fonts(config.data.cache),
        sign=private_half(key) if key else None,
        client=client,
        now=_now,
        kept=kept,
    )


def _bench(
    config: Config,
    key: SecretBytes | None,
    client: CentralClient,
    source: Source,
    printer: Printer | None,
    speaker: Speaker | None,
) -> Bench:
    camera, url = config.camera, urlsplit(str(config.central.url))
    secure = url.scheme == "https"
    return Bench(
        camera=CameraProbe(source, Nominal(camera.width, camera.height, camera.fps)),
        models=Models(config.models.folder),
        faces=Faces(config.models.folder, time.monotonic),
        codes=Codes(config.codes.reader()),
        speaker=SpeakerState(_fitted_speaker(config, speaker), Microphone().heard_db),
        printer=_printer_probe(config, printer),
        network=Network(
            url.hostname or "", url.port or (443 if secure else 80), secure=secure, ca_file=config.central.ca_file
        ),
        service=Service(client, key is not None, time.monotonic, _now),
        synchronisation=Synchronisation(),
        storage=Storage(config.diagnostics.folder, time.monotonic),
        journal=JournalProbe(config.data.journal, config.terminal.id, public_half(key) if key else None),
        memory=Memory(),
        processor=Processor(),
        power=Power(),
        usb=usb_of(config),
        software=_software(),
        watchdog=Watchdog(UNIT),
        end=EndProbe(config.data.journal),
    )


def usb_of(config: Config) -> Usb:
    """What is plugged in, and what ought to be."""
    return Usb(tuple(UsbDevice(*one.split(" ", 1)) for one in config.diagnostics.usb))


def configuration_hash(config: Config) -> str:
    """SHA-256 of the settings, hexadecimal: two terminals with the same one are set alike."""
    return hashlib.sha256(canonical(config.model_dump(mode="json")).encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _printer_probe(config: Config, printer: Printer | None) -> Probe[PrinterReading]:
    if config.printer.kind == "none":
        return PrinterState(None)
    if printer is None:
        return OpenedPrinterState(lambda: printer_of(config.printer), PATIENCE_S)
    return PrinterState(printer)


def _fitted_speaker(config: Config, speaker: Speaker | None) -> Speaker | None:
    if config.speaker.kind == "none":
        return None
    return speaker or speaker_of(config.speaker, SiteFile(config.data.site).now.volume)


def _own_camera(config: Config) -> Source:
    opened = camera_of(config.camera, time.monotonic)
    opened.adjust(SiteFile(config.data.site).now.camera)

    def switch(on: bool) -> None:
        if on:
            opened.switch_on()
        else:
            opened.switch_off()

    return LiveSource(opened, time.monotonic, time.sleep, switch, free=lambda: True)


def _software() -> Software:
    """Compared with the lock file that the set-up used last, or with the terminal's."""
    stamps = sorted(Path(sys.prefix).glob("installed-*"), key=lambda path: path.stat().st_mtime)
    stamp = stamps[-1] if stamps else None
    name = stamp.name.removeprefix("installed-") if stamp else "terminal"
    return Software(HOME / "requirements" / f"{name}.txt", HOME / "setup.py", stamp)
