"""Parameters of tests that try the same on several ways to Chrome."""

import pytest

from rig.lane import COMMAND, EXTENSION, PIPE

PIPE_ONLY, EXTENSION_ONLY, COMMAND_ONLY = (
    pytest.param(driver, marks=pytest.mark.driver(driver)) for driver in (PIPE, EXTENSION, COMMAND)
)
BOTH = [PIPE_ONLY, EXTENSION_ONLY]
