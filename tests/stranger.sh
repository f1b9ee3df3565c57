#!/bin/bash
# A stranger's path, at 80 columns: a clone in a folder with a space, the README's two commands, then the same in
# containers where Docker answers. Nothing may fail, and no number may be cut. Keeps nothing.
#
#   make stranger
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/var/tmp}/a stranger's XXXXXX")
compose=no

clean_up() {
    status=$?
    trap - EXIT
    cd "$work/my tarn"
    ./tarn down --wipe --yes >/dev/null 2>&1 || true
    [ $compose = no ] || docker compose --profile '*' down --volumes >/dev/null 2>&1 || true
    cd / && rm -rf "$work"
    exit $status
}
trap clean_up EXIT

say() {
    printf '\n$ %s\n' "$*" >&2
    "$@" 2>&1 | tee "$work/said"
    if grep -qE '[0-9,]…' "$work/said"; then
        printf 'a value is cut at 80 columns\n' >&2
        return 1
    fi
}

git clone --quiet "$root" "$work/my tarn"
cd "$work/my tarn"
unset TARN_HOME
export COLUMNS=80

say ./tarn demo
say ./tarn status
say ./tarn ledger
say ./tarn down
if docker info >/dev/null 2>&1; then
    compose=yes
    say docker compose up --wait
    say docker compose run --rm tarn demo
    say docker compose run --rm tarn status
    say docker compose run --rm tarn ledger
fi
printf '\nall of it is true\n'
