"""The tests that a person takes part in, one file each, by the check's name."""

from __future__ import annotations

from screens.technician.hands_on.camera_latency import CameraLatency
from screens.technician.hands_on.camera_meter import CameraMeter
from screens.technician.hands_on.codes_card import CodesCard
from screens.technician.hands_on.display_backlight import DisplayBacklight
from screens.technician.hands_on.display_colours import DisplayColours
from screens.technician.hands_on.display_gradient import DisplayGradient
from screens.technician.hands_on.display_orientation import DisplayOrientation
from screens.technician.hands_on.display_pixels import DisplayPixels
from screens.technician.hands_on.display_refresh import DisplayRefresh
from screens.technician.hands_on.hands_on import HandsOn
from screens.technician.hands_on.printer_page import PrinterPage
from screens.technician.hands_on.speaker_side import SpeakerLeft, SpeakerRight
from screens.technician.hands_on.speaker_speech import SpeakerSpeech
from screens.technician.hands_on.touch_fingers import TouchFingers
from screens.technician.hands_on.touch_grid import TouchGrid
from screens.technician.hands_on.touch_offset import TouchOffset

HANDS_ON: dict[str, type[HandsOn]] = {
    test.check: test
    for test in (
        CameraMeter,
        CameraLatency,
        CodesCard,
        TouchGrid,
        TouchOffset,
        TouchFingers,
        DisplayColours,
        DisplayGradient,
        DisplayPixels,
        DisplayBacklight,
        DisplayOrientation,
        DisplayRefresh,
        SpeakerLeft,
        SpeakerRight,
        SpeakerSpeech,
        PrinterPage,
    )
}
