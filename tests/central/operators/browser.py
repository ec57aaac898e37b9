"""A real Chromium, without a window and without what it has learned before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

BROWSERS = ("chromium", "chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--disable-dev-shm-usage",
)


@contextmanager
def chromium(profile: Path, language: str) -> Iterator[Chrome]:
    """A browser whose reader wants `language`; deploy/setup dev installs what it needs."""
    options = ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, BROWSERS)), BROWSERS[0])
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900", f"--accept-lang={language}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = ChromeService(shutil.which("chromedriver") or "chromedriver", env={**os.environ, "NO_PROXY": "*"})
    browser = Chrome(options, service)
    try:
        browser.set_page_load_timeout(30)
        yield browser
    finally:
        browser.quit()
