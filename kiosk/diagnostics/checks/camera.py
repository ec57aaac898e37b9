"""The camera: there, fast enough, alive, lit, sharp."""

from __future__ import annotations

from devices.probes.camera import Access, CameraReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, at_most, failed, passed, skipped, warned

WARN_RATE, FAIL_RATE = 0.85, 0.5
"""Of the nominal frame rate."""
BLACK = 12.0
"""Mean grey value that no lit room falls to."""
DARK_WARN, DARK_FAIL = 60.0, 35.0
BRIGHT_WARN, BRIGHT_FAIL = 200.0, 225.0
SHARP_WARN, SHARP_FAIL = 90.0, 25.0
"""Stills of webcams in focus: 165 to 1300; the same blurred by 0.2 % of their width, 12 to 60."""
LEAST_DETAIL = 15.0
"""Grey values; a wall has less, sharp or not."""
NOISE_WARN, NOISE_FAIL = 6.0, 14.0
FLICKER_WARN, FLICKER_FAIL = 0.03, 0.15
LATENCY_WARN_MS, LATENCY_FAIL_MS = 250.0, 500.0


def present(reading: CameraReading) -> Outcome:
    """There, openable and delivering."""
    if reading.access is Access.ABSENT:
        return failed("camera.absent")
    if reading.access is Access.FORBIDDEN:
        return failed("camera.forbidden")
    return passed(reading.frames, "") if reading.frames else failed("camera.silent")


def alive(reading: CameraReading) -> Outcome:
    """Pictures that change, of something."""
    if reading.distinct < 2:
        return failed("camera.frozen", reading.distinct)
    return failed("camera.covered", round(reading.brightness)) if reading.brightness < BLACK else passed()


def resolution(reading: CameraReading) -> Outcome:
    """Shorter side in pixels, as configured: the camera may stand on end."""
    wanted = min(reading.nominal.width, reading.nominal.height)
    return at_least(
        "camera.coarse",
        min(reading.width, reading.height),
        "px",
        warn=wanted,
        fail=min(wanted, 480),
        width=reading.width,
        height=reading.height,
        wanted=f"{reading.nominal.width}x{reading.nominal.height}",
    )


def rate(reading: CameraReading) -> Outcome:
    """Frames a second, against those asked for."""
    nominal = reading.nominal.fps
    return at_least(
        "camera.slow",
        round(reading.rate, 1),
        "fps",
        warn=WARN_RATE * nominal,
        fail=FAIL_RATE * nominal,
        nominal=nominal,
    )


def exposure(reading: CameraReading) -> Outcome:
    """Mean brightness."""
    figure = round(reading.brightness)
    if figure > BRIGHT_WARN:
        return at_most("camera.bright", figure, "", warn=BRIGHT_WARN, fail=BRIGHT_FAIL)
    return at_least("camera.dark", figure, "", warn=DARK_WARN, fail=DARK_FAIL)


def focus(reading: CameraReading) -> Outcome:
    """Sharpness of the sharpest part of the picture."""
    if reading.detail < LEAST_DETAIL:
        return skipped("camera.nothing_to_see")
    return at_least("camera.blurred", round(reading.sharpness), "", warn=SHARP_WARN, fail=SHARP_FAIL)


def noise(reading: CameraReading) -> Outcome:
    """Grain of the picture."""
    return at_most("camera.noisy", round(reading.noise, 1), "", warn=NOISE_WARN, fail=NOISE_FAIL)


def flicker(reading: CameraReading) -> Outcome:
    """Bands from lamps on 50 Hz mains."""
    return at_most(
        "camera.flicker", round(100 * reading.flicker, 1), "%", warn=100 * FLICKER_WARN, fail=100 * FLICKER_FAIL
    )


def latency(seconds: float | None) -> Outcome:
    """From the screen's light to the camera's picture of it; `devices.probes.camera.latency` gives the reading."""
    if seconds is None:
        return warned("camera.flash_unseen")
    return at_most("camera.late", round(1000 * seconds), "ms", warn=LATENCY_WARN_MS, fail=LATENCY_FAIL_MS)


PRESENT, ALIVE, EXPOSURE = "camera.present", "camera.alive", "camera.exposure"
CHECKS: tuple[AnyCheck, ...] = (
    Check(
        PRESENT,
        lambda bench: bench.camera,
        present,
        ("camera.absent", "camera.forbidden", "camera.silent"),
        quick=True,
    ),
    Check(ALIVE, lambda bench: bench.camera, alive, ("camera.frozen", "camera.covered"), (PRESENT,), quick=True),
    Check("camera.resolution", lambda bench: bench.camera, resolution, ("camera.coarse",), (PRESENT,)),
    Check("camera.rate", lambda bench: bench.camera, rate, ("camera.slow",), (PRESENT,)),
    Check(EXPOSURE, lambda bench: bench.camera, exposure, ("camera.dark", "camera.bright"), (ALIVE,)),
    Check("camera.noise", lambda bench: bench.camera, noise, ("camera.noisy",), (ALIVE,)),
    Check(
        "camera.focus",
        lambda bench: bench.camera,
        focus,
        ("camera.blurred", "camera.nothing_to_see"),
        (ALIVE, EXPOSURE),
    ),
    Check("camera.meter", None, focus, ("camera.blurred", "camera.nothing_to_see"), (ALIVE, EXPOSURE)),
    Check("camera.flicker", lambda bench: bench.camera, flicker, ("camera.flicker",), (ALIVE, EXPOSURE)),
    Check("camera.latency", None, latency, ("camera.late", "camera.flash_unseen"), (ALIVE,)),
)
