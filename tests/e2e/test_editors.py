"""Text in the editors that CRMs are made with, as npm installs them: no card is closed over it."""

import pytest

from rig.devtools import TabView
from rig.emc_host import wait_until
from rig.lane import Lane
from rig.npm_pages import EDITORS, NpmPages
from tests.e2e.drivers import BOTH

pytestmark = pytest.mark.e2e

HAS_NOTE = "(frames[0] ?? window).document.body.innerText.includes('note')"


@pytest.mark.case("editors")
@pytest.mark.timeout(300)  # The first run installs the editors.
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_no_card_is_closed_over_text_in_an_editor_of_others(lane: Lane) -> None:
    fates = {}
    with NpmPages() as crm:
        settings = {"ChatTemplate": f"{crm.url}/card{{?user_id}}", "OnEnd": "close"}
        lane.desk.with_settings(settings)
        with lane.running() as desk:
            for page in EDITORS:
                desk.desktop.play(f"deliver message {page} media=WhatsApp author={page} text=Hi")
                desk.desktop.play(f"establish {page}")
                desk.wait_for_fate(page, "shown", within=30)
                url = f"{crm.url}/card?user_id={page}"
                with lane.devtools().wait_for_tab("CRM WhatsApp", url) as tab:
                    step_into_editor(tab)
                    desk.screen.type("note")
                    tab.wait_for(HAS_NOTE)

                desk.desktop.play(f"remove {page}")

                wait_until(lambda: desk.journal()[-1]["fate"] in {"kept", "closed"}, "it has ended")
                fates[page] = desk.journal()[-1]["fate"]

    assert fates == dict.fromkeys(EDITORS, "kept")


def step_into_editor(tab: TabView) -> None:
    """Click where a person would; an editor that is not there yet takes no click."""
    tab.wait_for("document.readyState === 'complete' && document.hasFocus()")

    def is_in() -> bool:
        tab.click("iframe, [contenteditable=true], .monaco-editor")
        return bool(tab.value("document.activeElement !== document.body"))

    wait_until(is_in, "the editor has the keys")
