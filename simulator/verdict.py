"""What must hold when a scenario is over, asked of the central service and the world, not of the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.contract import Ending, LinkedStatus, Service
from simulator.scenarios import Scenario
from simulator.service import World
from simulator.stage import Seen

BUDGET_SECONDS = 300


@dataclass(frozen=True)
class Finding:
    """One thing that must hold."""

    what: str
    holds: bool


def judge(
    scenario: Scenario, seen: Seen, world: World, *, credit_code: str, old_password: str, new_password: str
) -> list[Finding]:
    """Everything that must hold after `scenario`."""
    ending = seen.report.ending if seen.report else None
    findings = [
        Finding(f"the visit ended with {scenario.ending} (it ended with {ending})", ending is scenario.ending),
        Finding("the terminal is in service again, with nothing of the visit left", seen.in_service_again),
    ]
    if scenario.mishap and scenario.ending in (Ending.SERVICE_LOST, Ending.DEVICE_LOST):
        findings.append(Finding("it was out of service while a part was lost", seen.out_of_service))
    findings += [Finding(f"refused in words: {code}", code in seen.problems) for code in scenario.problems]
    if scenario.hint:
        findings.append(Finding(f"told apart: {scenario.hint}", scenario.hint in seen.hints))
    if seen.report and scenario.ending is Ending.SUCCESS:
        seconds = seen.report.seconds
        findings.append(Finding(f"within five minutes ({seconds:.0f} s)", seconds <= BUDGET_SECONDS))
    signs_in_old = world.signs_in(credit_code, old_password)
    if scenario.character.one_time:
        findings += [
            Finding("the old password does not sign in", not signs_in_old),
            *_paper(seen, world, credit_code),
            *_one_time(world, credit_code, new_password),
        ]
    elif scenario.changes_password:
        findings += [
            Finding("the new password signs in", world.signs_in(credit_code, new_password)),
            Finding("the old password does not", not signs_in_old),
            *_paper(seen, world, credit_code),
        ]
    elif scenario.character.service is Service.UNLOCK:
        findings += [Finding("the old password signs in again", signs_in_old), *_receipt(seen, world)]
    else:
        findings += [
            Finding("the old password still signs in", signs_in_old),
            Finding("no linked system heard of a change", not world.linked(credit_code)),
        ]
    return findings


def _one_time(world: World, credit_code: str, own_choice: str) -> list[Finding]:
    sent = world.one_time_password(credit_code)
    session = world.sign_in(credit_code, sent)
    must_change = session is not None and session.must_change_password
    changed = session is not None and world.choose_password(session.session or "", own_choice)
    return [
        Finding("the one-time password came by SMS", bool(sent)),
        Finding("it signs in, and must be changed", must_change),
        Finding("the owner's own choice takes its place", changed and world.signs_in(credit_code, own_choice)),
        Finding("the one-time password signs in no more", world.sign_in(credit_code, sent) is None),
    ]


def _receipt(seen: Seen, world: World) -> list[Finding]:
    receipt = world.receipt(seen.receipt) if seen.receipt else None
    return [Finding(f"the receipt {seen.receipt} can be looked up", receipt is not None)]


def _paper(seen: Seen, world: World, credit_code: str) -> list[Finding]:
    receipt = world.receipt(seen.receipt) if seen.receipt else None
    linked = world.linked(credit_code)
    findings = [*_receipt(seen, world)]
    for system in receipt.linked if receipt else ():
        findings.append(Finding(f"synchronised: {system.name}", system.status is LinkedStatus.SYNCHRONISED))
    told = receipt is not None and len(linked) == len(receipt.linked) > 0
    once = all(view["receipt"] == seen.receipt and view["changes"] == 1 for view in linked.values())
    findings.append(Finding("every linked system reports the change, once", told and once))
    return findings
