"""Signing in, and what the signed-in owner of an account does."""

from typing import Annotated

from fastapi import APIRouter, Header, status

from central.accounts import Accounts
from central.logins import Logins
from kiosk.contract import (
    LoginRequest,
    LoginResult,
    PasswordChange,
    SecondFactorRequest,
    TotpConfirmation,
    TotpEnrolment,
)

Authorization = Annotated[str, Header(description="Bearer, and the session's token", max_length=128)]


def router(logins: Logins, accounts: Accounts) -> APIRouter:
    """The routes /login and /account; they need no terminal."""
    routes = APIRouter(tags=["account"])

    @routes.post("/login")
    def login(request: LoginRequest) -> LoginResult:
        return logins.login(request.account, request.password.get_secret_value())

    @routes.post("/login/second-factor")
    def second_factor(request: SecondFactorRequest) -> LoginResult:
        return logins.second_factor(request.challenge, request.code.get_secret_value())

    @routes.post("/account/password", status_code=status.HTTP_204_NO_CONTENT)
    def change_password(change: PasswordChange, authorization: Authorization = "") -> None:
        accounts.change_password(_bearer(authorization), change.new_password.get_secret_value())

    @routes.post("/account/totp", status_code=status.HTTP_201_CREATED)
    def enrol_totp(authorization: Authorization = "") -> TotpEnrolment:
        return accounts.enrol_totp(_bearer(authorization))

    @routes.post("/account/totp/confirm", status_code=status.HTTP_204_NO_CONTENT)
    def confirm_totp(confirmation: TotpConfirmation, authorization: Authorization = "") -> None:
        accounts.confirm_totp(_bearer(authorization), confirmation.code.get_secret_value())

    return routes


def _bearer(authorization: str) -> str:
    return authorization.removeprefix("Bearer ")
