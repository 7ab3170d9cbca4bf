"""Layers that change: what each source says, and what of it is in force."""

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Entry, Layer, Severity
from chatplugin.config.settings import Reading, read_settings
from chatplugin.config.sources import OverlayCopy, Stack, read_overlay
from chatplugin.config.table import program

HERE = "https://settings.example.com/here.json"
THERE = "https://settings.example.com/there.json"
LOCAL, EMC, OVERLAY = "local.ini", "EMC section ChatPlugin", "overlay"

GOOD, BETTER, BROKEN = {"MaxTabs": "5"}, {"MaxTabs": "6"}, {"MaxTabs": "many", "TabTitle": "x"}


@pytest.fixture
def stack() -> Stack:
    return Stack([Layer(LOCAL, {"TabTitle": "CRM"}), emc(PopOn="accepted")], None)


def copy(address: str, settings: Mapping[str, str]) -> OverlayCopy:
    """An overlay as it was kept on disk."""
    return OverlayCopy(address, json.dumps(settings).encode())


def emc(address: str = HERE, **settings: str) -> Layer:
    return Layer(EMC, {"Settings.Url": address, **settings})


def overlay(settings: Mapping[str, str]) -> Layer:
    return Layer(OVERLAY, settings)


def max_tabs(stack: Stack) -> int:
    return stack.reading.settings.rules.max_tabs


def sentences(stack: Stack) -> list[str]:
    return [problem.source for problem in stack.reading.problems]


def test_the_overlay_is_the_highest_layer(stack: Stack) -> None:
    assert stack.change_overlay(HERE, overlay({"PopOn": "offered", "MaxTabs": "5"}))

    assert max_tabs(stack) == 5
    assert stack.reading.sources["PopOn"] == Entry("PopOn", "offered", OVERLAY)
    assert stack.reading.sources["TabTitle"] == Entry("TabTitle", "CRM", LOCAL)
    assert [layer.name for layer in stack.layers] == [LOCAL, EMC, OVERLAY]


def test_the_last_good_overlay_counts_from_the_start() -> None:
    stack = Stack([emc()], copy(HERE, GOOD))

    assert stack.address == HERE
    assert max_tabs(stack) == 5


@pytest.mark.parametrize("section", [Layer(EMC, {}), Layer(EMC, {"Settings.Url": HERE})])
def test_a_copy_of_another_address_does_not_count(section: Layer) -> None:
    assert max_tabs(Stack([section], copy(THERE, GOOD))) == 20


def test_a_broken_overlay_is_refused_whole_and_the_last_good_one_stays(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay(GOOD))

    assert not stack.change_overlay(HERE, overlay(BROKEN))

    assert max_tabs(stack) == 5
    assert stack.reading.settings.rules.title.text == "CRM"
    assert stack.reading.refused
    assert sentences(stack) == [OVERLAY]


def test_an_overlay_that_is_put_right_counts_and_nothing_is_wrong_any_more(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay(GOOD))
    stack.change_overlay(HERE, overlay(BROKEN))

    assert stack.change_overlay(HERE, overlay(GOOD))

    assert (max_tabs(stack), stack.reading.refused, sentences(stack)) == (5, False, [])


def test_an_overlay_that_stays_broken_does_not_hold_up_emcs_section(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay(BROKEN))

    assert stack.change(emc(MaxTabs="7"), None)

    assert max_tabs(stack) == 7
    assert stack.reading.refused
    assert sentences(stack) == [OVERLAY]


def test_a_section_that_stays_broken_does_not_hold_up_the_overlay(stack: Stack) -> None:
    assert not stack.change(emc(PopOn="never", TabReuse="none"), None)

    assert stack.change_overlay(HERE, overlay(GOOD))

    assert max_tabs(stack) == 5
    assert stack.reading.sources["TabReuse"].layer == "default"
    assert sentences(stack) == [EMC]


def test_what_was_held_up_counts_once_the_rest_is_put_right(stack: Stack) -> None:
    stack.change(emc(PopOn="never"), None)
    stack.change_overlay(HERE, overlay(BROKEN))

    assert stack.change(emc(PopOn="offered"), None)
    assert stack.change_overlay(HERE, overlay(GOOD))

    assert stack.reading.sources["PopOn"] == Entry("PopOn", "offered", EMC)
    assert (max_tabs(stack), stack.reading.refused, sentences(stack)) == (5, False, [])


def test_a_local_file_that_appears_is_the_lowest_layer() -> None:
    stack = Stack([emc(MaxTabs="7")], None)

    assert stack.change(Layer(LOCAL, {"MaxTabs": "3", "TabReuse": "none"}), None)

    assert max_tabs(stack) == 7
    assert stack.reading.sources["TabReuse"].layer == LOCAL


