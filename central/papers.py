"""The papers that an enterprise files, A4, made from the ledger's record: the application form, the notice of result.

Nothing is stored: the same record gives the same bytes, whenever it is asked for. They are official papers and in
Chinese only; the words are in texts.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from threading import Lock

from central.policies import Policies
from central.receipts import local_date, local_time
from central.records import Filed
from central.texts import text
from kiosk.contract import Language, Paper, Service, Step
from papers.fonts import Fonts
from papers.sheet import Sheet

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 22.0
NAMES, LINE, PAD = 50.0, 6.0, 1.3
"""The column of names, a line of text, and the space around it."""
QR_SIDE = 36.0
FOOT = 58.0
"""From the lower edge: where code and hash begin."""
ENDS_A_PHRASE = "，。、；：！？）》”"
SHORT = 16
"""Characters of a hash that a person compares; the page and the receipt show as many."""
KEPT = 64
"""Papers that are kept ready for those who ask again."""

Row = tuple[str, str]


def words(name: str, /, **values: object) -> str:
    """The paper's words."""
    return text(name, Language.ZH_CN, **values)


class Papers:
    """Makes papers, one at a time: the fonts take a second of a processor, and nobody may take them all."""

    def __init__(self, fonts: Fonts, policies: Policies, public_url: str) -> None:
        self._fonts = fonts
        self._policies = policies
        self._public_url = public_url
        self._lock = Lock()
        self._kept = lru_cache(KEPT)(self._make)

    def pdf(self, paper: Paper, filed: Filed) -> bytes:
        """The paper of a record."""
        with self._lock:
            return self._kept(paper, filed)

    def _make(self, paper: Paper, filed: Filed) -> bytes:
        form = _Form(self._fonts, filed)
        if paper is Paper.APPLICATION:
            self._application(form, filed)
        else:
            self._notice(form, filed)
        form.foot(f"{self._public_url}/verify/{filed.number}")
        return form.output()

    def _application(self, form: _Form, filed: Filed) -> None:
        record = filed.record
        form.title(words(f"paper.application.title.{record.service}"))
        form.rows(
            [
                (words("fact.number"), filed.number),
                (words("paper.applied_at"), local_time(filed.at)),
                (words("paper.terminal"), f"{record.terminal}（{self._policies.regions[record.region].window.name}）"),
            ]
        )
        form.heading(words("paper.applicant"))
        form.rows(
            [
                (words("fact.company"), record.company),
                (words("fact.credit_code"), record.credit_code),
                (words("paper.representative"), record.representative),
                (words("fact.holder"), f"{record.holder}（{words(f'paper.role.{record.role}')}）"),
                (words("paper.id_number"), record.id_number),
                (words("paper.phone"), record.phone),
            ]
        )
        form.heading(words("paper.application.wanted"))
        form.rows(
            [
                (words("paper.application.service"), words(f"change.{record.service}")),
                (words("paper.was_locked"), words(f"paper.locked.{'yes' if record.was_locked else 'no'}")),
            ]
        )
        form.heading(words("paper.application.proofs"))
        form.rows([(words(f"paper.proof.{step}"), words("paper.proven")) for step in record.proofs])
        form.heading(words("paper.application.consent"))
        consent = "with_face" if Step.FACE in record.proofs else "without_face"
        form.paragraphs([words(f"paper.consent.{consent}", version=record.notice_version), words("paper.made_from")])

    def _notice(self, form: _Form, filed: Filed) -> None:
        record = filed.record
        window = self._policies.regions[record.region].window
        form.title(words("paper.notice.title"))
        service = words(f"change.{record.service}")
        form.paragraphs(
            [
                f"{record.company}：",
                words("paper.notice.opening", time=local_time(filed.at), service=service),
            ]
        )
        form.gap()
        done = [
            (words("fact.number"), filed.number),
            (words("fact.credit_code"), record.credit_code),
            (words("fact.holder"), f"{record.holder}（{words(f'paper.role.{record.role}')}）"),
            (words("fact.change"), service),
            (words("paper.notice.result"), words(f"paper.done.{record.service}")),
        ]
        if record.one_time_until:
            done.append(
                (words("paper.one_time.name"), words("paper.one_time.until", time=local_time(record.one_time_until)))
            )
        if record.service != Service.UNLOCK:
            done.append((words("fact.sessions_revoked"), words("paper.count", count=record.sessions_revoked)))
            done.append(
                (words("fact.signing_grants_revoked"), words("paper.count", count=record.signing_grants_revoked))
            )
        if record.sub_accounts:
            named = (f"{one.name}（{words(f'paper.scope.{one.scope}')}）" for one in record.sub_accounts)
            done.append((words("paper.sub_accounts"), "、".join(named)))
        if record.second_factor:
            done.append((words("paper.second_factor.name"), words(f"paper.second_factor.{record.second_factor}")))
        if record.password_expires_on:
            done.append((words("paper.expires"), local_date(record.password_expires_on)))
        form.rows(done)
        if filed.heard:
            form.heading(words("verify.linked"))
            form.rows([(self._policies.linked.get(system, system), _heard(at)) for system, at in filed.heard])
        form.heading(words("paper.notice.care"))
        form.paragraphs(
            [
                words(f"paper.care.{record.service}"),
                words("paper.care.objection", phone=window.phone),
                words("paper.care.window", window=window.name, address=window.address, hours=window.hours),
            ]
        )
        form.signature([window.name, local_date(filed.at)])


