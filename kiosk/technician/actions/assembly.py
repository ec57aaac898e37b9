"""Puts the service actions of a terminal together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretBytes, SecretStr

from devices.camera import Camera
from devices.printer import Printer
from devices.probes.camera import Source
from devices.probes.probe import Probe
from devices.probes.usb import UsbReading
from devices.speaker import Speaker
from devices.vision import Vision
from kiosk.audit.journal import Journal
from kiosk.audit.store import Record, last
from kiosk.background import Background
from kiosk.client import CentralClient, signer
from kiosk.config import KEY_VARIABLE, Config
from kiosk.documents import Documents
from kiosk.eyes import Eyes
from kiosk.key_file import KeyFile
from kiosk.site import SiteFile
from kiosk.technician.actions import devices as looks
from kiosk.technician.actions.camera import CameraAction
from kiosk.technician.actions.devices import DevicesAction
from kiosk.technician.actions.enrolment import EnrolmentAction
from kiosk.technician.actions.events import EventsAction
from kiosk.technician.actions.gate import GateAction
from kiosk.technician.actions.paper import PaperAction
from kiosk.technician.actions.pin import PinAction
from kiosk.technician.actions.power import RESTART_STATUS, PowerAction, carry_out
from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.actions.upkeep import UpkeepAction

RECORDS = 20_000
"""Of the journal that are read: more than a roll of paper lasts."""
INVOCATION = "INVOCATION_ID"
"""In the environment of what systemd runs."""


@dataclass(frozen=True)
class Parts:
    """What of the terminal the actions work on."""

    config: Config
    site: SiteFile
    camera: Camera[Any]
    eyes: Eyes
    vision: Vision
    source: Source
    printer: Printer
    speaker: Speaker | None
    """None: the terminal is silent, by its configuration"""
    usb: Probe[UsbReading]
    documents: Documents
    journal: Journal
    background: Background
    at_work: threading.Lock
    clock: Callable[[], float]


def client_of(config: Config, key: SecretBytes) -> CentralClient:
    """A client that signs with another key than the terminal's own."""
    return CentralClient(
        str(config.central.url),
        signer(config.terminal.id, key.get_secret_value()),
        patience=config.central.patience_s,
        time_left=lambda: config.central.patience_s,
        ca_file=config.central.ca_file,
    )


def actions_of(
    parts: Parts,
    *,
    maintained: Callable[[bool], None],
    keep_pin: Callable[[SecretStr], None],
    end: Callable[[int], None],
    environment: Mapping[str, str],
) -> Mapping[str, ServiceAction]:
    """By the names in `ACTIONS`. `maintained` is told whether the terminal is out of service, `keep_pin` keeps a PIN,
    `end` ends the program with an exit status.
    """
    config, background, note = parts.config, parts.background, parts.journal.note
    test_slip, speaker = parts.documents.test_slip, parts.speaker

    def slip() -> bytes:
        now = datetime.now(UTC)
        return test_slip(f"{config.terminal.id} {now:%Y-%m-%dT%H:%M:%SZ}", now, config.display.language)

    def records() -> list[Record]:
        return last(config.data.journal, RECORDS)

    return {
        "upkeep": UpkeepAction(parts.site, maintained),
        "devices": DevicesAction(
            (
                looks.camera(parts.source),
                looks.printer(parts.printer),
                looks.speaker(speaker.health if speaker else None),
                looks.UsbBus(parts.usb).look,
            ),
            background,
            parts.at_work,
            note,
        ),
        "camera": CameraAction(parts.camera, parts.site, parts.eyes.lend, note),
        "gate": GateAction(
            parts.site,
            parts.eyes.lend,
            parts.eyes.study,
            lambda gate: parts.vision.gate(gate.limits()),
            background,
            parts.clock,
            note,
        ),
        "paper": PaperAction(parts.printer, slip, records, background, note),
        "events": EventsAction(records, background),
        "power": PowerAction(config.terminal.power_off, INVOCATION in environment, end, carry_out, background, note),
        "pin": PinAction(keep_pin, background, note),
        "enrolment": EnrolmentAction(
            config.terminal.id,
            config.terminal.region,
            None if KEY_VARIABLE in environment else KeyFile(config.terminal.key_file),
            lambda key: client_of(config, key),
            lambda: end(RESTART_STATUS),
            background,
            parts.clock,
            note,
        ),
    }
