"""Refusals: one typed exception, and what each problem code means over HTTP."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kiosk.contract import PROBLEM_JSON, Disposition, PasswordReason, Problem, ProblemCode

PROBLEM_IN_SCOPE = "problem"
RETRY, WINDOW, RESTART, FAULT = Disposition.RETRY, Disposition.WINDOW, Disposition.RESTART, Disposition.FAULT
MEANINGS: dict[ProblemCode, tuple[int, Disposition, str]] = {
    ProblemCode.LICENCE_CODE_UNKNOWN: (422, RETRY, "The licence code was not issued here."),
    ProblemCode.LICENCE_CODE_EXPIRED: (422, RETRY, "The licence code has expired."),
    ProblemCode.LICENCE_CODE_USED: (422, RETRY, "The licence code was used before."),
    ProblemCode.LICENCE_CODE_STATIC: (422, RETRY, "A static code identifies, but proves nothing."),
    ProblemCode.INVITATION_EXPIRED: (410, RETRY, "Nobody scanned the invitation in time."),
    ProblemCode.ENTERPRISE_NOT_IN_ORDER: (403, WINDOW, "The enterprise is revoked or cancelled."),
    ProblemCode.REGION_NOT_SERVED: (403, WINDOW, "The enterprise is registered in another region."),
    ProblemCode.NOT_OFFERED: (403, WINDOW, "It is not offered here."),
    ProblemCode.REPRESENTATIVE_CHANGED: (403, WINDOW, "The change of representative is not on file yet."),
    ProblemCode.PHONE_UNUSABLE: (403, WINDOW, "The phone on file cannot be used."),
    ProblemCode.PHONE_CHANGED: (403, WINDOW, "The change of the phone is not on file yet."),
    ProblemCode.ACCOUNT_FROZEN: (403, WINDOW, "The account is frozen."),
    ProblemCode.AGENT_NOT_AUTHORISED: (403, WINDOW, "The agent holds no valid authority for this item."),
    ProblemCode.NO_OTHER_WAY: (403, WINDOW, "The policy of the region has no way without the face."),
    ProblemCode.FACE_NOT_CONFIRMED: (422, RETRY, "The face was not confirmed."),
    ProblemCode.CHALLENGE_EXPIRED: (422, RETRY, "The challenge is unknown, used or expired."),
    ProblemCode.ID_NUMBER_WRONG: (422, RETRY, "The ID number is not the holder's."),
    ProblemCode.SMS_CODE_WRONG: (422, RETRY, "The SMS code is wrong."),
    ProblemCode.SMS_CODE_EXPIRED: (422, RETRY, "No SMS code is valid now."),
    ProblemCode.SMS_TOO_SOON: (429, RETRY, "An SMS was sent a moment ago."),
    ProblemCode.ATTEMPTS_EXHAUSTED: (403, WINDOW, "No tries are left."),
    ProblemCode.COOLING_DOWN: (429, RETRY, "After several failures there is a pause."),
    ProblemCode.PASSWORD_REFUSED: (422, RETRY, "The password breaks the rules."),
    ProblemCode.WRONG_STEP: (409, RESTART, "The visit is at another step."),
    ProblemCode.SESSION_OVER: (410, RESTART, "The session has ended or expired."),
    ProblemCode.NOT_FOUND: (404, RESTART, "There is no such thing."),
    ProblemCode.METHOD_NOT_ALLOWED: (405, FAULT, "The resource does not know this method."),
    ProblemCode.MALFORMED: (422, FAULT, "The request does not follow the contract."),
    ProblemCode.TOO_LARGE: (413, FAULT, "The request body is too large."),
    ProblemCode.SIGNATURE_REFUSED: (401, FAULT, "The request signature was refused."),
    ProblemCode.REQUEST_REPLAYED: (401, FAULT, "The request was received before."),
    ProblemCode.CLOCK_SKEW: (401, FAULT, "The clocks of terminal and service differ too much."),
    ProblemCode.TERMINAL_DISABLED: (403, FAULT, "The terminal is disabled."),
    ProblemCode.LOGIN_REFUSED: (401, RETRY, "Account or password is wrong, or the account is locked."),
    ProblemCode.SECOND_FACTOR_WRONG: (422, RETRY, "The code of the second factor is wrong."),
    ProblemCode.TOO_MANY_REQUESTS: (429, WINDOW, "Too many requests in this session."),
    ProblemCode.INTERNAL: (500, FAULT, "The service failed."),
}


class Refused(HTTPException):
    """An expected refusal; raised anywhere, answered as a problem document."""

    def __init__(
        self,
        code: ProblemCode,
        *,
        tries_left: int | None = None,
        retry_after: int | None = None,
        reasons: tuple[PasswordReason, ...] = (),
        disposition: Disposition | None = None,
    ) -> None:
        """Without `disposition` it is what the code usually leaves open."""
        status, usual, title = MEANINGS[code]
        self.problem = Problem(
            title=title,
            status=status,
            code=code,
            disposition=disposition or usual,
            tries_left=tries_left,
            retry_after=retry_after,
            reasons=reasons,
        )
        super().__init__(status, title)


class ProblemAnswer(Response):
    """A problem document. Leaves its code in the scope, for those around it who count."""

    def __init__(self, problem: Problem, headers: dict[str, str]) -> None:
        super().__init__(problem.model_dump_json(), problem.status, headers, PROBLEM_JSON)
        self._code = problem.code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[PROBLEM_IN_SCOPE] = self._code
        await super().__call__(scope, receive, send)


def answer(refused: Refused) -> Response:
    """The problem document of a refusal."""
    problem = refused.problem
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    return ProblemAnswer(problem, headers)
