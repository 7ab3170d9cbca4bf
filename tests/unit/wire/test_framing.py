from hypothesis import given
from hypothesis import strategies as st

from chatplugin.wire.framing import LINE_FEED, NUL, Overlong, Splitter


@given(
    messages=st.lists(st.binary(max_size=40).filter(lambda data: b"\n" not in data)),
    cut=st.integers(1, 17),
)
def test_messages_come_out_whole_however_the_stream_was_cut(
    messages: list[bytes], cut: int
) -> None:
    stream = b"".join(message + b"\n" for message in messages)
    splitter = Splitter(LINE_FEED, limit=1000)

    pieces = [stream[i : i + cut] for i in range(0, len(stream), cut)]
    received = [message for piece in pieces for message in splitter.feed(piece)]

    assert received == messages


def test_an_unfinished_message_waits_for_its_end() -> None:
    splitter = Splitter(NUL, limit=100)

    assert splitter.feed(b'{"id"') == []
    assert splitter.feed(b":1}\0") == [b'{"id":1}']


def test_a_message_over_the_limit_is_reported_and_the_next_one_is_served() -> None:
    splitter = Splitter(LINE_FEED, limit=10)

    assert splitter.feed(b"x" * 8) == []
    assert splitter.feed(b"x" * 8) == []
    assert splitter.feed(b"x\nnext\n") == [Overlong(17), b"next"]
