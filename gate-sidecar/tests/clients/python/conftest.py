"""Refuses to run half configured: a suite that skips is a suite that proves nothing."""

import pytest
import support


def pytest_configure():
    missing = support.missing_settings()
    if missing:
        raise pytest.UsageError(f"set {', '.join(missing)} (tests/clients/run.sh sets them all)")


@pytest.fixture
def gate():
    with support.client() as client:
        yield client
