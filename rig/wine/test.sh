#!/usr/bin/env bash
# test.sh [ARGUMENTS...]: runs the tests that Windows' Python can run, under wine. Arguments go to pytest.
#
# Wine is not Windows: this finds what is plainly wrong, and proves nothing of a real one. Without Chrome and EMC Desktop
# it is the service alone that runs, between a played plug-in and a played Chrome.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

# They need the programs openssl or node, a socket whose accept() ends when another thread closes it, or a clock of the
# process that does not tick in steps of 16 ms.
NOT_UNDER_WINE=(adapters/test_http.py adapters/test_settings_server.py test_packed_extension.py test_sample_crm.py
    test_cards_of_the_extension.py mail/test_growth.py)
TESTS=(tests/windows tests/unit tests/contract -m 'not e2e')

unset DISPLAY # No window is wanted.
trap 'rig/wine/with.sh wineserver -k 2>/dev/null || true' EXIT
if (($# == 0)); then set -- "${TESTS[@]}" "${NOT_UNDER_WINE[@]/#/--ignore=tests/unit/}"; fi
# Python for Windows wants a pipe for each of its standard streams here, so that of a terminal will not do. Hypothesis'
# own profile for such places sets no deadlines: wine is slow at times.
: | timeout 1800 rig/wine/with.sh wine .wine/python/python.exe -X utf8 -m pytest -q -p no:cacheprovider \
    --hypothesis-profile=ci "$@" 2>&1 | cat
