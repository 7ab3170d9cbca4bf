"""
What holds for all tests.

Those with a screen have a second try: a busy machine now and then takes a key away from a window
that was just opened. Each such try is told at the end, and more than a few are a failure.
"""

import pytest
from hypothesis import settings

# No test hangs on how fast a machine is.
settings.register_profile("chatplugin", deadline=None)
settings.load_profile("chatplugin")

MOST_SECOND_TRIES = 3


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.pluginmanager.hasplugin("rerunfailures"):
        for item in items:
            if item.get_closest_marker("e2e"):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if len(_second_tries(session.config)) > MOST_SECOND_TRIES:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    tries = _second_tries(config)
    if tries:
        terminalreporter.section("second tries")
    for report in tries:
        terminalreporter.section(report.nodeid, "_")
        terminalreporter.write_line(report.longreprtext)
    if len(tries) > MOST_SECOND_TRIES:
        terminalreporter.write_line(f"More than {MOST_SECOND_TRIES} second tries: failed")


def _second_tries(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return list(reporter.stats.get("rerun", [])) if reporter else []
