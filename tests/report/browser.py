"""A real headless Chromium for the tests; where there is none they skip, unless GREFFIER_REQUIRE_BROWSER=1 makes that a failure."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

REQUIRED = os.environ.get("GREFFIER_REQUIRE_BROWSER") == "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")


def require_browser() -> None:
    if CHROMIUM and DRIVER:
        return
    message = "no Chromium with its driver here: apt-get install chromium chromium-driver"
    if REQUIRED:
        pytest.fail(f"GREFFIER_REQUIRE_BROWSER=1, but {message}")
    pytest.skip(f"BROWSER TESTS SKIPPED: {message}")


class Browser:
    """One window; ``requests`` are the addresses it asked for, ``errors`` what its console reported."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path, route: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + route)

    def go(self, route: str) -> None:
        """As if the reader edited the address."""
        self.driver.execute_async_script(
            "const [route, done] = arguments; if (location.hash === route) return done();"
            "addEventListener('hashchange', () => setTimeout(done), { once: true }); location.hash = route",
            route,
        )

    @property
    def hash(self) -> str:
        return str(self.js("return location.hash"))

    def js(self, script: str, *args: Any) -> Any:
        return self.driver.execute_script(script, *args)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return [e for e in self.driver.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()]

    def texts(self, selector: str) -> list[str]:
        return [e.text for e in self.all(selector)]

    def wait(self, condition: Any) -> None:
        """Until ``condition`` holds and the page has drawn what follows from it: an address changes before its view does."""
        waiting = WebDriverWait(self.driver, 10, 0.05, ignored_exceptions=(StaleElementReferenceException,))
        waiting.until(lambda _: condition())
        self.driver.execute_async_script(
            "const [done] = arguments; setTimeout(() => requestAnimationFrame(() => setTimeout(done, 20)))"
        )

    @property
    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def requests(self) -> list[str]:
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if url != "about:blank"]

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def chromium(width: int, height: int, mobile: bool = False, downloads: Path | None = None) -> Iterator[Browser]:
    require_browser()
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        "--headless=new",
        "--no-sandbox",  # containers run as root
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--lang=fr-FR",
        f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    if mobile:
        metrics = {"width": width, "height": height, "pixelRatio": 2}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    if downloads:
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