def test_another_address_begins_without_the_old_ones_settings(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay(GOOD))

    assert stack.change(emc(THERE), None)
    assert (stack.address, max_tabs(stack)) == (THERE, 20)

    assert not stack.change_overlay(HERE, overlay(BETTER)), "late word of the old address"
    assert stack.change_overlay(THERE, overlay(BETTER))
    assert max_tabs(stack) == 6

    assert stack.change(emc(HERE), copy(HERE, GOOD))
    assert max_tabs(stack) == 5


def test_an_address_that_is_taken_out_takes_the_overlay_with_it(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay(GOOD))

    assert stack.change(Layer(EMC, {}), None)

    assert (stack.address, max_tabs(stack)) == ("", 20)
    assert [layer.name for layer in stack.layers] == [LOCAL, EMC]


def test_an_address_that_cannot_be_used_leaves_the_old_one(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay(GOOD))

    assert not stack.change(emc("http://settings.example.com/here.json"), None)

    assert (stack.address, max_tabs(stack)) == (HERE, 5)
    assert stack.change_overlay(HERE, overlay(BETTER))
    assert max_tabs(stack) == 6


def test_a_mistake_below_that_comes_to_light_with_the_overlay_gone_is_refused(
    stack: Stack,
) -> None:
    stack.change_overlay(HERE, overlay(GOOD))
    assert stack.change(emc(MaxTabs="many"), None), "the overlay hides it"

    assert not stack.change(Layer(EMC, {"MaxTabs": "many"}), None)

    assert (stack.address, max_tabs(stack)) == (HERE, 5)


def test_an_overlay_has_no_say_in_where_overlays_come_from(stack: Stack) -> None:
    stack.change_overlay(HERE, overlay({"Settings.Url": THERE, "MaxTabs": "5"}))

    assert stack.address == HERE


def sent(section: Mapping[str, str], settings: Mapping[str, str]) -> Reading:
    """What is in force when a settings server sends *settings* to a desktop with that section."""
    remote = read_overlay(json.dumps(settings).encode(), source=OVERLAY)
    return read_settings([Layer(EMC, section), remote])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("Chrome.Path", "/opt/program"),
        ("Chrome.Profile", "//server/share"),
        ("Chrome.Arguments", "--no-sandbox"),
        ("Sign.Key", "file:/opt/other.key"),
        ("Sign.Key.crm.example.com", "file:/opt/other.key"),
        ("Locked", "none"),
    ],
)
def test_a_settings_server_sets_no_key_that_gives_it_a_desktop(key: str, text: str) -> None:
    reading = sent({"Chrome.Path": "/opt/chrome"}, {key: text, "MaxTabs": "5"})

    [problem] = reading.problems
    assert problem.severity is Severity.WARNING
    assert str(problem).endswith(
        f": {key}: this key is locked for overlays (Locked), so it does nothing here."
        " Write it in EMC's section, or take it out."
    )
    assert reading.settings.chrome.path == "/opt/chrome"
    assert reading.settings.chrome.arguments == ()
    assert not reading.settings.requests.sign_any
    assert reading.settings.rules.max_tabs == 5


def test_emcs_section_says_what_is_locked() -> None:
    template = {"Template.Vip": "https://evil.example.net/{?user_id}"}

    assert sent({"Locked": "none"}, {"Chrome.Path": "/opt/new"}).settings.chrome.path == "/opt/new"
    assert [p.key for p in sent({"Locked": "Template.*"}, template).problems] == ["Template.vip"]
    assert sent({"Locked": "MaxTabs"}, {"MaxTabs": "5"}).settings.rules.max_tabs == 20


def test_a_lock_holds_for_a_key_in_any_case() -> None:
    assert sent({}, {"chrome.PATH": "/opt/program"}).settings.chrome.path == ""


def test_a_lock_in_other_words_for_the_same_key_holds() -> None:
    rule = {"Rule.010": "true -> none"}

    [problem] = sent({"Locked": "Rule.10"}, rule).problems

    assert "locked" in str(problem)


def test_a_name_that_locks_nothing_is_an_error() -> None:
    [problem] = read_settings([Layer(EMC, {"Locked": "Sgn.Key, Chrome.*"})]).problems

    assert problem.severity is Severity.ERROR
    assert "there is no setting 'sgn.key'" in str(problem)


