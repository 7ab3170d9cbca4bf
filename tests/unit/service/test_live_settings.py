"""Settings in force while their sources change, with played sources."""

import json

import pytest

from chatplugin.config.layers import Layer, Problem
from chatplugin.config.sources import OverlayCopy
from chatplugin.sentences import said
from chatplugin.service.live_settings import LiveSettings
from chatplugin.service.ports import (
    FromFile,
    FromSettingsServer,
    SettingsServerTroubled,
)
from tests.played.service import PlayedSources

HERE = "https://settings.example.com/here.json?key=1"
THERE = "https://settings.example.com/there.json"
EMC = "EMC section ChatPlugin"
OVERLAY = "overlay https://settings.example.com/here.json"
REFUSED = "This change of settings is refused; the last good ones stay in force"
AWAY = Problem(said("fetch.silent"), OVERLAY)
GOOD, BROKEN = b'{"MaxTabs": 5}', b'{"MaxTabs": "many"}'
SENTENCE = (
    f"{OVERLAY}:1:14: MaxTabs = 'many': this is not a whole number from 1 to 200."
    " Write one, such as 20."
)

COUNTLESS = (
    "it has 15,001 keys, and at most 1,000 are read. Take out what is no setting of ChatPlugin."
)


class Desk:
    def __init__(self) -> None:
        self.sources = PlayedSources()
        self.said: list[str] = []

    def start(self, address: str = HERE, **settings: str) -> LiveSettings:
        section = Layer(EMC, {"Settings.Url": address, **settings})
        live_settings = LiveSettings([], section, self.sources, self.said.append)
        live_settings.watch()
        return live_settings


@pytest.fixture
def desk() -> Desk:
    return Desk()


def max_tabs(live_settings: LiveSettings) -> int:
    return live_settings.reading.settings.rules.max_tabs


def test_an_overlay_that_is_in_force_is_kept(desk: Desk) -> None:
    live_settings = desk.start()

    live_settings.take(FromSettingsServer(HERE, GOOD))

    assert max_tabs(live_settings) == 5
    assert desk.sources.is_watching
    assert desk.sources.followed == [HERE]
    assert desk.sources.kept == [(HERE, GOOD)]
    assert desk.said == []


def test_an_overlay_that_comes_into_force_with_a_mended_section_is_kept_once(desk: Desk) -> None:
    live_settings = desk.start()
    live_settings.take(FromSettingsServer(HERE, GOOD))
    needs_section = b'{"MaxTabs": 6, "Rule.1": "true -> vip"}'
    live_settings.take(FromSettingsServer(HERE, needs_section))
    assert (max_tabs(live_settings), desk.sources.kept) == (5, [(HERE, GOOD)])
    mended = {"Settings.Url": HERE, "Template.vip": "https://crm.example.com/{?user_id}"}

    live_settings.take_section(mended)
    live_settings.take_section({**mended, "TabTitle": "CRM"})

    assert max_tabs(live_settings) == 6
    assert desk.sources.kept == [(HERE, GOOD), (HERE, needs_section)]


def test_an_overlay_that_leaves_with_its_address_is_not_kept_again(desk: Desk) -> None:
    live_settings = desk.start()
    live_settings.take(FromSettingsServer(HERE, GOOD))

    live_settings.take_section({"Settings.Url": THERE})
    live_settings.take_section({})

    assert desk.sources.kept == [(HERE, GOOD)]


def test_a_broken_overlay_is_said_refused_and_not_kept(desk: Desk) -> None:
    live_settings = desk.start()
    live_settings.take(FromSettingsServer(HERE, GOOD))

    live_settings.take(FromSettingsServer(HERE, BROKEN))

    assert max_tabs(live_settings) == 5
    assert desk.sources.kept == [(HERE, GOOD)]
    assert desk.said == [SENTENCE, REFUSED]


@pytest.mark.parametrize("data", [b"", b"<html>Log in</html>", b"{", b"\xff\xfe\x00\xd8"])
def test_garbage_leaves_the_last_good_overlay(desk: Desk, data: bytes) -> None:
    live_settings = desk.start()
    live_settings.take(FromSettingsServer(HERE, GOOD))

    live_settings.take(FromSettingsServer(HERE, data))

    assert max_tabs(live_settings) == 5
    assert desk.said[-1] == REFUSED


def test_a_desktop_that_starts_without_the_server_has_the_settings_of_yesterday(
    desk: Desk,
) -> None:
    desk.sources.kept_copy = OverlayCopy(HERE, GOOD)

    live_settings = desk.start()
    live_settings.take(SettingsServerTroubled(HERE, AWAY))

    assert max_tabs(live_settings) == 5


def test_a_server_that_is_away_is_said_and_its_return_too(desk: Desk) -> None:
    live_settings = desk.start()

    live_settings.take(SettingsServerTroubled(HERE, AWAY))
    assert live_settings.server_trouble == AWAY
    live_settings.take(SettingsServerTroubled(HERE, None))

    assert live_settings.server_trouble is None
    assert desk.said == [str(AWAY), f"{OVERLAY}: the settings can be fetched again"]


