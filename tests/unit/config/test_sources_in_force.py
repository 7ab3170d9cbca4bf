"""Layers that change: what each source says, and what of it is in force."""

import json
from collections.abc import Mapping

import pytest

from chatplugin.config.layers import Entry, Layer
from chatplugin.config.sources import OverlayCopy, Stack

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
