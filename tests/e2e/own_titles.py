"""What leads to a page of the CRM with a title of its own, on any way to Chrome."""

import pytest

from rig.workplace import Desk


def change_by_script(workplace: Desk) -> None:
    workplace.crm.wait_for_signals("title", 1)


def reload(workplace: Desk) -> None:
    workplace.crm.wait_for_signals("title", 1)
    workplace.screen.press("F5")
    workplace.crm.wait_for_signals("title", 2)


def follow_a_link(workplace: Desk) -> None:
    workplace.crm.wait_for_signals("title", 1)
    workplace.screen.press("ctrl+l")
    workplace.screen.type(f"{workplace.crm.url}/card/history?user_id=1\n")
    workplace.crm.wait_for_signals("title", 2)


WAYS = [
    pytest.param(change_by_script, marks=pytest.mark.case("script")),
    pytest.param(reload, marks=pytest.mark.case("reload")),
    pytest.param(follow_a_link, marks=pytest.mark.case("link")),
]
