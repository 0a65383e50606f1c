#!/bin/sh
# Reads every #include "..." under src/ and proves that a folder includes only itself and lower floors:
# base < web, store < record, mail, jobs < site; doors stand beside the site on base and web alone.
set -eu
cd "${1:-$(dirname "$0")/..}"
find src -name '*.[ch]' | LC_ALL=C sort | xargs awk '
BEGIN {
    may["base"] = "base"
    may["web"] = "web base"
    may["store"] = "store base"
    may["record"] = "record store web base"
    may["mail"] = "mail store web base"
    may["jobs"] = "jobs mail record store web base"
    may["site"] = "site jobs mail record store web base"
    may["doors"] = "doors web base"
    may["build"] = ""
}
function floor_of(path,    parts) {
    return split(path, parts, "/") > 1 ? parts[1] : ""
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    own = floor_of(substr(FILENAME, 5))
    if (own == "") # main.c and commands.c wire the floors together
        next
    wanted = floor_of(quoted[2])
    if (wanted == "" && quoted[2] == "queries.h" && own != "base" && own != "web" && own != "doors")
        next # made by the build from sql/queries
    seen++
    if (!(own in may)) {
        printf "%s:%d: folder %s stands on no floor: tests/floors.sh must say on which\n", FILENAME, FNR, own
        bad = 1
    } else if (index(" " may[own] " ", " " wanted " ") == 0 || wanted == "") {
        printf "%s:%d: %s must not include %s\n", FILENAME, FNR, own, quoted[2]
        bad = 1
    }
}
END {
    if (!seen) {
        print "floors: no include was read"
        exit 1
    }
    if (!bad)
        printf "floors: %d includes, each of its own or a lower floor\n", seen
    exit bad
}'
