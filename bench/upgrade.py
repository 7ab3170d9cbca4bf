"""
Whether a contact is lost or raised twice by upgrades, kills and changes of operators.

Two versions of the service lie beside each other, each with all its files, as on a desktop. One
comes and goes from round to round, also while it works.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from bench.installed import install
from rig.crm import SampleCrmProcess
from rig.emc_host import ROOT
from rig.screen import Screen
from rig.upgrade import Rounds, Versions
from rig.workplace import Workplace

ROUNDS = 30
LETTER = ROOT / "examples" / "demo" / "letter.eml"


def bench(rounds: int) -> None:
    """*rounds* is for times; here they are 30."""
    del rounds
    with (
        SampleCrmProcess() as crm,
        Screen() as screen,
        TemporaryDirectory(prefix="chatplugin-bench-") as name,
    ):
        folder = Path(name)
        library = next(install(folder / "installed").parent.glob("lib/python*/site-packages"))
        workplace = Workplace(crm, folder, screen)
        start = time.monotonic()
        outcome = Rounds(workplace, Versions(folder / "versions", library), LETTER).run(ROUNDS)
        found = {
            "rounds": ROUNDS,
            "contacts": outcome.contacts,
            "lost": len(outcome.lost),
            "raised_twice": len(outcome.raised_twice),
            "of_another_operator": len(outcome.of_another_operator),
            "services_started": sum(outcome.services.values()),
            "seconds": round(time.monotonic() - start),
        }
    print(", ".join(f"{name.replace('_', ' ')}: {number}" for name, number in found.items()))
    report.write("upgrade", what="contacts", **found)
