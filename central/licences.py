"""The reference licence authority: issues codes, verifies them once, and admits their holders."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from central import identifiers
from central.clock import Clock, identifier, lasts, token
from central.database import Holder, Invitation, LicenceCode, Visit
from central.eligibility import check_eligible
from central.problems import Refused
from central.sessions import remaining
from central.visits import Visits, representative_of
from kiosk import contract
from kiosk.contract import ENTERPRISE_CODE_SCHEME, HolderRole, LicenceResult, ProblemCode, Service

CODE_LIFETIME = timedelta(minutes=5)
INVITATION_LIFETIME = timedelta(minutes=2)
STATIC_SCHEMES = ("http:", "https:", ENTERPRISE_CODE_SCHEME)


class Licences:
    """Both directions of showing a licence. Methods work within the caller's transaction and raise `Refused`."""

    def __init__(self, visits: Visits, clock: Clock, random: Random) -> None:
        self._visits = visits
        self._clock = clock
        self._random = random

    def issue(self, db: Session, holder: Holder, lifetime: timedelta = CODE_LIFETIME) -> str:
        """The app of `holder` asks for a code to present."""
        code = token(self._random)
        db.add(LicenceCode(digest=_digest(code), holder=holder, expires_at=self._clock() + lifetime))
        return code

    def present(self, db: Session, visit: Visit, code: str) -> LicenceResult:
        """A terminal read a presented code; whatever comes of it, the code is used up."""
        if code.lower().startswith(STATIC_SCHEMES) or uscc.is_valid(code):
            raise Refused(ProblemCode.LICENCE_CODE_STATIC)
        issued = db.get(LicenceCode, _digest(code), with_for_update=True)
        if issued is None:
            raise Refused(ProblemCode.LICENCE_CODE_UNKNOWN)
        if issued.used_at:
            raise Refused(ProblemCode.LICENCE_CODE_USED)
        if issued.expires_at <= self._clock():
            raise Refused(ProblemCode.LICENCE_CODE_EXPIRED)
        issued.used_at = self._clock()
        return self._admit(visit, issued.holder)

    def invite(self, db: Session, visit: Visit) -> contract.Invitation:
        """A code for the terminal to show."""
        code = token(self._random)
        invitation = Invitation(
            id=identifier(self._random),
            visit_id=visit.id,
            digest=_digest(code),
            expires_at=self._clock() + INVITATION_LIFETIME,
        )
        db.add(invitation)
        return contract.Invitation(
            invitation_id=invitation.id, code=code, expires_in=int(INVITATION_LIFETIME.total_seconds())
        )

    def scan(self, db: Session, code: str, holder: Holder) -> str:
        """The app of `holder` scanned a shown code; returns the session that has news."""
        invitation = db.scalar(select(Invitation).where(Invitation.digest == _digest(code)).with_for_update())
        if invitation is None or invitation.expires_at <= self._clock() or invitation.holder_id:
            raise Refused(ProblemCode.INVITATION_EXPIRED)
        invitation.holder = holder
        return invitation.visit_id

    def invited(self, db: Session, visit: Visit, invitation_id: str) -> LicenceResult | None:
        """What came of an invitation: None while nobody has scanned; the same answer however often asked."""
        invitation = db.get(Invitation, invitation_id)
        if invitation is None or invitation.visit_id != visit.id:
            raise Refused(ProblemCode.NOT_FOUND)
        if invitation.holder is None:
            if invitation.expires_at <= self._clock():
                raise Refused(ProblemCode.INVITATION_EXPIRED)
            return None
        if visit.proven == 0:
            return self._admit(visit, invitation.holder)
        if visit.proven == 1 and visit.holder is invitation.holder:
            return self._result(visit, invitation.holder)
        raise Refused(ProblemCode.WRONG_STEP)

    def _admit(self, visit: Visit, holder: Holder) -> LicenceResult:
        enterprise = holder.enterprise
        if enterprise.region != visit.region:
            raise Refused(ProblemCode.REGION_NOT_SERVED)
        check_eligible(holder, Service(visit.service), self._visits.region(visit), self._clock())
        steps = self._visits.steps_for(visit, holder, visit.with_face)
        visit.holder, visit.steps, visit.proven = holder, list(steps), 1
        return self._result(visit, holder)

    def _result(self, visit: Visit, holder: Holder) -> LicenceResult:
        enterprise, representative = holder.enterprise, representative_of(holder)
        company = contract.Company(
            name=enterprise.name,
            credit_code=identifiers.mask_credit_code(enterprise.credit_code),
            representative=identifiers.mask_name(representative.name),
            kind=enterprise.kind,
            account_locked=lasts(enterprise.account.locked_until, self._clock()),
            holder=HolderRole(holder.role),
            holder_name=identifiers.mask_name(holder.name),
            one_time_phone=identifiers.mask_phone(representative.phone) if representative.phone_usable else None,
        )
        return LicenceResult(company=company, steps=remaining(visit.steps, visit.proven))


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
