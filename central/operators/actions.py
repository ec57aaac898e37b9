"""What operators do, kept on record for ever."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from central.database import OperatorAction


class ActionKind(StrEnum):
    """What operators do."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    OPERATOR_ADDED = "operator_added"
    PASSWORD_SET = "password_set"  # noqa: S105 - what was done, no password
    OPERATOR_REMOVED = "operator_removed"
    TERMINAL_ENROLLED = "terminal_enrolled"
    KEY_REPLACED = "key_replaced"
    KEY_REVOKED = "key_revoked"
    ENROLMENT_REFUSED = "enrolment_refused"
    TERMINAL_DISABLED = "terminal_disabled"
    TERMINAL_ENABLED = "terminal_enabled"
    CONFIGURATION_PUBLISHED = "configuration_published"


def record(db: Session, at: datetime, by: str, kind: ActionKind, subject: str, reason: str = "") -> None:
    """Writes down what the operator `by` did."""
    db.add(OperatorAction(at=at, operator=by, kind=kind, subject=subject, reason=reason))
