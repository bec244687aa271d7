"""The browser that the tests of pages share."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from pages import CHROMIUM


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window, begun once; who asks for it is skipped where it is not there."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium here (Debian package chromium)")
    with playwright.sync_playwright() as tools:
        options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        opened = tools.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()
