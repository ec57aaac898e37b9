"""The operators' pages in a real Chromium, and what somebody without one may try."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from selenium.common import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

from central.database import Database
from central.database import Terminal as Enrolled
from central.operators.accounts import Operators
from tests.central.central_desk import Clock, Face, NewTerminal, Service, Terminal, World, refusal
from tests.central.operators.browser import chromium
from tests.central.operators.conftest import NAME, PASSWORD

FAULTY = {"software": "1.2.0", "state": "out_of_service", "faults": ["camera", "shutter"]}
WELL = {"software": "1.2.0", "state": "attract", "faults": []}


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile"), "zh-CN") as browser:
        yield browser


class Page:
    """What an operator sees and does."""

    def __init__(self, chrome: Chrome, ops: str) -> None:
        self.chrome, self.ops = chrome, ops

    @property
    def text(self) -> str:
        return self.chrome.find_element(By.TAG_NAME, "body").text

    @property
    def at_sign_in(self) -> bool:
        return self.chrome.current_url.partition("?")[0] == f"{self.ops}/sign-in"

    def find(self, selector: str) -> WebElement:
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def open(self, path: str = "") -> None:
        self.chrome.get(self.ops + path)

    def sign_in(self, password: str = PASSWORD) -> None:
        self.open("/sign-in")
        self.find("#name").send_keys(NAME)
        self.find("#password").send_keys(password)
        self._go_by(self.find("main button"))

    def press(self, words: str) -> None:
        self._go_by(self.chrome.find_element(By.XPATH, f"//button[normalize-space()='{words}']"))

    def follow(self, selector: str) -> None:
        self._go_by(self.find(selector))

    def _go_by(self, element: WebElement) -> None:
        """Clicks, and waits until another page is there."""
        element.click()
        # While one page takes the other's place, Chromium knows of neither.
        WebDriverWait(self.chrome, 10, ignored_exceptions=[WebDriverException]).until(staleness_of(element))


@pytest.fixture
def page(chrome: Chrome, ops: str) -> Page:
    chrome.delete_all_cookies()
    chrome.get_log("browser")
    return Page(chrome, ops)


def form_token(html: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


def signed_in(ops: str) -> requests.Session:
    """A program with a session of its own."""
    http = requests.Session()
    answer = http.post(f"{ops}/sign-in", data={"name": NAME, "password": PASSWORD}, timeout=10)
    assert answer.ok
    return http


def test_signing_in_and_out(page: Page) -> None:
    page.open()
    assert page.at_sign_in
    page.sign_in("not the password")
    assert "未能登录" in page.text
    assert page.at_sign_in
    page.sign_in()
    assert page.chrome.current_url == page.ops
    assert "终端总览" in page.text
    page.press("退出登录")
    assert page.at_sign_in
    page.open()
    assert page.at_sign_in


def test_a_terminal_with_a_fault_is_closed_and_opened_again(page: Page, terminal: Terminal) -> None:
    terminal.call("POST", "/heartbeat", FAULTY)
    page.sign_in()
    assert "bj-1 设备故障： 摄像头, shutter" in page.find("section.notice.wrong").text
    assert "有故障" in page.find("[id='bj-1']").text
    assert "1.2.0" in page.find("[id='bj-1']").text
    page.follow("[id='bj-1'] a")
    assert page.find("#faults").text == "摄像头, shutter"
    page.find("#reason").send_keys("等待更换摄像头 <b>")
    page.press("停用终端")
    assert "此终端已被停用" in page.text
    assert refusal(terminal.call("POST", "/heartbeat", WELL)) == ("terminal_disabled", "fault")
    page.press("恢复使用")
    assert terminal.call("POST", "/heartbeat", WELL).ok
    page.chrome.refresh()
    assert "在线" in page.find(".pill").text
    done = page.find("main table.stacks").text
    assert done.index("恢复终端") < done.index("停用终端"), "newest first"
    assert f"{NAME} 停用终端 等待更换摄像头 <b>" in done
    assert page.chrome.get_log("browser") == [], "the policy allows all that the pages need"


def test_figures_of_the_day(page: Page, terminal: Terminal, world: World, owner: Face) -> None:
    terminal.call("POST", "/heartbeat", WELL)
    for seconds, ending in ((40, "success"), (80, "success"), (90, "success"), (7, "walked_away")):
        terminal.open().post("/end", {"ending": ending, "seconds": seconds, "extensions": 0})
    terminal.open()
    page.sign_in()
    cells = [cell.text for cell in page.chrome.find_elements(By.CSS_SELECTOR, "[id='bj-1'] .number")]
    assert cells == ["5", "75 %", "60 秒", "90 秒"]
    assert "办理中" in page.text


def test_a_new_terminal_is_confirmed_by_its_fingerprint(page: Page, service: Service, ops: str, clock: Clock) -> None:
    new = NewTerminal(service, clock)
    enrolment = new.ask().json()
    page.sign_in()
    waiting = page.find("#pending").text
    assert new.id in waiting
    assert enrolment["fingerprint"] in waiting
    page.press("指纹一致，确认")
    assert new.call("POST", "/heartbeat", WELL).ok
    again = NewTerminal(service, clock, new.id)
    enrolment = again.ask().json()
    page.open()
    assert "将替换该终端现有的密钥" in page.find("#pending").text
    page.press("拒绝")
    assert again.state(enrolment) == "refused"
    assert new.call("POST", "/heartbeat", WELL).ok


def test_english_by_a_switch_that_lasts(page: Page) -> None:
    page.sign_in()
    page.follow("a[hreflang=en]")
    assert "All terminals" in page.text
    page.follow("[id='bj-1'] a")
    page.press("Disable")
    assert "This terminal is disabled" in page.text
    page.follow("a[hreflang=zh-CN]")
    assert "此终端已被停用" in page.text


def test_session_ends_by_idling(page: Page, clock: Clock) -> None:
    page.sign_in()
    clock.advance(minutes=16)
    page.follow("[id='bj-1'] a")
    assert page.at_sign_in


def test_a_page_that_loads_itself_keeps_no_session_open(ops: str, operators: Operators, clock: Clock) -> None:
    http = signed_in(ops)
    assert 'content="60;url=/ops?by_itself=1"' in http.get(ops, timeout=10).text
    for _ in range(2):
        clock.advance(minutes=10)
        last = http.get(f"{ops}?by_itself=1", timeout=10)
    assert last.url == f"{ops}/sign-in"


@pytest.mark.parametrize("token", [None, "", "0" * 64, "another session's"])
def test_forms_without_the_sessions_token_change_nothing(ops: str, terminal: Terminal, token: str | None) -> None:
    mine = signed_in(ops)
    if token == "another session's":
        token = form_token(signed_in(ops).get(ops, timeout=10).text)
    fields = {} if token is None else {"csrf": token}
    for path in ("/terminals/bj-1/disable", "/sign-out", "/enrolments/x/confirm"):
        answer = mine.post(ops + path, data=fields, timeout=10)
        assert answer.status_code == 403, path
        assert "No" in answer.text or "未作任何更改" in answer.text
    assert terminal.call("POST", "/heartbeat", WELL).ok
    assert mine.get(ops, timeout=10, allow_redirects=False).status_code == 200


def test_forms_from_another_site_change_nothing(ops: str, terminal: Terminal) -> None:
    mine = signed_in(ops)
    token = form_token(mine.get(ops, timeout=10).text)
    answer = mine.post(
        f"{ops}/terminals/bj-1/disable",
        data={"csrf": token},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=10,
    )
    assert answer.status_code == 403
    assert terminal.call("POST", "/heartbeat", WELL).ok
    foreign = requests.post(
        f"{ops}/sign-in",
        data={"name": NAME, "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=10,
    )
    assert foreign.status_code == 403
    assert not foreign.cookies


@pytest.mark.parametrize("path", ["", "/terminals/bj-1"])
def test_nobody_sees_anything_without_signing_in(ops: str, path: str) -> None:
    for cookie in ("", "guess", "不" * 3):
        answer = requests.get(
            ops + path, headers={"Cookie": f"operator={cookie}".encode()}, timeout=10, allow_redirects=False
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/ops/sign-in")
        assert "bj-1" not in answer.text
    posted = requests.post(f"{ops}/terminals/bj-1/disable", timeout=10, allow_redirects=False)
    assert (posted.status_code, posted.headers["Location"]) == (303, "/ops/sign-in")


def test_what_the_cookie_and_the_page_allow(ops: str) -> None:
    answer = requests.post(
        f"{ops}/sign-in", data={"name": NAME, "password": PASSWORD}, timeout=10, allow_redirects=False
    )
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/ops" in cookie
    policy = requests.get(f"{ops}/sign-in", timeout=10).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy


def test_wrong_name_and_wrong_password_and_a_lock_look_alike(ops: str) -> None:
    def refused(name: str, password: str) -> tuple[int, str]:
        answer = requests.post(f"{ops}/sign-in", data={"name": name, "password": password}, timeout=10)
        return answer.status_code, answer.text

    answers = {refused("nobody", "x"), refused(NAME, "x"), refused(NAME, "y"), refused(NAME, "z")}
    answers.add(refused(NAME, PASSWORD))  # locked by now
    assert len(answers) == 1
    assert answers.pop()[0] == 403


def test_no_password_in_a_page_or_a_log(ops: str, database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "Wrong-pebble-63-thistle"
    pages = [requests.post(f"{ops}/sign-in", data={"name": NAME, "password": wrong}, timeout=10).text]
    http = signed_in(ops)
    token = http.cookies["operator"]
    pages += [http.get(ops, timeout=10).text, http.get(f"{ops}/terminals/bj-1", timeout=10).text]
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("urllib3"))
    for secret in (PASSWORD, wrong, token):
        assert secret not in "".join(pages)
        assert secret not in ours


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_has_its_words(ops: str, database: Database, clock: Clock, language: str) -> None:
    http = signed_in(ops)
    http.headers["Accept-Language"] = language
    with database.transaction() as db:
        for name, enabled, revoked, silent in (("a", True, True, 1), ("b", True, False, 100), ("c", True, False, 400)):
            one = db.get_one(Enrolled, "bj-1")
            db.add(
                Enrolled(
                    id=name,
                    region="beijing",
                    public_key=one.public_key,
                    enabled=enabled,
                    revoked_at=clock() if revoked else None,
                    seen_at=clock() - timedelta(seconds=silent),
                )
            )
    for path in ("", "/sign-in", "/terminals/a", "/terminals/b", "/terminals/nobody"):
        answer = http.get(ops + path, timeout=10)
        assert answer.status_code == (404 if "nobody" in path else 200)
        assert answer.headers["Content-Language"] == language
