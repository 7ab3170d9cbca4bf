"""What the extension makes of Chrome's events, in whatever order they come; Chrome is played."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHROME = ROOT / "tests" / "played" / "everyday_chrome.mjs"

KEPT_OUT = "Cannot access contents of the page. Extension manifest must request permission"
NO_PAGE = {"card": "W1", "reason": "net::ERR_ABORTED", "document": 1, "byOperator": False}
EMPTY_TAB_CLOSED = [["card/failed", NO_PAGE], ["card/closed", {"card": "W1", "empty": True}]]

Steps = list[list[Any]]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extension")
    pack = ROOT / "packaging" / "extension" / "pack.py"
    subprocess.run([sys.executable, str(pack), "--out", str(folder)], check=True, timeout=60)
    (folder / "unpacked" / "package.json").write_text('{"type": "module"}', "utf-8")
    return folder / "unpacked"


def told(unpacked: Path, steps: Steps) -> Any:
    """Return what the service is told when *steps* happen."""
    command = ["node", str(CHROME), str(unpacked), json.dumps(steps)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_a_file_in_place_of_a_card_is_told_when_chrome_has_closed_its_tab(unpacked: Path) -> None:
    steps = [["raised", "W1"], ["aborted"], ["closed"]]

    assert told(unpacked, steps) == EMPTY_TAB_CLOSED


def test_a_file_that_comes_before_chrome_has_brought_its_window_up_is_told_all_the_same(
    unpacked: Path,
) -> None:
    steps = [["busy"], ["raised", "W1"], ["aborted"], ["closed"], ["idle"]]

    assert told(unpacked, steps) == EMPTY_TAB_CLOSED


def test_a_file_is_told_once_whatever_comes_between_it_and_the_end_of_its_tab(
    unpacked: Path,
) -> None:
    steps = [["raised", "W1"], ["loaded", KEPT_OUT], ["aborted"], ["later"], ["closed"]]

    assert told(unpacked, steps) == EMPTY_TAB_CLOSED


@pytest.mark.parametrize("pace", [[], [["busy"]]])
def test_a_tab_that_the_operator_closes_while_it_loads_is_closed_and_nothing_else(
    unpacked: Path, pace: Steps
) -> None:
    """Chrome tells of the tab first, and then that its request has ended."""
    steps = [*pace, ["raised", "W1"], ["closed"], ["aborted"], ["idle"], ["later"]]

    assert told(unpacked, steps) == [["card/closed", {"card": "W1"}]]


def test_a_file_from_a_page_that_the_extension_may_not_enter_leaves_its_card_as_it_is(
    unpacked: Path,
) -> None:
    shown = [["raised", "W1"], ["committed"], ["loaded", KEPT_OUT]]

    steps = [*shown, ["aborted"], ["later"], ["ended", "W1"]]

    assert told(unpacked, steps) == [
        ["card/shown", {"card": "W1", "held": False, "byPolicy": False}],
        ["card/close", {"closed": False}],
    ]


def test_a_card_behind_whose_page_hangs_keeps_no_other_away(unpacked: Path) -> None:
    steps = [["hung"], ["marked", "W1"], ["marked", "W2"]]

    answers = [params for method, params in told(unpacked, steps) if method == "card/raise"]

    assert answers == [{"opened": True, "state": "opening"}] * 2


URL = "https://crm.example.com/"


def test_the_crm_is_asked_before_anything_else_and_all_that_follows_is_asked_at_once(
    unpacked: Path,
) -> None:
    steps = [["busy"], ["raised", "W1"], ["asked"]]

    assert told(unpacked, steps) == [
        ["tabs.create", {"url": URL, "active": True}],
        ["windows.update", {"focused": True}],
        ["tabs.update", {"autoDiscardable": False}],
    ]


BROUGHT_UP = ["windows.update", {"focused": True}]


@pytest.mark.parametrize(
    ("happens", "again"),
    [
        ([["made", 2], ["focused", 2]], 1),
        ([["made", 2], ["focused", 2], ["focused", 2]], 1),
        ([["focused", 2]], 0),
        ([["made", 1], ["focused", 1]], 0),
        ([["later"], ["made", 2], ["focused", 2]], 0),
    ],
    ids=["its own window", "once", "one that was there before", "the card's", "later"],
)
def test_the_window_of_a_chrome_that_starts_does_not_stay_in_front_of_the_card(
    unpacked: Path, happens: Steps, again: int
) -> None:
    steps = [["raised", "W1"], ["asked"], *happens, ["later"], ["asked"]]

    asked = told(unpacked, steps)

    assert asked.count(BROUGHT_UP) == 1 + again


def test_a_card_that_stays_behind_opens_no_window_over_the_operators_application(
    unpacked: Path,
) -> None:
    steps: Steps = [["applications"], ["raised", "W1", False], ["asked"]]

    asked = told(unpacked, steps)

    assert ["windows.create", {"url": URL, "focused": False}] in asked
    assert "tabs.create" not in [name for name, *_ in asked]


def test_a_card_that_stays_behind_comes_to_the_window_that_was_used_last(unpacked: Path) -> None:
    steps: Steps = [["raised", "W1", False], ["asked"]]

    asked = told(unpacked, steps)

    assert ["tabs.create", {"url": URL, "active": False, "windowId": 1}] in asked
    assert "windows.update" not in [name for name, *_ in asked]


def test_a_card_that_is_wanted_again_while_its_page_is_asked_for_text_stays(
    unpacked: Path,
) -> None:
    shown: Steps = [["raised", "W1"], ["loaded", False], ["hung"]]

    steps = [*shown, ["ended", "W1"], ["raised", "W1"], ["thawed"]]

    assert told(unpacked, steps)[-1] == ["card/close", {"closed": False}]
    closed = told(unpacked, [*shown, ["ended", "W1"], ["thawed"]])[-2:]
    assert [method for method, _ in closed] == ["card/closed", "card/close"]
