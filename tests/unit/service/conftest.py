from collections.abc import Iterator

import pytest

from tests.played.service import Desktop


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    played = Desktop()
    yield played
    assert played.chrome.is_closed
