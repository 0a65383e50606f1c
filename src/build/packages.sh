#!/bin/sh
# packages.sh TEST PACKAGE...: sees to it that the Debian packages are there when TEST, a shell command, fails.
# Root on Debian: installs them. Anybody else: is told the command.
set -eu
missing=$1
shift
if sh -c "$missing" >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null; then
    echo "Needed, and not all there (Debian's names): $*" >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "Some packages are missing. Please run:  sudo apt-get install -y --no-install-recommends $*" >&2
    exit 1
fi
# What is installed for tests (nginx, Apache, lighttpd) must not begin to serve by being installed.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends "$@"; }
echo "Installing: $*"
log=$(mktemp)
if ! install "$@" >"$log" 2>&1; then
    # Old lists name versions that the mirror no longer has.
    apt-get update -q >>"$log" 2>&1 && install "$@" >>"$log" 2>&1 || {
        tail -40 "$log" >&2
        rm -f "$log"
        exit 1
    }
fi
rm -f "$log"
if ! sh -c "$missing" >/dev/null 2>&1; then
    echo "Installed, and something is still missing. This command tells what: $missing" >&2
    exit 1
fi
