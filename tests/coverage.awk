#!/usr/bin/awk -f
# gcov's words as a table: lines, percent, file; the whole at the end.
/^File '/ { split($0, part, "'"); file = part[2] }
/^Lines executed:/ && file ~ /^src\// {
    split($0, part, /[:% ]/)
    lines = $NF; percent = part[3]
    if (!(file in seen)) {
        seen[file] = 1
        printf "%6d %6.1f%%  %s\n", lines, percent, file
        all += lines; run += lines * percent / 100
    }
    file = ""
}
END { printf "%6d %6.1f%%  all\n", all, all ? 100 * run / all : 0 }
