"""Every fault that a simulated terminal can be given, and which of the technician's tests must find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.probes.codes import CardReading
from devices.probes.network import Certificate
from devices.probes.printer import Page, Paper
from devices.speaker import Side
from devices.status import DeviceStatus
from kiosk.audit.ends import End, Ended
from kiosk.client import Trouble
from kiosk.contract import ProblemCode, Verdict
from kiosk.diagnostics.checks.touch import Grid, Tap
from simulator.machine import CAMERA, GRID, LAST_END, Machine, metered

FAIL, WARN, SKIPPED = Verdict.FAIL, Verdict.WARN, Verdict.SKIPPED


@dataclass(frozen=True)
class Fault:
    """What breaks, and how it shows: the test that finds it, its verdict and its finding."""

    test: str
    verdict: Verdict
    finding: str
    put_in: Callable[[Machine], None]


def _camera(test: str, verdict: Verdict, finding: str, **fields: Any) -> Fault:
    def put_in(machine: Machine) -> None:
        for name, value in fields.items():
            setattr(machine.camera, name, value)

    return Fault(f"camera.{test}", verdict, f"camera.{finding}", put_in)


def _speaker(test: str, verdict: Verdict, finding: str, **fields: Any) -> Fault:
    def put_in(machine: Machine) -> None:
        for name, value in fields.items():
            setattr(machine.speaker, name, value)

    return Fault(f"speaker.{test}", verdict, f"speaker.{finding}", put_in)


def _read(probe: str, test: str, verdict: Verdict, finding: str, **fields: Any) -> Fault:
    return Fault(test, verdict, finding, lambda machine: machine.change(probe, **fields))


def _told(test: str, verdict: Verdict, finding: str, answer: object) -> Fault:
    return Fault(test, verdict, finding, lambda machine: machine.answers.update({test: answer}))


def _painted(*dead: tuple[int, int]) -> Grid:
    columns, rows = GRID
    cells = {(column, row) for column in range(columns) for row in range(rows)}
    return Grid(columns, rows, frozenset(cells - set(dead)))


FAULTS: Mapping[str, Fault] = {
    "camera unplugged": _camera("present", FAIL, "absent", plugged=False),
    "camera forbidden": _camera("present", FAIL, "forbidden", allowed=False),
    "camera silent": _camera("present", FAIL, "silent", silent=True),
    "camera stuck": _camera("alive", FAIL, "frozen", stuck=True),
    "camera covered": _camera("alive", FAIL, "covered", covered=True),
    "camera coarse": _camera("resolution", FAIL, "coarse", size=(80, 45)),
    "camera a little slow": _camera("rate", WARN, "slow", fps=22.0),
    "camera slow": _camera("rate", FAIL, "slow", fps=11.0),
    "hall dim": _camera("exposure", WARN, "dark", light=0.4),
    "hall dark": _camera("exposure", FAIL, "dark", light=0.22),
    "sun in the lens": _camera("exposure", FAIL, "bright", light=3.2),
    "camera noisy": _camera("noise", FAIL, "noisy", noise=22.0),
    "camera blurred": _camera("focus", FAIL, "blurred", blur=0.02),
    "camera before a wall": _camera("focus", SKIPPED, "nothing_to_see", empty=True),
    "lens turned away": _told("camera.meter", FAIL, "camera.blurred", metered(12.0)),
    "a wall before the meter": _told("camera.meter", SKIPPED, "camera.nothing_to_see", metered(12.0, detail=4.0)),
    "lamps flicker": _camera("flicker", WARN, "flicker", flicker=0.1),
    "picture late": _told("camera.latency", WARN, "camera.late", 0.3),
    "flashing unseen": _told("camera.latency", WARN, "camera.flash_unseen", None),
    "model altered": _read("models", "face.models", FAIL, "face.model_altered", altered="sface"),
    "model missing": _read("models", "face.models", FAIL, "face.model_missing", absent="yunet"),
    "liveness model missing": _read(
        "models", "liveness.models", WARN, "liveness.models_missing", optional_absent="minifasnet-v2"
    ),
    "face unseen": _read("faces", "face.known", FAIL, "face.unseen", unseen="hopper: no_face"),
    "face mistaken": _read("faces", "face.known", FAIL, "face.wrong_answer", others=0.6),
    "no known pictures": _read("faces", "face.known", SKIPPED, "face.no_pictures", pictures=0, live_off=None),
    "face slow": _read("faces", "face.speed", FAIL, "face.slow", frame_ms=600.0),
    "liveness wrong": _read("faces", "liveness.known", FAIL, "liveness.wrong_answer", live_off=0.4),
    "liveness untested": _read("faces", "liveness.known", SKIPPED, "liveness.untested", live_off=None),
    "no decoder": _read("codes", "codes.decoders", FAIL, "codes.no_decoder", decoders=0, missing="zxing, zbar"),
    "libzbar missing": _read("codes", "codes.decoders", WARN, "codes.decoder_missing", decoders=2, missing="zbar"),
    "codes misread": _read("codes", "codes.known", FAIL, "codes.misread", unread=("zbar: gb18030",)),
    "card unread": _told("codes.card", FAIL, "codes.card_unread", CardReading(0)),
    "card read near by only": _told("codes.card", WARN, "codes.card_far", CardReading(30, 110.0, 240.0, 38.0)),
    "card read far away only": _told("codes.card", WARN, "codes.card_near", CardReading(30, 260.0, 520.0, 38.0)),
    "card read straight only": _told("codes.card", WARN, "codes.card_tilt", CardReading(30, 110.0, 520.0, 12.0)),
    "touch dead": _told("touch.grid", FAIL, "touch.dead_cells", _painted((2, 3), (2, 4))),
    "touch offset": _told("touch.offset", FAIL, "touch.offset", (Tap((100, 100), (100, 160)),) * 3),
    "touch unfelt": _told("touch.offset", FAIL, "touch.no_taps", ()),
    "one finger": _told("touch.fingers", WARN, "touch.one_finger", 1),
    **{
        f"display {one}": _told(f"display.{one}", FAIL, f"display.{one}_wrong", False)
        for one in ("colours", "gradient", "pixels", "backlight", "orientation")
    },
    "display slow": _told("display.refresh", WARN, "display.slow", 15.0),
    "no loudspeaker": Fault(
        "speaker.status", SKIPPED, "speaker.none", lambda machine: setattr(machine, "speaks", False)
    ),
    "loudspeaker broken": _speaker("status", FAIL, "broken", broken=True),
    "voice missing": _speaker("voices", FAIL, "voiceless", voices=frozenset({"en"})),
    "voices untold": _speaker("voices", SKIPPED, "voices_unknown", voices=None),
    "loudspeaker unheard": _speaker("heard", FAIL, "unheard", silent=frozenset(Side)),
    "loudspeaker turned down": _speaker("heard", FAIL, "unheard", turned_down=True),
    "no microphone": Fault(
        "speaker.heard", SKIPPED, "speaker.no_microphone", lambda machine: setattr(machine, "microphone", False)
    ),
    "left silent": _told("speaker.left", FAIL, "speaker.left_silent", False),
    "right silent": _told("speaker.right", FAIL, "speaker.right_silent", False),
    "speech unclear": _told("speaker.speech", FAIL, "speaker.not_understood", False),
    "no printer": _read("printer", "printer.status", SKIPPED, "printer.none", fitted=False),
    "printer unplugged": _read(
        "printer",
        "printer.status",
        FAIL,
        "printer.absent",
        status=DeviceStatus.OFFLINE,
        detail="the printer has not been reached yet",
    ),
    "printer broken": _read(
        "printer",
        "printer.status",
        FAIL,
        "printer.broken",
        status=DeviceStatus.USER_ERROR,
        detail="the printer's cover is open: close it",
    ),
    "paper out": _read("printer", "printer.paper", FAIL, "printer.paper_out", paper=Paper.OUT),
    "paper low": _read("printer", "printer.paper", WARN, "printer.paper_low", paper=Paper.LOW),
    "paper untold": _read("printer", "printer.paper", SKIPPED, "printer.paper_unknown", paper=Paper.UNKNOWN),
    "cutter jammed": _read(
        "printer",
        "printer.cutter",
        FAIL,
        "printer.cutter_jammed",
        status=DeviceStatus.HARDWARE_ERROR,
        cutter_jammed=True,
    ),
    "cutter untold": _read("printer", "printer.cutter", SKIPPED, "printer.cutter_unknown", cutter_jammed=None),
    "page faint": _told("printer.page", FAIL, "printer.page_unread", Page("TEST-4711", None)),
    "page of another day": _told("printer.page", FAIL, "printer.page_wrong", Page("TEST-4711", "TEST-0001")),
    "name unknown": _read("network", "central.name", FAIL, "central.no_name", resolved=False, trouble="unknown"),
    "firewall": _read(
        "network", "central.connection", FAIL, "central.no_connection", connected=False, trouble="timed out"
    ),
    "certificate expired": _read(
        "network",
        "central.certificate",
        FAIL,
        "central.certificate_expired",
        certificate=Certificate.EXPIRED,
        days_left=-3.0,
    ),
    "certificate too young": _read(
        "network",
        "central.certificate",
        FAIL,
        "central.certificate_not_yet_valid",
        certificate=Certificate.NOT_YET_VALID,
    ),
    "certificate of another": _read(
        "network",
        "central.certificate",
        FAIL,
        "central.certificate_untrusted",
        certificate=Certificate.OTHER_NAME,
        trouble="hostname mismatch",
    ),
    "certificate ends soon": _read("network", "central.certificate", WARN, "central.certificate_ends", days_left=9.0),
    "no encryption": _read(
        "network", "central.certificate", SKIPPED, "central.plain", certificate=Certificate.NOT_USED
    ),
    "service down": _read(
        "service", "central.answers", FAIL, "central.no_answer", trouble=Trouble.SERVICE_FAULT, status=503
    ),
    "service slow": _read("service", "central.round_trip", WARN, "central.slow", round_trips_ms=(900.0,) * 10),
    "clock fast": _read("service", "central.clock", FAIL, "central.clock_ahead", skew_s=90.0),
    "clock slow": _read("service", "central.clock", WARN, "central.clock_behind", skew_s=-20.0),
    "key unknown": _read(
        "service",
        "central.signature",
        FAIL,
        "central.signature_refused",
        refused=ProblemCode.SIGNATURE_REFUSED,
    ),
    "terminal disabled": _read(
        "service", "central.signature", FAIL, "central.disabled", refused=ProblemCode.TERMINAL_DISABLED
    ),
    "signature refused otherwise": _read(
        "service", "central.signature", FAIL, "central.refused", refused=ProblemCode.INTERNAL
    ),
    "no key": _read("service", "central.signature", FAIL, "central.no_key", keyed=False),
    "time unsynchronised": _read(
        "synchronisation", "time.synchronised", WARN, "time.unsynchronised", synchronised=False
    ),
    "time untold": _read("synchronisation", "time.synchronised", SKIPPED, "time.unknown", synchronised=None),
    "disk full": _read("storage", "storage.space", FAIL, "storage.full", free=20_000_000),
    "disk read-only": _read("storage", "storage.writable", FAIL, "storage.unwritable", trouble="Read-only file system"),
    "disk slow": _read("storage", "storage.speed", FAIL, "storage.slow", write_ms=2500.0),
    "disk worn": _read("storage", "storage.wear", WARN, "storage.worn", wear=0.9),
    "wear untold": _read("storage", "storage.wear", SKIPPED, "storage.wear_unknown", wear=None),
    "journal altered": _read("journal", "storage.journal", FAIL, "storage.journal_damaged", findings=2),
    "no journal": _read("journal", "storage.journal", SKIPPED, "storage.journal_none", checked=False),
    "memory short": _read("memory", "memory.available", FAIL, "memory.short", available=90_000_000),
    "processor busy": _read("processor", "processor.load", FAIL, "processor.busy", load=6.0),
    "hot": _read("processor", "processor.temperature", FAIL, "processor.hot", celsius=99.0),
    "no sensor": _read("processor", "processor.temperature", SKIPPED, "processor.no_sensor", celsius=None),
    "throttled": _read("processor", "processor.throttling", WARN, "processor.throttled", throttled=12),
    "throttling untold": _read(
        "processor", "processor.throttling", SKIPPED, "processor.throttling_unknown", throttled=None
    ),
    "mains lost": _read("power", "power.supply", FAIL, "power.mains_lost", mains=False),
    "undervoltage": _read("power", "power.supply", FAIL, "power.undervoltage", undervoltage=True),
    "supply untold": _read("power", "power.supply", SKIPPED, "power.unknown", mains=None),
    "battery low": _read("power", "power.charge", FAIL, "power.low", charge=0.1),
    "no battery": _read("power", "power.charge", SKIPPED, "power.no_battery", charge=None),
    "printer off the bus": _read("usb", "usb.devices", FAIL, "usb.missing", devices=(CAMERA,)),
    "nothing expected": _read("usb", "usb.devices", SKIPPED, "usb.none_expected", expected=()),
    "package missing": _read("software", "software.packages", FAIL, "software.missing", missing="zxing-cpp"),
    "package of another version": _read(
        "software", "software.packages", WARN, "software.other_version", other="numpy 2.1/2.4"
    ),
    "file altered": _read("software", "software.files", FAIL, "software.altered", altered="cv2/__init__.py"),
    "update waits": _read("software", "software.update", WARN, "software.pending", pending=True),
    "not set up": _read("software", "software.update", SKIPPED, "software.not_set_up", pending=None),
    "watchdog off": _read("watchdog", "watchdog.armed", WARN, "watchdog.unarmed", armed_s=0.0),
    "no systemd": _read("watchdog", "watchdog.armed", SKIPPED, "watchdog.unmanaged", managed=False),
    "restarted": _read("watchdog", "watchdog.restarts", WARN, "watchdog.restarted", restarts=3),
    "killed": _read("end", "watchdog.end", WARN, "watchdog.broken_off", ended=Ended(End.BROKEN_OFF, LAST_END)),
    "crashed": _read("end", "watchdog.end", WARN, "watchdog.crashed", ended=Ended(End.CRASHED, LAST_END)),
    "last end untold": _read("end", "watchdog.end", SKIPPED, "watchdog.end_unknown", ended=None),
    "hardware watchdog idle": _read("watchdog", "watchdog.hardware", WARN, "watchdog.hardware_idle", hardware=False),
    "no hardware watchdog": _read("watchdog", "watchdog.hardware", SKIPPED, "watchdog.no_hardware", hardware=None),
}
