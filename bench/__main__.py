"""
What ChatPlugin costs, beside its peers: `./dev bench [SUBJECT…]`. Tables, JSON and plots.

Every figure is a ratio against a named peer of the same run: these machines differ and are noisy.
"""

import argparse
import sys

from bench import again, mail, pop, soak, start

SUBJECTS = {
    "pop": pop.bench,
    "again": again.bench,
    "mail": mail.bench,
    "start": start.bench,
    "soak": soak.bench,
}


def main() -> int:
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("subject", nargs="*", help=f"{', '.join(SUBJECTS)}; all if none is named")
    parser.add_argument("--rounds", type=int, default=100, help="counted rounds of each method")
    options = parser.parse_args()
    if unknown := set(options.subject) - set(SUBJECTS):
        parser.error(f"there is no {unknown.pop()!r}; choose from {', '.join(SUBJECTS)}")
    for subject in options.subject or SUBJECTS:
        SUBJECTS[subject](options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
