#!/usr/bin/env bash
# Builds plugin/build/ with mono: EMC's signatures as the DLLs that EMC has, ChatPlugin.dll, and the EMC host emulator.
# What is up to date is left as it is.
#
# Needs Debian's mono-mcs and libmono-posix4.0-cil, with --no-install-recommends. The first brings the runtime and
# every other assembly that is loaded (libmono-corlib4.5-cil, libmono-system4.0-cil, libmono-system-core4.0-cil,
# libmono-system-xml4.0-cil, and what these need); the second lets the emulator end in good order on SIGTERM.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v mcs >/dev/null; then
    echo "plugin: mcs, mono's C# compiler, is missing. Install it with" \
        "apt-get install --no-install-recommends mono-mcs libmono-posix4.0-cil" >&2
    exit 1
fi
mkdir -p build/.new

# compile TARGET OPTIONS... -- DEPENDENCIES...: a target that is older than a file it is made of is made again.
compile() {
    local target=$1 options=() file stale=
    shift
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    shift
    for file in "$@" build.sh; do
        [[ build/$target -nt $file ]] || stale=yes
    done
    if [[ -z $stale ]]; then
        echo "plugin: build/$target is up to date"
        return
    fi
    echo "plugin: building build/$target"
    # First beside its place: what is interrupted half-way must not look up to date, and a running copy stays whole.
    mcs -nologo -warn:4 -warnaserror+ -optimize+ "${options[@]}" -out:"build/.new/$target"
    mv "build/.new/$target" "build/$target"
}

signatures=()
for source in signatures/*.cs; do
    name=$(basename "$source" .cs)
    compile "$name.dll" -target:library "$source" -- "$source"
    signatures+=("build/$name.dll")
done

# As a site compiles it: C# 3, and of EMC nothing but ASPluginInterface.
compile ChatPlugin.dll -target:library -langversion:3 -platform:anycpu \
    -r:build/ASPluginInterface.dll -r:System.Core.dll src/*.cs \
    -- build/ASPluginInterface.dll src/*.cs

compile EmcHost.exe -target:exe "${signatures[@]/#/-r:}" -r:System.Core.dll -r:System.Xml.dll \
    -r:Mono.Posix.dll emulator/*.cs src/Json.cs \
    -- "${signatures[@]}" emulator/*.cs src/Json.cs
