"""A sentence in each language."""

from __future__ import annotations

from typing import Any

from kiosk.contract import Language
from kiosk.voice import SENTENCE
from screens.technician.hands_on.speaker import Listening


class SpeakerSpeech(Listening):
    """Can be answered once each language has been heard."""

    check = "speaker.speech"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, answerable=False, speaks=True, **kwargs)
        self.say = self.words("technician.speaker_speech.say")
        self.icon = "message"
        self._heard: list[Language] = []

    def sound(self) -> None:
        """The language that was heard last, at first Chinese."""
        self.speak(self._heard[-1] if self._heard else Language.ZH_CN)

    def speak(self, language: Language) -> None:
        """The sentence in this language."""
        self._heard.append(language)
        self.answerable = set(Language) <= set(self._heard)
        self.tools.speaker.say(self.tools.utterance(SENTENCE, language))
