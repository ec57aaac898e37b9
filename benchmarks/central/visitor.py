"""A whole visit, as a terminal leads it: signed by the terminal's own client, over HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from random import Random

from benchmarks.central.ground import Account, Terminal
from benchmarks.central.timings import Log
from central.passwords import one_time_password
from kiosk.client import CentralClient, signer
from kiosk.contract import (
    ActionRecord,
    Consent,
    Ending,
    FaceEvidence,
    Heartbeat,
    HolderRole,
    Language,
    LicenceEvidence,
    ResetRequest,
    Service,
    SessionEnd,
    SessionRequest,
    SmsEvidence,
    Step,
    StepResult,
)
from simulator.service import World

PATIENCE = 60.0
"""Longer than a terminal's: who waits longest is among the times too."""
VISIT_SECONDS = 300.0
ACTION_SECONDS = 0.1
"""The least that the service believes of a person."""
SMS_SECONDS, SMS_PAUSE = 20.0, 0.1
PASSWORD_LENGTH = 14
OPENING = SessionRequest(service=Service.RESET, language=Language.ZH_CN, consent=Consent(notice_version="1", face=True))
BEAT = Heartbeat(software="1", state="attract", faults=())


class SmsMissing(Exception):
    """No code arrived on the phone in time."""


def client(url: str, terminal: Terminal) -> CentralClient:
    """What speaks to the service at `url` in the terminal's name; to be closed."""
    auth = signer(terminal.id, terminal.private_key)
    return CentralClient(url, auth, patience=PATIENCE, time_left=lambda: VISIT_SECONDS)


class Visitor:
    """Comes to a terminal, does what the service asks for, and resets the password. Acts no faster than it must."""

    def __init__(
        self,
        terminal: CentralClient,
        world: World,
        log: Log,
        random: Random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._terminal, self._world, self._log, self._random, self._sleep = terminal, world, log, random, sleep

    def reset(self, account: Account) -> None:
        """A whole visit. Raises what the client raises, or SmsMissing; the log has each call and the visit."""
        self._log.timed("visit", lambda: self._visit(account))

    def _visit(self, account: Account) -> None:
        terminal, timed = self._terminal, self._log.timed
        visit = timed("open", lambda: terminal.open_session(OPENING)).session_id
        code = self._world.present(account.credit_code, HolderRole.REPRESENTATIVE)
        steps = timed("licence", lambda: terminal.licence(visit, _licence(code))).steps
        prove = {Step.FACE: self._face, Step.SMS: self._sms}
        while steps != (Step.PASSWORD,):
            steps = prove[steps[0]](visit, account).steps
        request = ResetRequest.model_validate({"new_password": one_time_password(self._random, PASSWORD_LENGTH)})
        key = f"{self._random.getrandbits(128):032x}"
        timed("reset", lambda: terminal.reset(visit, key, request))
        timed("end", lambda: terminal.end_session(visit, SessionEnd(ending=Ending.SUCCESS, seconds=60, extensions=0)))

    def _face(self, visit: str, account: Account) -> StepResult:
        challenge = self._log.timed("challenge", lambda: self._terminal.challenge(visit))
        actions = tuple(
            ActionRecord(action=action, started=place * ACTION_SECONDS, finished=(place + 1) * ACTION_SECONDS)
            for place, action in enumerate(challenge.actions)
        )
        self._sleep(ACTION_SECONDS * len(actions))
        evidence = FaceEvidence(nonce=challenge.nonce, templates=account.templates, actions=actions, passive=0.9)
        return self._log.timed("face", lambda: self._terminal.face(visit, evidence))

    def _sms(self, visit: str, account: Account) -> StepResult:
        self._log.timed("sms", lambda: self._terminal.send_sms(visit))
        code = SmsEvidence.model_validate({"code": self._code(account.phone)})
        return self._log.timed("sms code", lambda: self._terminal.verify_sms(visit, code))

    def _code(self, phone: str) -> str:
        """The only one on a phone whose owner comes once."""
        for _ in range(round(SMS_SECONDS / SMS_PAUSE)):
            if found := re.search(r"验证码 (\d{6})", "\n".join(self._world.messages(phone))):
                return found[1]
            self._sleep(SMS_PAUSE)
        raise SmsMissing(f"no code within {SMS_SECONDS:.0f} s: does the service deliver what is in its outbox?")


def _licence(code: str) -> LicenceEvidence:
    return LicenceEvidence.model_validate({"code": code})
