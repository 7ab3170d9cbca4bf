"""The parts of a message."""

# Tables of cases, one a line.
# ruff: noqa: E501

from chatplugin.mail.mime.structure import parse


def test_parts_are_spans_of_the_message() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue"

    children = parse(raw).children

    assert [(each.type, raw[each.start : each.end]) for each in children] == [
        ("text/plain", b"one"),
        ("text/html", b"two"),
    ]
