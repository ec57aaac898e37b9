"""What terminals' own tests found: the last reports of each, for its operators."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from central.clock import Clock
from central.database import Database, TerminalReport
from kiosk.contract import DiagnosticReport, ReportsKept

KEPT = 30
"""Reports of each terminal."""


class Reports:
    """Takes reports in, and drops the oldest of a terminal beyond the bound."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take(self, terminal_id: str, report: DiagnosticReport) -> None:
        """Keeps a report under the terminal that signed the request, whatever it calls itself."""
        with self._database.transaction() as db:
            db.add(
                TerminalReport(
                    terminal_id=terminal_id,
                    received_at=self._clock(),
                    made_at=report.at,
                    report=report.model_dump(mode="json"),
                )
            )
            db.flush()
            newest = select(TerminalReport.id).where(TerminalReport.terminal_id == terminal_id)
            kept = db.scalars(newest.order_by(TerminalReport.id.desc()).limit(KEPT)).all()
            db.execute(
                delete(TerminalReport).where(TerminalReport.terminal_id == terminal_id, TerminalReport.id.not_in(kept))
            )

    def kept(self, terminal_id: str) -> ReportsKept:
        """What is there of a terminal."""
        with self._database.transaction() as db:
            made = select(func.count(), func.max(TerminalReport.made_at)).where(
                TerminalReport.terminal_id == terminal_id
            )
            count, last = db.execute(made).one()
            return ReportsKept(count=count, last=last)
