"""What surrounds every route: a bound on bodies, and words for the unexpected."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central import unexpected
from central.problems import Refused, answer
from kiosk.contract import ProblemCode

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024


class BoundedBodies:
    """Refuses bodies beyond the limit while they are read, whatever length they claim to have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST_BODY:
                raise Refused(ProblemCode.TOO_LARGE)
            return message

        await self._app(scope, bounded if scope["type"] == "http" else receive, send)


class Contained:
    """Answers `internal` to unexpected exceptions."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http":
                raise
            unexpected.record(log, "request", error)
            await answer(Refused(ProblemCode.INTERNAL))(scope, receive, send)
