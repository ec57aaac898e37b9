"""What the terminal says aloud: words of the screen that hold no data of a visitor's."""

from __future__ import annotations

from collections.abc import Mapping

from devices.face.gate import GateHint
from devices.liveness import Prompt, Setback
from devices.speaker import Speaker, Utterance
from kiosk.contract import Language, ProblemCode, Service
from kiosk.i18n import Catalogues
from kiosk.licence_code import CodeKind
from kiosk.view import View

SPOKEN: Mapping[str, str] = {
    "service": "service.title",
    "consent": "consent.question",
    "licence": "licence.title",
    "company": "company.title",
    "id_number": "id_number.title",
    "sms": "sms.title",
    "password": "password.title",
    "resetting": "resetting.lead",
    "handover": "handover.title",
    "goodbye": "goodbye.title",
    "help": "help.title",
}
"""The message that is spoken when a screen comes, where nothing more urgent is to be said."""
SENTENCE = "technician.speech.sentence"
"""What a technician listens to."""
SAYABLE: tuple[str, ...] = (
    *SPOKEN.values(),
    *(f"{state}.title" for state in ("idle_warning", "time_warning")),
    *(f"result.{service}" for service in Service),
    *(f"face.prompt.{prompt}" for prompt in Prompt),
    *(f"face.hint.{hint}" for hint in GateHint),
    *(f"face.failure.{setback}" for setback in Setback),
    *(f"licence.hint.{kind}" for kind in CodeKind if kind is not CodeKind.PRESENTED),
    *(f"problem.{code}" for code in ProblemCode),
    SENTENCE,
)
"""Every message that is ever said: all that a studio has to record."""


def spoken(view: View) -> str | None:
    """The key of what is to be heard now: one thing, the most urgent; None for silence."""
    if view.screen == "idle_warning":
        return f"{view.state}.title"
    if view.screen == "result" and view.service is not None:
        return f"result.{view.service}"
    if view.screen == "face":
        return _at_the_face(view)
    if view.screen == "licence" and view.code_hint is not None:
        return f"licence.hint.{view.code_hint}"
    if view.problem is not None and view.ending is None:
        return f"problem.{view.problem.code}"
    return SPOKEN.get(view.screen)


def _at_the_face(view: View) -> str | None:
    face = view.face
    if view.problem is not None:
        return f"problem.{view.problem.code}"
    if face is None or view.busy:
        return None
    if face.failure is not None:
        return f"face.failure.{face.failure}"
    return f"face.hint.{face.hint}" if face.hint is not None else f"face.prompt.{face.prompt}"


class Voice:
    """Says what is new, and falls silent when there is nothing to be said."""

    def __init__(self, speaker: Speaker, catalogues: Catalogues) -> None:
        self._speaker, self._catalogues = speaker, catalogues
        self._said: tuple[str, Language] | None = None

    def see(self, view: View) -> None:
        """The screen has changed."""
        key = spoken(view)
        saying = None if key is None else (key, view.language)
        if saying == self._said:
            return
        self._said = saying
        if saying is None:
            self._speaker.hush()
        else:
            self._speaker.say(utterance(self._catalogues, *saying))


def utterance(catalogues: Catalogues, key: str, language: Language) -> Utterance:
    """A message as it is said. Raises `TextMissing` for one that wants values: those might be a visitor's."""
    return Utterance(key, catalogues.text(language, key).replace("\n", ""), language)