def _heard(at: datetime | None) -> str:
    return words("paper.synchronised", time=local_time(at)) if at else words("paper.pending")


class _Form(Sheet):
    """Title, ruled rows, and at the foot of the last page the proof of its origin."""

    def __init__(self, fonts: Fonts, filed: Filed) -> None:
        super().__init__(fonts, WIDTH, HEIGHT, MARGIN, filed.at)
        self._filed = filed

    def title(self, text: str) -> None:
        self.pdf.set_title(f"{text} {self._filed.number}")
        self.pdf.set_lang("zh-CN")
        self.write(text, size=20, bold=True, align="C", line=14)
        self.gap()

    def heading(self, text: str) -> None:
        self.pdf.ln(3.5)
        self._begin(6 * LINE)
        self.write(text, size=11.5, bold=True, line=7.5)

    def paragraphs(self, texts: Sequence[str]) -> None:
        for paragraph in texts:
            self._begin(2 * LINE)
            self.pdf.set_font("sans", "", 10.5)
            self.write(self._broken(paragraph, WIDTH - 2 * MARGIN), size=10.5, line=LINE)

    def gap(self) -> None:
        self.pdf.ln(2.5)

    def rows(self, rows: Sequence[Row]) -> None:
        """Names and values in ruled cells as high as the taller of the two."""
        self.pdf.set_draw_color(90)
        self.pdf.set_line_width(0.2)
        for name, value in rows:
            self._begin(2 * (LINE + PAD))
            top = self.pdf.get_y()
            ends = [
                self._cell(name, MARGIN, NAMES, top, quiet=True),
                self._cell(value, MARGIN + NAMES, WIDTH - 2 * MARGIN - NAMES, top, quiet=False),
            ]
            height = max(ends) - top
            self.pdf.rect(MARGIN, top, NAMES, height)
            self.pdf.rect(MARGIN + NAMES, top, WIDTH - 2 * MARGIN - NAMES, height)
            self.pdf.set_xy(MARGIN, top + height)

    def signature(self, lines: Sequence[str]) -> None:
        self.pdf.ln(4)
        self._begin(len(lines) * LINE)
        for line in lines:
            self.write(line, size=10.5, line=LINE, align="R")

    def foot(self, address: str) -> None:
        """The code that leads to the verification page, the hash short and whole, and what they are for."""
        filed, top = self._filed, HEIGHT - FOOT
        self.pdf.set_y(top)
        self.rule(1)
        self.qr(address, x=WIDTH - MARGIN - QR_SIDE, y=top + 3, side=QR_SIDE)
        width = WIDTH - 2 * MARGIN - QR_SIDE - 4
        self.pdf.set_y(top + 4)
        self.write(words("paper.verify"), size=9.5, line=5, width=width)
        self.write(address, size=8.5, line=4.5, width=width)
        self.pdf.ln(1.5)
        self.write(f"{words('fact.hash')}：{filed.hash[:SHORT]}", size=9.5, line=5, bold=True, width=width)
        self.pdf.set_text_color(70)
        whole = words("verify.hash_detail", suite=filed.suite.upper(), position=filed.position)
        self.write(whole, size=8.5, line=4.5, width=width)
        self.write(filed.hash[:32], size=8.5, line=4.2, width=width)
        self.write(filed.hash[32:], size=8.5, line=4.2, width=width)
        self.write(words("paper.no_secret"), size=8.5, line=4.5, width=width)
        self.pdf.set_text_color(0)

    def _begin(self, height: float) -> None:
        """Goes on to another page where there is no room of that height above the foot."""
        if self.pdf.get_y() + height > HEIGHT - FOOT:
            self.pdf.add_page()

    def _broken(self, text: str, width: float) -> str:
        """Chinese breaks between any two characters, but no line begins with what ends a phrase."""
        room = width - 2 * self.pdf.c_margin
        lines = [""]
        for character in text:
            if self.pdf.get_string_width(lines[-1] + character) <= room:
                lines[-1] += character
            elif character in ENDS_A_PHRASE:
                lines[-1:] = [lines[-1][:-1], lines[-1][-1] + character]
            else:
                lines.append(character)
        return "\n".join(lines)

    def _cell(self, text: str, x: float, width: float, top: float, *, quiet: bool) -> float:
        """Writes into a cell; returns where it ends."""
        self.pdf.set_font("sans", "", 10.5)
        self.pdf.set_text_color(70 if quiet else 0)
        self.pdf.set_xy(x + 1, top + PAD)
        self.pdf.multi_cell(width - 2, LINE, self._broken(text, width - 2), align="L", new_x="LMARGIN", new_y="NEXT")
        self.pdf.set_text_color(0)
        return float(self.pdf.get_y()) + PAD
