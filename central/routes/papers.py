"""The papers of a change, for the terminals to print."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.responses import Response

from central.database import Database, Holder, IssuedReceipt
from central.papers import Papers
from central.problems import Refused
from central.records import Filed, filed
from central.sessions import is_proven
from central.signatures import Caller, Signed
from central.visits import Visits, holder_of
from kiosk.contract import Paper, ProblemCode

PDF = "application/pdf"


class PdfResponse(Response):
    """As the description of the interface names it."""

    media_type = PDF


def router(database: Database, visits: Visits, papers: Papers, signed: Signed) -> APIRouter:
    """The route /sessions/{session_id}/papers/{number}/{paper}."""
    routes = APIRouter(prefix="/sessions/{session_id}/papers", tags=["papers"])

    @routes.get("/{number}/{paper}", response_class=PdfResponse)
    def fetch(session_id: str, number: str, paper: Paper, caller: Annotated[Caller, Depends(signed)]) -> Response:
        """A paper of the enterprise whose licence was shown, once all is proven."""
        with database.transaction() as db:
            visit = visits.running(db, caller, session_id)
            if not is_proven(visit.steps, visit.proven):
                raise Refused(ProblemCode.WRONG_STEP)
            mine = Holder.credit_code == holder_of(visit).credit_code
            if db.scalar(select(IssuedReceipt).join(Holder).where(mine, IssuedReceipt.number == number)) is None:
                raise Refused(ProblemCode.NOT_FOUND)
            found = filed(db, number)
        return pdf_answer(papers, paper, found)

    return routes


def pdf_answer(papers: Papers, paper: Paper, found: Filed) -> Response:
    """The paper, under a name that a person finds again."""
    headers = {
        "Content-Disposition": f'inline; filename="{found.number}-{paper}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return PdfResponse(papers.pdf(paper, found), headers=headers)
