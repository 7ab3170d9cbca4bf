"""
The main job, with every part real but EMC itself: an e-mail and a WhatsApp contact raise cards.

EMC host emulator, plug-in, service, Chrome and the sample CRM run as they do on a desktop. What
came of it is checked, so that a demo that ends well has shown something.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from rig.crm import SampleCrm
from rig.emc_host import EmcHost, desktop_sections, wait_until, write_ini
from rig.screen import Screen

FOLDER = Path(__file__).parents[1] / "examples" / "demo"
CARDS = {
    "E1": (
        "CRM Email",
        (
            "channel_type=email&user_id=anna.kuznetsova%40example.org&operator=4021"
            "&PersonalAccount=4027158836"
        ),
    ),
    "W1": (
        "CRM WhatsApp",
        "channel_type=whatsapp&user_id=%2B79000000034&operator=4021&segment=gold",
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        "./dev demo", description="An e-mail and a WhatsApp contact raise their CRM cards."
    )
    parser.add_argument("--keep", action="store_true", help="leave all open until you press Enter")
    parser.add_argument(
        "--screenshot", type=Path, default=Path("build/demo.png"), help="where the picture goes"
    )
    options = parser.parse_args()
    with ExitStack() as stack:
        return _play(stack, options.screenshot, keep=options.keep)


def _play(stack: ExitStack, screenshot: Path, *, keep: bool) -> int:
    crm = stack.enter_context(SampleCrm())
    screen = None if _has_screen() else stack.enter_context(Screen())
    home = Path(stack.enter_context(TemporaryDirectory(prefix="chatplugin-demo-")))
    print(f"A sample CRM listens on {crm.url}")
    print("There is no screen here: one is made with Xvfb" if screen else "Watch your screen")
    ini = write_ini(home / "ASGUIHost.ini", desktop_sections(_settings(crm.url, home)))
    environment = screen.environment if screen else {}
    desktop = stack.enter_context(EmcHost(ini, env=environment, folder=FOLDER))
    print("EMC host emulator, plug-in and service have started; Chrome is on its way")
    if screen:
        screen.wait_for_window("ChatPlugin - ", within=30)
    wrong = list(_contacts(desktop, crm, screen, home))
    if screen:
        screen.wait_for_calm()
        screenshot.parent.mkdir(parents=True, exist_ok=True)
        print(f"\nA picture of the screen: {screen.screenshot(screenshot.resolve())}")
    if keep:
        input("\nPress Enter to end.")
    for text in wrong:
        print(f"WRONG: {text}", file=sys.stderr)
    print("\nThis is not as it should be." if wrong else "\nBoth cards are as they should be.")
    return 1 if wrong else 0


def _contacts(desktop: EmcHost, crm: SampleCrm, screen: Screen | None, home: Path) -> Iterator[str]:
    """Play the scenario line by line; what is not as it should be is yielded."""
    expected = iter(CARDS.items())
    cards = 0
    for line in (FOLDER / "scenario.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            print(line)
            continue
        print(f"  > {line}")
        desktop.play(line)
        if line.startswith(("deliver email", "establish")):
            cards += 1
            contact, (title, query) = next(expected)
            card = crm.wait_for_cards(cards)[-1]
            if screen:
                screen.wait_for_front(f"{title} - ")
                crm.wait_for_signals("title", cards)
            print(f"    the tab:  {title}\n    the CRM received:  {card.query}")
            print(f"    {_timeline(_line_of(contact, home), card.at)}")
            if card.query != query:
                yield f"the CRM should have received {query}"


def _settings(crm: str, home: Path) -> Mapping[str, object]:
    parameters = "channel_type,user_id,operator"
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        arguments += ["--no-sandbox", "--test-type"]  # Chrome's sandbox refuses root.
    return {
        "Enabled": True,
        "ChatTemplate": f"{crm}/card{{?{parameters},segment}}",
        "EmailTemplate": f"{crm}/card{{?{parameters},PersonalAccount}}",
        "Field.segment": "{CustomerSegment}",
        "Chrome.Arguments": " ".join([*arguments, "--window-size=1366,768"]),
        "Service.Path": Path(sys.executable).with_name("chatplugin"),
        "Service.Arguments": f'serve --data "{home}"',
    }


def _line_of(contact: str, home: Path) -> dict[str, float]:
    """Return the journal's line of the card, as soon as it is there."""

    def line() -> dict[str, float] | None:
        texts = [file.read_text("utf-8") for file in home.glob("journal/*.jsonl")]
        lines = [json.loads(text) for text in "".join(texts).splitlines()]
        raised = [line for line in lines if line["fate"] == "raised"]
        return next((line for line in raised if line["contact"] == contact), None)

    found = wait_until(line, "the journal has the card")
    assert found is not None
    return found


def _timeline(line: Mapping[str, float], arrived: float) -> str:
    start = line["reported"]
    moments = {"in the service": line["received"], "at the CRM": arrived}
    parts = [f"{name} +{moment - start:.1f} ms" for name, moment in moments.items()]
    return ", ".join(["raised in EMC", *parts])


def _has_screen() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
