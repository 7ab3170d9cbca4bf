"""Parts without their transfer encoding."""

import pytest

from chatplugin.mail.mime.transfer import base64_bytes, decode


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"QQ==", b"A"),
        (b"QUI=QUI=", b"ABAB"),
        (b"QUJDR", b"ABC"),
        (b"Q U\nI=", b"AB"),
        (b"", b""),
        (b"=", b""),
    ],
)
def test_base64_is_read_as_far_as_it_goes(encoded: bytes, text: bytes) -> None:
    assert base64_bytes(encoded) == text


def test_half_a_number_at_the_cut_is_dropped() -> None:
    assert base64_bytes(b"bC9zIDEyMzQ1Njc4OT") == b"l/s"


def test_a_text_is_decoded_only_as_far_as_it_is_read() -> None:
    assert len(decode(b"x" * 10_000_000, 0, 10_000_000, b"7bit")[0]) < 5_000_000
