import json
from typing import Any, get_args

import pytest

from chatplugin.desktop import plugin
from chatplugin.desktop.played_desktop import PlayedDesktop
from chatplugin.desktop.plugin import ContactReport, OperatorReport, WorkItemKind
from chatplugin.domain.contact import ContactId, Moment, Operator
from chatplugin.domain.errors import ProtocolError

MAIL = b"From: anna@example.com\r\n\r\nHello"


def desktop() -> PlayedDesktop:
    return PlayedDesktop(now=lambda: 1.5)


def test_initialize_carries_the_whole_section() -> None:
    message = plugin.read(desktop().initialize({"Enabled": "on"}, session="run-1"))

    assert isinstance(message, plugin.Initialize)
    assert message.settings == {"Enabled": "on"}
    assert (message.session, message.section) == ("run-1", "ChatPlugin")


def test_a_byte_order_mark_before_the_first_message_is_ignored() -> None:
    line = b"\xef\xbb\xbf" + desktop().initialize({})

    assert isinstance(plugin.read(line), plugin.Initialize)


@pytest.mark.parametrize("size", [10, 100_000], ids=["small", "taken out of its line"])
def test_an_email_arrives_byte_for_byte(size: int) -> None:
    raw = MAIL + bytes(range(256)) * (size // 256)

    report = plugin.read(desktop().email(Moment.OFFERED, "E1", raw))

    assert isinstance(report, ContactReport)
    assert report.email == raw
    assert (report.seq, report.at, report.kind) == (1, 1.5, WorkItemKind.EMAIL)


def test_an_attribute_of_the_name_email_is_not_taken_for_the_email() -> None:
    attributes = {"Note": "x" * 100_000, "email": "QUJD"}

    mail = plugin.read(desktop().email(Moment.OFFERED, "E1", MAIL, **attributes))
    chat = plugin.read(desktop().chat(Moment.OFFERED, "W1", **attributes))

    assert isinstance(mail, ContactReport)
    assert mail.email == MAIL
    assert isinstance(chat, ContactReport)
    assert (chat.email, chat.attributes["email"]) == (None, "QUJD")


def test_a_messenger_contact_may_know_neither_author_nor_messenger_yet() -> None:
    report = plugin.read(desktop().chat(Moment.OFFERED, "W1"))

    assert report == ContactReport(
        Moment.OFFERED, ContactId("W1"), WorkItemKind.CHAT, {}, seq=1, at=1.5
    )


def test_a_work_item_of_another_kind_is_known_as_such() -> None:
    line = desktop().chat(Moment.OFFERED, "V1").replace(b"simpleMessage", b"voice")

    report = plugin.read(line)

    assert isinstance(report, ContactReport)
    assert report.kind is WorkItemKind.OTHER


def test_the_operator_is_known_from_logging_in_to_logging_out() -> None:
    person = Operator("4021", "Ирина Соколова", "5012")
    played = desktop()

    assert plugin.read(played.operator(person)) == OperatorReport(1, 1.5, person)
    assert plugin.read(played.operator(person, "agentLoggedOut")) == OperatorReport(2, 1.5, None)


def test_there_is_a_line_for_every_message_that_the_service_knows() -> None:
    played = desktop()
    lines = [
        played.initialize({}),
        played.settings_changed({}),
        played.operator(Operator("4021")),
        *[played.chat(moment, "W1") for moment in Moment],
        played.ended("W1", WorkItemKind.CHAT),
        b'{"jsonrpc":"2.0","id":2,"method":"service/check","params":{}}',
    ]

    assert {type(plugin.read(line)) for line in lines} == set(get_args(plugin.PluginMessage))


def _without(name: str) -> bytes:
    message: dict[str, Any] = json.loads(desktop().chat(Moment.OFFERED, "W1"))
    del message["params"][name]
    return json.dumps(message).encode()


@pytest.mark.parametrize(
    "line",
    [
        _without("seq"),
        _without("workItem"),
        desktop().chat(Moment.OFFERED, "W1").replace(b'"W1"', b"5"),
        desktop().chat(Moment.OFFERED, "W1").replace(b'"seq":1', b'"seq":true'),
        desktop().email(Moment.OFFERED, "E1", MAIL).replace(b'"email":"', b'"email":"=A'),
        b'{"jsonrpc": "2.0", "id": 5, "result": {}}',
    ],
)
def test_a_message_that_breaks_the_contract_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        plugin.read(line)


@pytest.mark.parametrize("at", ["9" * 400, "1e999", "-Infinity", "NaN", '"soon"'])
def test_a_time_that_is_none_costs_no_contact(at: str) -> None:
    line = desktop().email(Moment.OFFERED, "E1", MAIL).replace(b'"at":1.5', b'"at":' + at.encode())

    report = plugin.read(line)

    assert isinstance(report, ContactReport)
    assert (report.contact_id, report.at) == ("E1", 0.0)


@pytest.mark.parametrize("operator", ["text", [1], 5, True])
def test_a_desktop_whose_operator_cannot_be_read_is_served(operator: object) -> None:
    started = json.loads(desktop().initialize({}))
    started["params"]["operator"] = operator

    message = plugin.read(json.dumps(started).encode())

    assert isinstance(message, plugin.Initialize)
    assert message.operator is None


def test_a_method_of_a_newer_plugin_is_told_from_a_broken_message() -> None:
    with pytest.raises(plugin.UnknownMethod) as refusal:
        plugin.read(b'{"jsonrpc": "2.0", "id": "a", "method": "screen/share"}')

    assert refusal.value.request_id == "a"
