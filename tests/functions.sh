#!/bin/sh
# Length of each function under src/ (from its opening to its closing brace, as clang-format sets them): none over 100 lines.
set -eu
cd "${1:-$(dirname "$0")/..}"
find src -name '*.c' | LC_ALL=C sort | xargs awk '
FNR == 1 { inside = 0; head = "" }
/^[A-Za-z_].*\(/ && !inside { head = $0 }
/^{$/ { inside = FNR }
/^}$/ && inside {
    length_of = FNR - inside + 1
    print length_of
    if (length_of > 100)
        printf "%s:%d: a function of %d lines: %s\n", FILENAME, inside, length_of, head > "/dev/stderr"
    inside = 0
}' | sort -n | awk '
{ lines[NR] = $1 }
END {
    if (!NR) { print "functions: none was read"; exit 1 }
    printf "functions: %d; half up to %d lines, nine of ten up to %d, the longest %d\n",
        NR, lines[int((NR + 1) / 2)], lines[int(NR * 0.9)], lines[NR]
    exit lines[NR] > 100
}'
