"""The steps of one visit, together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from kiosk.steps.face import Face
from kiosk.steps.floor import Floor, StepOfVisit
from kiosk.steps.id_number import IdNumber
from kiosk.steps.licence import Licence
from kiosk.steps.opening import Opening
from kiosk.steps.paper import Paper
from kiosk.steps.resetting import Resetting
from kiosk.steps.sms import Sms


@dataclass(frozen=True)
class VisitSteps:
    """Made anew for each visit, so that none remembers an earlier one."""

    opening: Opening
    licence: Licence
    face: Face
    id_number: IdNumber
    sms: Sms
    resetting: Resetting
    paper: Paper

    def __iter__(self) -> Iterator[StepOfVisit]:
        return (getattr(self, field.name) for field in fields(self))


NewSteps = Callable[[Floor], VisitSteps]
