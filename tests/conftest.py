"""What many tests share: the browser, the run of the sample, and the report of a crowd."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from invent import cohort as invented_cohort
from invent import policy as invented_policy
from pages import CHROMIUM

import cxmatch as cx


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


@pytest.fixture(scope="session")
def run() -> cx.Run:
    """Fourteen invented offices, each a mentor and a protege."""
    return cx.pair(cx.read_survey(cx.sample("roundtable-14")))


@pytest.fixture(scope="session")
def sample(run: cx.Run) -> cx.Report:
    """The report of that run."""
    return cx.report(run)


@pytest.fixture(scope="session")
def crowd() -> cx.Report:
    """A cohort with seats, rules and waiting offices."""
    cohort = invented_cohort(8, 24, seats=2)
    return cx.report(cx.pair(cohort, invented_policy(5, cohort)))