@pytest.mark.parametrize(
    "hosts", ["evil.example.net", "crm.example.com, evil.example.net", "*.com", "*.example.org"]
)
def test_a_settings_server_cannot_widen_the_allowed_servers(hosts: str) -> None:
    section = {"AllowedHosts": "crm.example.com, *.example.net.ru"}

    reading = sent(section, {"AllowedHosts": hosts})

    assert [problem.severity for problem in reading.problems] == [Severity.ERROR]
    assert reading.sources["AllowedHosts"].layer == EMC


@pytest.mark.parametrize(
    "hosts", ["crm.example.com", "crm.example.com:8443", "a.b.example.org, *.b.example.org"]
)
def test_a_settings_server_may_narrow_the_allowed_servers(hosts: str) -> None:
    section = {"AllowedHosts": "crm.example.com, *.example.org"}

    reading = sent(section, {"AllowedHosts": hosts})

    assert reading.problems == ()
    assert reading.sources["AllowedHosts"].layer == OVERLAY


@pytest.mark.parametrize(
    "switch", ["--no-sandbox", "--Proxy-Server=x", "--lang=ru --disable-web-security"]
)
def test_a_server_that_may_set_switches_sets_only_those_of_chromes_looks(switch: str) -> None:
    section = {"Locked": "none"}

    assert [p.severity for p in sent(section, {"Chrome.Arguments": switch}).problems] == [
        Severity.ERROR
    ]
    looks = "--Lang=ru --start-maximized"
    assert sent(section, {"Chrome.Arguments": looks}).settings.chrome.arguments == (
        "--Lang=ru",
        "--start-maximized",
    )


def test_a_switch_that_would_open_a_port_is_refused_in_any_case() -> None:
    [problem] = read_settings(
        [Layer(EMC, {"Chrome.Arguments": "--Remote-Debugging-Port=9222"})]
    ).problems

    assert problem.severity is Severity.ERROR


KEY, OTHER_KEY = b"k" * 32, b"o" * 32
WRITTEN_KEY, OTHER_WRITTEN = map(program.SETTINGS_KEY.kind.write, (KEY, OTHER_KEY))


def signed(version: int, settings: Mapping[str, str] = GOOD) -> Layer:
    return overlay({**settings, "Version": str(version)})


def locked(key: str = WRITTEN_KEY, **settings: str) -> Layer:
    """EMC's section that names a key for overlays."""
    return emc(**{"Settings.Key": key, **settings})


def test_with_a_key_an_overlay_without_its_signature_never_counts() -> None:
    stack = Stack([locked()], copy(HERE, GOOD))

    assert max_tabs(stack) == 20, "the copy is not signed"
    assert not stack.change_overlay(HERE, signed(1))
    assert not stack.change_overlay(HERE, signed(1), OTHER_KEY)
    assert stack.change_overlay(HERE, signed(1), KEY)
    assert max_tabs(stack) == 5


def test_a_signed_copy_counts_from_the_start() -> None:
    kept = replace(copy(HERE, GOOD), key=KEY)

    assert max_tabs(Stack([locked()], kept)) == 5
    assert max_tabs(Stack([locked(OTHER_WRITTEN)], kept)) == 20
    assert max_tabs(Stack([emc()], kept)) == 5


def test_a_signed_copy_names_the_key_where_a_layer_that_may_have_had_it_cannot_be_read() -> None:
    broken = read_layer(b'{"Settings.Key": ', source="a.json")
    kept = replace(copy(HERE, GOOD), key=KEY)

    stack = Stack([broken, emc()], kept)

    assert max_tabs(stack) == 5
    assert not stack.change_overlay(HERE, signed(1, BETTER)), "it is not signed"
    assert stack.change_overlay(HERE, signed(1, BETTER), KEY)
    assert max_tabs(stack) == 6


def test_a_layer_that_cannot_be_read_asks_no_signature_of_a_desktop_that_had_none() -> None:
    broken = read_layer(b'{"MaxTabs": ', source="a.json")

    assert Stack([broken, emc()], copy(HERE, GOOD)).change_overlay(HERE, overlay(BETTER))


def test_a_version_never_goes_back_also_after_one_that_was_refused() -> None:
    stack = Stack([locked()], None)
    assert stack.change_overlay(HERE, signed(5), KEY)
    assert not stack.change_overlay(HERE, signed(9, BROKEN), KEY)

    assert not stack.change_overlay(HERE, signed(4, BETTER), KEY)
    assert max_tabs(stack) == 5
    assert not stack.change_overlay(HERE, overlay(BETTER), KEY), "none is lower than any"
    assert stack.change_overlay(HERE, signed(5, BETTER), KEY)
    assert max_tabs(stack) == 6
    assert stack.change_overlay(HERE, signed(8), KEY)


def test_without_a_key_versions_mean_nothing(stack: Stack) -> None:
    stack.change_overlay(HERE, signed(5))

    assert stack.change_overlay(HERE, signed(4, BETTER))


