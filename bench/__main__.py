"""
What ChatPlugin costs, beside its peers: `./dev bench [SUBJECT…]`. Tables, JSON and plots.

Every time is a ratio against a named peer of the same run: these machines differ and are noisy.
`polling` plays the desktops of a big site before a web server, and `upgrade` a month of upgrades on
one desktop; `titles` reads the tab's title from the screen. Each takes some minutes.
"""

import argparse
import sys

from bench import again, emc, mail, painted, polling, pop, soak, start, titles, upgrade

SUBJECTS = {
    "pop": pop.bench,
    "again": again.bench,
    "painted": painted.bench,
    "emc": emc.bench,
    "mail": mail.bench,
    "start": start.bench,
    "soak": soak.bench,
    "polling": polling.bench,
    "upgrade": upgrade.bench,
    "titles": titles.bench,
}
ON_REQUEST = {"polling", "upgrade", "titles"}


def main() -> int:
    parser = argparse.ArgumentParser("bench", description=__doc__)
    usual = [subject for subject in SUBJECTS if subject not in ON_REQUEST]
    summary = f"{', '.join(SUBJECTS)}; without a name {', '.join(usual)}"
    parser.add_argument("subject", nargs="*", help=summary)
    parser.add_argument("--rounds", type=int, default=100, help="counted rounds of each method")
    options = parser.parse_args()
    if unknown := set(options.subject) - set(SUBJECTS):
        parser.error(f"there is no {unknown.pop()!r}; choose from {', '.join(SUBJECTS)}")
    for subject in options.subject or usual:
        SUBJECTS[subject](options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
