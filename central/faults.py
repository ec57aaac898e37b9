"""Makes the service slow or broken for the terminals on demand: for demonstrations and tests, never in service."""

from __future__ import annotations

import asyncio

from pydantic import Field, NonNegativeInt
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.problems import Refused, answer
from kiosk import contract
from kiosk.contract import API, ProblemCode


class Faults(contract.Message):
    """What goes wrong on paths that end with `path_end`, for the next `times` requests or until changed.

    `drop` cuts the connection before the request is looked at, `drop_answer` after it was carried out.
    `refused` is answered to every request; `linked_down` makes the linked systems answer 500.
    """

    latency_s: float = Field(0, ge=0, le=60)
    status_500: bool = False
    nonsense: bool = False
    refused: ProblemCode | None = None
    drop: bool = False
    drop_answer: bool = False
    linked_down: bool = False
    path_end: str = ""
    times: NonNegativeInt | None = None


class FaultSwitch:
    """Holds the present faults: one process's memory, as only demonstrations need."""

    def __init__(self) -> None:
        self.current = Faults()

    def take(self, path: str) -> Faults:
        """The faults for a request, counted."""
        now = self.current
        if not (path.startswith(f"{API}/") and path.endswith(now.path_end)) or now.times == 0:
            return Faults()
        if now.times is not None:
            self.current = now.model_copy(update={"times": now.times - 1})
        return now


class Faulty:
    """The middleware that acts the faults out."""

    def __init__(self, app: ASGIApp, switch: FaultSwitch) -> None:
        self._app = app
        self._switch = switch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self._switch.take(scope["path"]) if scope["type"] == "http" else Faults()
        await asyncio.sleep(faults.latency_s)
        if faults.drop:
            await _cut(send)
        elif faults.drop_answer:
            await self._app(scope, receive, _swallow)
            await _cut(send)
        elif faults.status_500:
            await answer(Refused(ProblemCode.INTERNAL))(scope, receive, send)
        elif faults.refused is not None:
            await answer(Refused(faults.refused))(scope, receive, send)
        elif faults.nonsense:
            await HTMLResponse("<html><body>It works!</body></html>")(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _swallow(message: Message) -> None:
    """Takes an answer that is never sent."""


async def _cut(send: Send) -> None:
    # A body that never comes makes the server close the connection.
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
