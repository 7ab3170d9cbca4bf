"""
Take the pictures of the docs anew, in both languages: `python -m docs.pictures`.

Everything in them is real but EMC: the studio with the tutorial's settings, the operator's page of
a desk to which contacts come, and the demo.
"""

import base64
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from chatplugin.sentences import Language
from rig.crm import SampleCrm
from rig.devtools import DevTools, chrome_with_a_port
from rig.emc_host import quoted
from rig.headless import HeadlessChrome
from rig.screen import Screen
from rig.studio import Studio
from rig.workplace import Workplace

IMAGES = Path(__file__).parent / "images"
LETTER = Path(__file__).parents[1] / "examples" / "demo" / "letter.eml"
SETTINGS = """[ChatPlugin]
ChatTemplate=http://127.0.0.1:8080/card{?channel_type,user_id,operator}
EmailTemplate=http://127.0.0.1:8080/card{?channel_type,user_id,operator,PersonalAccount}
PersonalAccount.Examples=4027158836; 4027300154
"""
CONTACTS = (
    "deliver email E1 {letter}",
    "deliver message W1 media=WhatsApp author=+79000000034 text=Hello",
    "establish W1",
    "remove W1",
    "deliver message T1 media=Telegram author=petr_orlov text=Hello",
    "establish T1",
    "deliver message B1 media=Viber author=+79000000012 text=Hello",
    "establish B1",
)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    for language in Language:
        ending = "" if language is Language.ENGLISH else f".{language.value}"
        with TemporaryDirectory(prefix="pictures-") as folder:
            take_studio(Path(folder), language, IMAGES / f"studio{ending}.png")
        with TemporaryDirectory(prefix="pictures-") as folder:
            take_operators_page(Path(folder), language, IMAGES / f"operators-page{ending}.png")
    demo = [sys.executable, "-m", "rig.demo", "--screenshot", str(IMAGES / "demo.png")]
    subprocess.run(demo, check=True)  # noqa: S603


def take_studio(folder: Path, language: Language, picture: Path) -> None:
    (folder / "first.ini").write_text(SETTINGS, "utf-8")
    studio = Studio("--settings", "first.ini", "--language", language.value, folder=folder)
    with HeadlessChrome() as chrome, studio, chrome.opened(studio.link) as page:
        page.wait_for_text("#address", "PersonalAccount=4027158836")
        page.tab.wait_for("performance.getEntries().some((each) => /page[.]svg$/.test(each.name))")
        page.screenshot(picture)


def take_operators_page(folder: Path, language: Language, picture: Path) -> None:
    with Screen() as screen, SampleCrm() as crm:
        desk = Workplace(crm, folder, screen).with_settings(
            {
                "Chrome.Path": chrome_with_a_port(folder),
                "Language": language.value,
                "ChatTemplate.viber.Enabled": "off",
                "PersonalAccount.Examples": "4027158836; 4027300154",
            }
        )
        with desk:
            desk.wait_until_ready()
            for line in CONTACTS:
                desk.desktop.play(line.format(letter=quoted(str(LETTER))))
            desk.wait_for_fate("T1", "shown", within=30)
            desk.wait_for_fate("B1", "not shown", within=30)
            with DevTools(desk.home / "chrome").wait_for_tab("ChatPlugin", "about:blank") as page:
                page.wait_for("document.querySelectorAll('#lines > li').length === 4")
                page.call("Page.bringToFront")
                size = {"width": 1100, "height": 470, "deviceScaleFactor": 1, "mobile": False}
                page.call("Emulation.setDeviceMetricsOverride", **size)
                screen.wait_for_calm()
                image = page.call("Page.captureScreenshot", format="png")["data"]
                picture.write_bytes(base64.b64decode(image))


if __name__ == "__main__":
    main()
