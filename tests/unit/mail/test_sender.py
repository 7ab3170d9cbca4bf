"""Who wrote."""

import pytest

from chatplugin.mail.sender import addresses


@pytest.mark.parametrize("field", [b"", b"Ivan", b"@", b"a@", b"<>", b"(a@example.com)", b",;:"])
def test_what_is_no_address_is_none(field: bytes) -> None:
    assert addresses(field) == []


def test_several_addresses_keep_their_order() -> None:
    field = b'"A, B" <a@example.com>, c@example.com (d@example.com), Group: e@example.com;'

    assert addresses(field) == ["a@example.com", "c@example.com", "e@example.com"]
