"""espeak-ng, the platform's speech engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

from devices.speaker import LOUDEST

PROGRAM = "espeak-ng"
VOICES = {"zh_CN": "cmn", "en": "en"}
"""Its names for the terminal's languages."""
WORDS_A_MINUTE = 160
ASK_S = 5.0
RENDER_S = 60.0


def command(language: str, volume: int, program: str = PROGRAM) -> list[str]:
    """Reads text and writes it spoken, as WAV, both on the standard channels; `volume` 0 to 100."""
    return [*_voice(language, volume, program), "--stdout"]


def render(text: str, language: str, path: Path, program: str = PROGRAM) -> None:
    """Writes the spoken text as WAV. Raises OSError, subprocess.SubprocessError."""
    whole = [*_voice(language, LOUDEST, program), "-w", str(path)]
    subprocess.run(whole, input=text.encode(), capture_output=True, timeout=RENDER_S, check=True)  # noqa: S603


def _voice(language: str, volume: int, program: str) -> list[str]:
    return [program, "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "-a", str(volume), "--stdin"]


def voiceless(program: str = PROGRAM) -> tuple[str, ...] | None:
    """The terminal's languages that it has no voice for; None where it does not answer."""
    missing = []
    for language, voice in VOICES.items():
        try:
            done = subprocess.run(  # noqa: S603 - the configured speech engine
                [program, f"--voices={voice}"], capture_output=True, text=True, timeout=ASK_S, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        if len(done.stdout.splitlines()) < 2:  # nothing but the table's head
            missing.append(language)
    return tuple(missing)
