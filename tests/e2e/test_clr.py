"""
The DLL that is built here runs on mono and on Microsoft's CLR, as far as Linux has it.

Types do not live in the same assemblies there. A desktop's .NET Framework is a third CLR; where its
types live, .NET Core's `mscorlib` and `System` tell by forwarding them.
"""

import subprocess

import pytest

from rig.emc_host import EMC_HOST, Clr, emulator
from rig.workplace import Desk
from tests.e2e.letters import letter
from tests.played.plugin_desk import PluginDesk
from tests.played.ways_of_emc import WAYS

pytestmark = pytest.mark.e2e
EACH_CLR = pytest.mark.parametrize("clr", [Clr.MONO, Clr.MICROSOFT])


@EACH_CLR
def test_an_email_and_a_chat_raise_their_cards_on_each_clr(workplace: Desk, clr: Clr) -> None:
    with workplace.on_clr(clr):
        workplace.wait_until_ready()
        workplace.desktop.play('operator 4021 "Ирина Соколова" station 5012')

        workplace.desktop.play(f"deliver email E1 {letter(workplace.folder)}")
        workplace.screen.wait_for_front("CRM Email - ")
        workplace.desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
        workplace.desktop.play("establish W1")
        workplace.screen.wait_for_front("CRM WhatsApp - ")
        cards = workplace.crm.wait_for_cards(2)
        exit_code = workplace.desktop.stop()

    assert exit_code == 0
    assert [card.query for card in cards] == [
        "channel_type=email&user_id=anna%40example.org&operator=4021&PersonalAccount=1234567890",
        "channel_type=whatsapp&user_id=%2B79000000001&operator=4021",
    ]
    assert not [line for line in workplace.desktop.log if line.startswith("fatal")]


@EACH_CLR
def test_all_that_the_plug_in_refers_to_is_there_on_each_clr(clr: Clr) -> None:
    plugin = EMC_HOST.with_name("ChatPlugin.dll")

    check = subprocess.run(
        [*emulator(clr), "--references", str(plugin)], capture_output=True, text=True, check=False
    )

    lines = (check.stdout + check.stderr).splitlines()
    assert [line for line in lines if not line.startswith("looked at ")] == []
    assert check.returncode == 0


@pytest.mark.parametrize("way", WAYS)
def test_contacts_of_every_emc_reach_the_service_on_microsofts_clr(
    plugin_desk: PluginDesk, way: str
) -> None:
    """On mono, `test_plugin_and_emc.py` has each by itself."""
    wanted = ("--want", '"TabTitle"') if "settings" in way else ()
    with plugin_desk.start(*wanted, emulator=dict(WAYS[way]), clr=Clr.MICROSOFT) as desktop:
        desktop.play('operator 4021 "Ирина Соколова" station 5012')
        desktop.wait_for_log("listens to WorkItemRefRemoved")
        desktop.play("deliver email E1 letter.eml")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        email, _ = plugin_desk.wait_for("workItem/delivered", 2)
        (chat,) = plugin_desk.wait_for("workItem/established")
        exit_code = desktop.stop()

    assert email["workItem"]["type"] == "email"
    assert email["email"][0] > 0
    assert (chat["mediaTypeName"], chat["author"]) == ("WhatsApp", "+79000000001")
    assert exit_code == 0
