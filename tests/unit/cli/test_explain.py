"""`chatplugin explain` as an administrator calls it, and what it says to programs."""

import json
from pathlib import Path

import pytest

from chatplugin.cli.main import main

SETTINGS = """\
[ChatPlugin]
ChatTemplate=https://crm.example.com/card{?channel_type,user_id,operator,segment}
EmailTemplate=https://crm.example.com/card{?channel_type,user_id,PersonalAccount}
Parameter.user_id.Transform=strip
Field.segment={CustomerSegment}
"""
LETTER = """\
From: Ivan <ivan@example.com>
Subject: Question
Content-Type: text/plain; charset=utf-8

Account: 4027158836
"""


@pytest.fixture
def settings(tmp_path: Path) -> str:
    path = tmp_path / "trial.ini"
    path.write_text(SETTINGS, "utf-8")
    return str(path)


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "letter.eml"
    path.write_text(LETTER, "utf-8")
    return str(path)


WHATSAPP = ["--channel", "WhatsApp", "--user-id", "+79000000001", "--operator", "4021"]


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main(["explain", "--json", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_programs_find_the_fields_of_an_email(
    settings: str, letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = explained(capsys, "--settings", settings, letter)

    del answer["parameters"], answer["rules"]
    assert answer == {
        "file": letter,
        "channel_type": "email",
        "user_id": "ivan@example.com",
        "PersonalAccount": "4027158836",
        "reason": "found in the newest text, label 'Account'",
        "sender_reason": "the address in From",
        "template": "EmailTemplate",
        "rule": None,
        "url": "https://crm.example.com/card?channel_type=email&user_id=ivan%40example.com"
        "&PersonalAccount=4027158836",
        "method": "GET",
        "signed": False,
        "title": "CRM Email",
        "no_card": None,
    }


def test_programs_find_each_parameters_way(
    settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = explained(capsys, "--settings", settings, *WHATSAPP, "-a", "CustomerSegment=VIP")

    assert answer["file"] is None
    parameters = answer["parameters"]
    assert isinstance(parameters, list)
    assert [parameter["name"] for parameter in parameters] == [
        "channel_type",
        "user_id",
        "operator",
        "segment",
        "PersonalAccount",
        "user_id_kind",
    ]
    assert parameters[1] == {
        "name": "user_id",
        "value": "+79000000001",
        "in_template": True,
        "fate": "given",
        "why": None,
        "source": "attribute author",
        "found": "+79000000001",
        "transform": [{"step": "strip", "value": "+79000000001"}],
        "switch": {"key": "Parameter.user_id", "on": True, "layer": "default"},
    }


def test_people_read_a_table(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--settings", settings, *WHATSAPP]) == 0

    assert (
        capsys.readouterr().out
        == """\
test contact

  channel   whatsapp
  customer  +79000000001
  operator  4021
  template  ChatTemplate

  parameter        in the address  how
  channel_type     whatsapp        media type of the contact
  user_id          +79000000001    attribute author: +79000000001 → strip: +79000000001
  operator         4021            AgentID of the operator
  segment          –               missing, left out: the contact does not have CustomerSegment
  PersonalAccount  –               not in ChatTemplate
  user_id_kind     –               not in ChatTemplate

  address  https://crm.example.com/card?channel_type=whatsapp&user_id=%2B79000000001&operator=4021
  tab      CRM WhatsApp

"""
    )


def test_a_field_given_on_the_command_line_counts_instead_of_the_configured_one(
    settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = explained(capsys, "--settings", settings, *WHATSAPP, "--field", "segment=gold")

    assert str(answer["url"]).endswith("&segment=gold")


def test_an_attribute_may_be_called_like_anything(
    settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = explained(capsys, "--settings", settings, *WHATSAPP, "-a", "author=somebody")

    assert answer["user_id"] == "+79000000001"


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    settings: str, letter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["explain", "--json", "--settings", settings, str(tmp_path / "none.eml"), letter])

    told = capsys.readouterr()
    assert code == 1
    assert "none.eml: this e-mail cannot be read: " in told.err
    assert json.loads(told.out)["file"] == letter


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "There is no contact. Name the file of an e-mail, or a contact by --channel"),
        (["--channel", "WhatsApp"], "The contact lacks its --user-id."),
        (["--user-id", "+79000000001"], "The contact lacks its --channel."),
        (["--user-id", "1", "--language", "ru"], "В описании обращения нет --channel."),
        (["x.eml", "--account", "12345"], "--account says something else than the e-mail in x.eml"),
    ],
)
def test_a_contact_that_is_not_described_is_asked_for(
    arguments: list[str], sentence: str, settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--settings", settings, *arguments]) == 1

    assert sentence in capsys.readouterr().err


def test_settings_that_cannot_be_used_are_told_beside_the_explanation(
    settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--settings", settings, *WHATSAPP, "-f", "segment=a{"]) == 0

    assert "command line: Field.segment = 'a{': a brace has no partner" in capsys.readouterr().err


RULES = """\
Template.vip=https://crm.example.com/vip{?user_id}
Rule.5=int(attributes.Age) > 17 -> none
Rule.10=attributes.CustomerSegment == "VIP" -> vip
Rule.20=channel_type == "email" -> none
"""


@pytest.fixture
def ruled(settings: str) -> str:
    with Path(settings).open("a", encoding="utf-8") as file:
        file.write(RULES)
    return settings


def test_people_see_what_each_rule_said(ruled: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--settings", ruled, *WHATSAPP, "-a", "CustomerSegment=VIP"]) == 0

    table = capsys.readouterr().out
    assert "  template  Template.vip  by Rule.10\n" in table
    assert (
        "  Rule.5   lacks a value  int(attributes.Age) > 17 -> none\n"
        '  Rule.10  holds          attributes.CustomerSegment == "VIP" -> Template.vip\n'
        '  Rule.20  not asked      channel_type == "email" -> none\n'
    ) in table


def test_programs_find_what_each_rule_said(
    ruled: str, letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = explained(capsys, "--settings", ruled, "-a", "Age=seven", letter)

    assert answer["rule"] == "Rule.20"
    assert answer["template"] == "none"
    assert answer["no_card"] == "a rule says that there is no card (Rule.20)"
    assert answer["rules"] == [
        {
            "rule": "Rule.5",
            "condition": "int(attributes.Age) > 17",
            "template": "none",
            "verdict": "cannot be worked out",
        },
        {
            "rule": "Rule.10",
            "condition": 'attributes.CustomerSegment == "VIP"',
            "template": "Template.vip",
            "verdict": "lacks a value",
        },
        {
            "rule": "Rule.20",
            "condition": 'channel_type == "email"',
            "template": "none",
            "verdict": "holds",
        },
    ]


def test_people_are_told_of_a_form_and_of_a_signature(
    settings: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = tmp_path / "signed.ini"
    text = Path(settings).read_text("utf-8")
    signed.write_text(f"{text}\nMethod=POST\nSign.Key=store:crm\n", "utf-8")

    assert main(["explain", "--settings", str(signed), *WHATSAPP]) == 0

    sent = "sent     in a form (Method=POST), signed when it is opened (Sign.Key)"
    assert sent in capsys.readouterr().out


def test_a_folder_stands_for_its_e_mails_and_their_accounts_are_counted(
    settings: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "letters"
    (folder / "more").mkdir(parents=True)
    (folder / "1.eml").write_text(LETTER)
    (folder / "2.eml").write_text(f"{LETTER}Account: 4027300154\n")
    (folder / "more" / "3.eml").write_text("From: Ivan <ivan@example.com>\n\nHello\n")

    assert main(["explain", "--settings", settings, "--language", "en", str(folder)]) == 0

    told = capsys.readouterr().out
    assert [told.count(f"{name}.eml\n") for name in "123"] == [1, 1, 1]
    assert told.splitlines()[-1] == "accounts: found in 1, doubtful in 1, not found in 1"


def test_a_folder_without_e_mails_is_told(
    settings: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()

    assert main(["explain", "--settings", settings, str(tmp_path / "empty")]) != 0

    assert "There is no .eml or .msg file in" in capsys.readouterr().err
