"""Whether an enterprise, and who holds its licence, can be served at a terminal at all: pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from central.clock import lasts
from central.database import Enterprise, Holder
from central.policies import Region
from central.problems import Refused
from kiosk.contract import HolderRole, ProblemCode, Service


def check_eligible(holder: Holder, service: Service, region: Region, now: datetime) -> None:
    """Raises `Refused` with what sends this holder to the window."""
    enterprise = holder.enterprise
    if enterprise.status != "in_order":
        raise Refused(ProblemCode.ENTERPRISE_NOT_IN_ORDER)
    if _overdue(enterprise.representative_changed_on, region, now):
        raise Refused(ProblemCode.REPRESENTATIVE_CHANGED)
    if _overdue(enterprise.phone_changed_on, region, now):
        raise Refused(ProblemCode.PHONE_CHANGED)
    if enterprise.account.frozen:
        raise Refused(ProblemCode.ACCOUNT_FROZEN)
    if not may_act(holder, service, region, now):
        raise Refused(ProblemCode.AGENT_NOT_AUTHORISED)


def may_act(holder: Holder, service: Service, region: Region, now: datetime) -> bool:
    """Whether the holder's role suffices, or an electronic authority that names this service and has not run out."""
    if HolderRole(holder.role) not in region.needs_authority:
        return True
    return service in holder.authorised_for and lasts(holder.authorised_until, now)


def outdated(enterprise: Enterprise) -> list[str]:
    """The warnings about what is on file and still has to be brought up to date."""
    changed = {
        "representative_outdated": enterprise.representative_changed_on,
        "phone_outdated": enterprise.phone_changed_on,
    }
    return [warning for warning, on in changed.items() if on is not None]


def _overdue(changed_on: date | None, region: Region, now: datetime) -> bool:
    """Changed in the register, and the account's file not brought up to date in time."""
    return changed_on is not None and now.date() > changed_on + timedelta(days=region.file_days)