def test_another_key_begins_anew() -> None:
    stack = Stack([locked()], None)
    stack.change_overlay(HERE, signed(5), KEY)

    assert stack.change(locked(OTHER_WRITTEN), None)
    assert max_tabs(stack) == 20

    assert not stack.change_overlay(HERE, signed(6), KEY), "late word of the old key"
    assert stack.change_overlay(HERE, signed(1), OTHER_KEY)


def test_an_overlay_of_the_old_key_does_not_come_in_with_a_section_that_is_put_right() -> None:
    stack = Stack([locked()], None)
    assert not stack.change(locked(OTHER_WRITTEN, PopOn="never"), None)
    assert stack.change_overlay(HERE, signed(5), KEY)

    assert stack.change(locked(OTHER_WRITTEN), None)

    assert (stack.key, max_tabs(stack)) == (OTHER_KEY, 20)


def test_a_key_that_cannot_be_read_opens_nothing() -> None:
    stack = Stack([locked("ed25519:nonsense")], copy(HERE, GOOD))

    assert max_tabs(stack) == 20
    assert not stack.change_overlay(HERE, signed(1))
    assert not stack.change_overlay(HERE, signed(1), KEY)


@pytest.mark.parametrize("below", [WRITTEN_KEY, OTHER_WRITTEN])
def test_a_key_that_cannot_be_read_does_not_give_way_to_that_of_a_lower_layer(below: str) -> None:
    machine = Layer("machine", {"Settings.Url": HERE, "Settings.Key": below})
    stack = Stack([machine, locked("ed25519:typo")], replace(copy(HERE, GOOD), key=KEY))

    assert stack.key == b""
    assert not stack.change_overlay(HERE, signed(1), KEY)
    assert not stack.change_overlay(HERE, signed(1), OTHER_KEY)
    assert max_tabs(stack) == 20


def test_a_key_that_is_left_empty_leaves_that_of_a_lower_layer() -> None:
    machine = Layer("machine", {"Settings.Url": HERE, "Settings.Key": WRITTEN_KEY})

    assert Stack([machine, locked("")], None).key == KEY


def test_a_key_that_can_be_read_counts_whatever_a_lower_layer_says() -> None:
    machine = Layer("machine", {"Settings.Key": "ed25519:typo"})

    assert Stack([machine, locked()], None).key == KEY


UNREADABLE = {
    "half a file": ('{"MaxTabs": 6, "Version": 6', "this is not JSON"),
    "a web page": ("<html>Log in</html>", "web page"),
    "too many keys": (json.dumps({f"K{n}": "1" for n in range(1001)}), "1,001 keys"),
    "a version with letters": ('{"MaxTabs": 6, "Version": "6x"}', "Version = '6x': "),
}


@pytest.mark.parametrize(("text", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_signed_overlay_that_cannot_be_read_is_refused_for_that_and_not_as_an_older_one(
    text: str, sentence: str
) -> None:
    stack = Stack([locked()], None)
    stack.change_overlay(HERE, signed(5), KEY)

    assert not stack.change_overlay(HERE, read_overlay(text.encode(), source=OVERLAY), KEY)

    [problem] = stack.reading.problems
    assert sentence in str(problem)
    assert max_tabs(stack) == 5
    assert not stack.change_overlay(HERE, signed(4, BETTER), KEY), "the highest version stays"


def test_an_older_overlay_with_a_fault_of_form_is_told_both() -> None:
    stack = Stack([locked()], None)
    stack.change_overlay(HERE, signed(5), KEY)
    torn = read_overlay(b"[ChatPlugin]\nVersion=4\nMaxTa", source=OVERLAY)

    assert not stack.change_overlay(HERE, torn, KEY)

    form, older = stack.reading.problems
    assert str(form).startswith(f"{OVERLAY}:3:1: ")
    assert "this is version 4, and version 5 was in force before" in str(older)


def test_a_signed_overlay_without_any_setting_of_its_own_does_not_count_as_unreadable() -> None:
    stack = Stack([locked()], None)
    stack.change_overlay(HERE, signed(5), KEY)
    bare = read_overlay(json.dumps({"Settings.Url": THERE}).encode(), source=OVERLAY)

    assert not stack.change_overlay(HERE, bare, KEY)
    assert "this is version 0" in str(stack.reading.problems[-1])


def test_an_overlay_never_sets_the_key() -> None:
    for section in ({}, {"Locked": "none"}):
        reading = sent(section, {"Settings.Key": WRITTEN_KEY, "MaxTabs": "5"})

        assert reading.settings.overlay_key is None
        assert reading.settings.rules.max_tabs == 5
