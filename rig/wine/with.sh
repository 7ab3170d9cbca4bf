#!/usr/bin/env bash
# with.sh COMMAND...: runs COMMAND where wine 10 of .wine/ stands in the place of Debian 12's.
#
# Debian's wine knows its folders by their names. In a mount namespace of its own the new ones cover the old ones; the
# rest of the machine sees nothing of it.
set -euo pipefail
WINE=$(readlink -f "$(dirname "$(readlink -f "$0")")/../../.wine")
export WINE WINEPREFIX=${WINEPREFIX:-$WINE/prefix} WINEARCH=win64 WINEDEBUG=${WINEDEBUG:--all}
export WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
as_root=()
((EUID == 0)) || as_root=(--map-root-user)
exec unshare --mount "${as_root[@]}" bash -c '
    for folder in lib/x86_64-linux-gnu/wine lib/wine share/wine; do
        mount --bind "$WINE/wine/usr/$folder" "/usr/$folder"
    done
    unset WINE
    exec "$@"' sh "$@"
