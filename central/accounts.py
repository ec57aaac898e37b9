"""What the signed-in owner of an account does: choose a new password, take up an authenticator app."""

from __future__ import annotations

from random import Random

import pyotp
from sqlalchemy.orm import Session

from central import grants
from central.clock import Clock
from central.database import Account, Database
from central.ledger import Kind, Ledger
from central.logins import take_totp
from central.new_passwords import NewPasswords
from central.notices import Notices
from central.outbox import Outbox
from central.policies import Policies
from central.problems import Refused
from central.vault import Vault
from kiosk.contract import ProblemCode, SecondFactor, TotpEnrolment

ISSUER = "企业登记账户"
SECRET_CHARACTERS = 32
"""160 random bits in base 32 (RFC 4226, 4)."""
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class Accounts:
    """Each method takes the bearer token of a session, and raises session_over without one."""

    def __init__(
        self,
        database: Database,
        policies: Policies,
        new_passwords: NewPasswords,
        notices: Notices,
        vault: Vault,
        outbox: Outbox,
        ledger: Ledger,
        clock: Clock,
        random: Random,
    ) -> None:
        self._database = database
        self._policies = policies
        self._new_passwords = new_passwords
        self._notices = notices
        self._vault = vault
        self._outbox = outbox
        self._ledger = ledger
        self._clock = clock
        self._random = random

    def change_password(self, bearer: str, new_password: str) -> None:
        """Puts it in force and ends all sessions, this one too: who knows the new password signs in with it."""
        with self._database.transaction() as db:
            check = self._new_passwords.check(db, self._account(db, bearer, for_password=True).enterprise)
        new_hash = self._new_passwords.accepted(new_password, check)
        with self._database.transaction() as db:
            account, now = self._account(db, bearer, for_password=True), self._clock()
            self._new_passwords.put_in_force(db, account, new_hash, now, one_time=False)
            revoked = grants.revoke(db, account.credit_code, now)
            key = f"{account.credit_code}-{account.password_version}"
            for system in self._policies.linked:
                change = {"credit_code": account.credit_code, "password_version": account.password_version}
                self._outbox.put(db, system, key, change | {"receipt": ""}, lane=account.credit_code)
            self._notices.tell(db, "changed", account.enterprise, f"changed-{key}", now)
            self._ledger.append(db, Kind.PASSWORD_CHANGED, account.credit_code, revoked._asdict())

    def enrol_totp(self, bearer: str) -> TotpEnrolment:
        """A new secret for an authenticator app; until a code of it is confirmed, nothing changes.

        Raises wrong_step while another app is in use: a reset at the terminal removes that one.
        """
        with self._database.transaction() as db:
            account = self._account(db, bearer)
            if account.second_factor == SecondFactor.TOTP:
                raise Refused(ProblemCode.WRONG_STEP)
            secret = "".join(self._random.choices(BASE32, k=SECRET_CHARACTERS))
            account.totp_secret, account.totp_step = self._vault.seal(secret, account), 0
            totp = pyotp.TOTP(secret)
            return TotpEnrolment(uri=totp.provisioning_uri(name=account.credit_code, issuer_name=ISSUER))

    def confirm_totp(self, bearer: str, code: str) -> None:
        """From now on the app's codes are the second factor; raises second_factor_wrong."""
        with self._database.transaction() as db:
            account, now = self._account(db, bearer), self._clock()
            if account.second_factor == SecondFactor.TOTP or not take_totp(self._vault, account, code, now):
                raise Refused(ProblemCode.SECOND_FACTOR_WRONG)
            account.second_factor = SecondFactor.TOTP
            key = f"factor-{account.credit_code}-{account.password_version}-{account.totp_step}"
            self._notices.tell(db, "second_factor", account.enterprise, key, now)
            self._ledger.append(db, Kind.TWO_FACTOR_CHANGED, account.credit_code, {"factor": SecondFactor.TOTP})

    def _account(self, db: Session, bearer: str, *, for_password: bool = False) -> Account:
        return grants.account_of(db, bearer, self._clock(), for_password=for_password)
