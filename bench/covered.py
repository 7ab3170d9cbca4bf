"""
Run one reader of `tests/fuzz/` by atheris, which goes where code is that no input has reached yet.

A program of its own, because atheris ends the process: `python -m bench.covered READER [OPTIONS]`,
with options of libFuzzer.
"""

import logging
import sys

import atheris

with atheris.instrument_imports(include=["chatplugin"]):
    from tests.fuzz.readers import READERS


def main() -> None:
    logging.disable()
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], READERS[name].read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