def test_emcs_section_may_lead_to_another_server_at_any_time(desk: Desk) -> None:
    live_settings = desk.start()
    live_settings.take(FromSettingsServer(HERE, GOOD))
    live_settings.take(SettingsServerTroubled(HERE, AWAY))

    live_settings.take_section({"Settings.Url": THERE})
    assert (max_tabs(live_settings), live_settings.server_trouble) == (20, None)
    for late in (
        FromSettingsServer(HERE, GOOD),
        SettingsServerTroubled(HERE, AWAY),
        SettingsServerTroubled(HERE, None),
    ):
        live_settings.take(late)
    live_settings.take_section({})

    assert (max_tabs(live_settings), live_settings.server_trouble) == (20, None)
    assert desk.sources.followed == [HERE, THERE, ""]
    assert [line for line in desk.said if "has changed" not in line] == [str(AWAY)]


def test_a_local_file_may_lead_to_a_server_too(desk: Desk) -> None:
    live_settings = desk.start(address="")

    live_settings.take(FromFile("local.ini", f"Settings.Url={HERE}\n".encode()))
    live_settings.take(FromSettingsServer(HERE, GOOD))
    live_settings.take(FromFile("local.ini", b""))

    assert desk.sources.followed == [HERE, ""]
    assert max_tabs(live_settings) == 20


def test_an_address_in_the_overlay_itself_is_ignored_with_a_warning(desk: Desk) -> None:
    live_settings = desk.start()

    live_settings.take(
        FromSettingsServer(HERE, b'{"MaxTabs": 5, "Settings.Url": "https://evil/x"}')
    )

    assert max_tabs(live_settings) == 5
    assert desk.sources.followed == [HERE]
    [said] = desk.said
    assert "an overlay cannot say where overlays come from" in said


@pytest.mark.parametrize(
    ("overlay", "key"),
    [
        (b'{"TabTitle": "CRM \\ud800"}', "TabTitle"),
        (b'{"EmailTemplate": "https://crm/\\udc00"}', "EmailTemplate"),
    ],
)
def test_half_a_character_in_an_overlay_is_refused_in_a_text_that_a_log_can_hold(
    desk: Desk, overlay: bytes, key: str
) -> None:
    live_settings = desk.start(TabTitle="Desk")

    live_settings.take(FromSettingsServer(HERE, overlay))

    assert live_settings.reading.settings.rules.title.text == "Desk"
    [sentence, refusal] = desk.said
    assert key in sentence.encode().decode()
    assert refusal == REFUSED


def test_a_change_that_has_power_is_told_with_its_layers_and_both_values(desk: Desk) -> None:
    card, other = "https://crm.example.com/card", "https://other.example.com/card"
    live_settings = desk.start(EmailTemplate=card)

    live_settings.take(FromSettingsServer(HERE, f'{{"EmailTemplate": "{other}"}}'.encode()))
    live_settings.take(FromSettingsServer(HERE, GOOD))

    changed = "The setting EmailTemplate has changed"
    ours, theirs = f"'{card}' ({EMC})", f"'{other}' ({OVERLAY})"
    assert desk.said == [
        f"{changed} from {ours} to {theirs}",
        f"{changed} from {theirs} to {ours}",
    ]


def test_what_stands_behind_a_question_mark_may_be_a_secret_and_is_not_told(desk: Desk) -> None:
    live_settings = desk.start()

    live_settings.take_section({"Settings.Url": THERE + "?secret=1"})

    [sentence] = desk.said
    assert sentence.endswith(f" has changed from '{HERE[:-6]}' ({EMC}) to '{THERE}' ({EMC})")


def test_of_many_problems_the_first_are_said_and_the_others_counted(desk: Desk) -> None:
    desk.start(**{f"Nonsense{number}": "1" for number in range(500)})

    assert len(desk.said) == 21
    assert desk.said[-1] == "The settings have 480 more problems: `chatplugin check` lists them"


def test_an_overlay_of_countless_keys_is_refused_whole_in_one_sentence(desk: Desk) -> None:
    live_settings = desk.start()
    countless = {"MaxTabs": "5", **{f"k{number}": "x" for number in range(15_000)}}

    live_settings.take(FromSettingsServer(HERE, json.dumps(countless).encode()))

    assert max_tabs(live_settings) == 20
    assert desk.said == [
        f"{OVERLAY}: {COUNTLESS}",
        REFUSED,
    ]


def test_every_wrong_name_of_a_template_is_said(desk: Desk) -> None:
    desk.start(ChatTemplate="https://crm.company/card{?usr_id,oprator}")

    said = [line.partition("': ")[2] for line in desk.said if "ChatTemplate" in line]
    assert said == [
        "at character 27, there is no parameter 'usr_id'. Did you mean 'user_id'?",
        "at character 34, there is no parameter 'oprator'. Did you mean 'operator'?",
    ]
