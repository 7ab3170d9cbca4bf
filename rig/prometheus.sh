#!/usr/bin/env bash
# Unpacks Debian 13's Prometheus and promtool into .tools/prometheus. What is there already stays.
#
# Not installed: a server that starts by itself is nothing to leave on somebody's machine.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
here=$PWD/.tools/prometheus
[[ ! -f $here/.complete ]] || exit 0
echo "prometheus: unpacking Prometheus into .tools" >&2
rm -rf "$here"
mkdir -p "$here"/lists/partial "$here"/cache/archives/partial
# The mirror that this machine uses for its own Debian.
mirror=$(grep -rhoEm 1 'https?://[^ ]+/debian/?( |$)' /etc/apt --include='*.list' --include='*.sources')
mirror=${mirror%%[[:space:]]*}
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$here/sources.list"
: >"$here/status"
options=(-qq -o "Dir::Etc::sourcelist=$here/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$here/lists" -o "Dir::Cache=$here/cache" -o "Dir::State::status=$here/status"
    -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
(cd "$here" && apt-get "${options[@]}" download prometheus promtool)
for package in "$here"/*.deb; do dpkg-deb -x "$package" "$here"; done
rm -rf "$here"/*.deb "$here"/lists "$here"/cache
touch "$here/.complete"
