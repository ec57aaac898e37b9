"""What a test with a person works with at the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from devices.codes import Code
from devices.frames import Frame, Image
from devices.speaker import Speaker, Utterance
from kiosk.background import Background
from kiosk.contract import Language


@dataclass(frozen=True)
class Tools:
    """The terminal's own devices, lent to whoever tests them with a person."""

    frames: Callable[[], Frame | None]
    """the newest picture, while the camera is lent"""
    lend: Callable[[bool], None]
    """opens and closes the camera; on the main loop"""
    speaker: Speaker
    set_volume: Callable[[int], None]
    """from now on, after the next start too; raises OSError where only the latter failed"""
    clock: Callable[[], float]
    """seconds of a monotonic clock"""
    utterance: Callable[[str, Language], Utterance]
    """a message as the loudspeaker says it; `kiosk.voice.utterance` with the catalogues"""
    codes: Callable[[Image], Sequence[Code]]
    """reads the codes in a picture as visits do, within a tenth of a second: beside the main loop; `CodeReader.read`"""
    background: Background
    view_degrees: float
    """which the camera sees across its picture"""
    print_page: Callable[[str], None]
    """prints a test page with this code, beside the main loop; raises `PrinterFault`"""
