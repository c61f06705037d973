"""Refuses to run half configured: a suite that skips is a suite that proves nothing."""

import matrix_table as tables
import pytest
import support

TABLE = tables.Table()


def pytest_configure():
    missing = support.missing_settings()
    if missing:
        raise pytest.UsageError(f"set {', '.join(missing)} (tests/clients/run.sh sets them all)")


def pytest_terminal_summary(terminalreporter):
    if TABLE.cells:
        terminalreporter.section("matrix")
        for line in TABLE.lines():
            terminalreporter.write_line(line)


@pytest.fixture
def gate():
    with support.client() as client:
        yield client


@pytest.fixture
def matrix_table():
    return TABLE
