"""Whatever others write, no reader raises what it has not promised. `./dev fuzz` goes on longer."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.readers import FOUND, READERS, Reader, kept

FEW = settings(
    max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)
"""What fails is made smaller by `./dev fuzz`, which has the time."""


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_what_is_nearly_right_is_read_or_refused(reader: Reader) -> None:
    @FEW
    @given(reader.inputs)
    def read(data: bytes) -> None:
        reader.read(data)

    read()


@pytest.mark.parametrize(
    ("reader", "path"),
    [
        pytest.param(READERS[name], path, id=f"{name}-{path.stem}")
        for name in READERS
        for path in kept(name)
    ],
)
def test_what_was_found_once_is_read_or_refused(reader: Reader, path: Path) -> None:
    reader.read(path.read_bytes())


def test_what_was_found_belongs_to_a_reader() -> None:
    assert {path.parent.name for path in FOUND.glob("*/*.bin")} <= READERS.keys()
