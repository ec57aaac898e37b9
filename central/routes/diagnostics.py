"""The terminals' reports of their own tests."""

from typing import Annotated

from fastapi import APIRouter, Depends, status

from central.reports import Reports
from central.signatures import Caller, Signed
from kiosk.contract import DiagnosticReport, ReportsKept


def router(reports: Reports, signed: Signed) -> APIRouter:
    """The routes /diagnostics."""
    routes = APIRouter(tags=["terminal"])

    @routes.post("/diagnostics", status_code=status.HTTP_204_NO_CONTENT)
    def take(report: DiagnosticReport, caller: Annotated[Caller, Depends(signed)]) -> None:
        reports.take(caller.terminal_id, report)

    @routes.get("/diagnostics")
    def kept(caller: Annotated[Caller, Depends(signed)]) -> ReportsKept:
        return reports.kept(caller.terminal_id)

    return routes
