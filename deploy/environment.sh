# Sourced by deploy/try and deploy/test: finds a Python, makes the virtual environment, installs.
# Needs only a POSIX shell, python3 and its venv module.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1

say() {
    printf '%s\n' "mailmedic: $*" >&2
}

# The first Python that is new enough, in $python.
find_python() {
    found=
    for python in ${MAILMEDIC_PYTHON:-python3 python3.13 python3.12 python3.11}; do
        version=$("$python" --version 2>&1) || continue
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return 0
        fi
        found="$found $python is $version;"
    done
    say "Python 3.11 or later is needed;${found:- there is no python3 here;}"
    say "Install a newer one, or name it: MAILMEDIC_PYTHON=/path/to/python3 sh $0"
    exit 1
}

# make_environment FOLDER EXTRA: an environment with mailmedic and an extra in it, made once and
# again whenever what it is made from has changed. Its programs are then in $venv/bin.
make_environment() {
    venv=$1
    find_python
    wanted="$("$python" --version) $(cksum <"$root/pyproject.toml") $(cksum <"$root/deploy/constraints.txt") $root"
    if [ -f "$venv/.made-from" ] && [ "$(cat "$venv/.made-from")" = "$wanted" ]; then
        return 0
    fi
    say "preparing $venv (once; this takes a minute or two)"
    if ! complaint=$("$python" -m venv --clear "$venv" 2>&1); then
        say "$complaint"
        say "$python cannot make a virtual environment; on Debian: apt-get install python3-venv"
        exit 1
    fi
    (
        cd "$root" &&
            "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
                --constraint deploy/constraints.txt --editable ".[$2]"
    ) || {
        say "installing failed; the lines above say why. Is this machine online?"
        exit 1
    }
    printf '%s' "$wanted" >"$venv/.made-from"
}
