#!/usr/bin/env bash
# Prints a Python that has torch and torchvision, for the model table. It is a virtual environment in the user's cache, made
# from PyPI where it is not there yet: 3.6 GB on disk. Needs Python 3.11 or later with venv, on x86_64 Linux.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/vidcam"
place="$cache/model-table-python"

fits() { cmp -s "$here/requirements.txt" "$place/requirements.txt"; }

# Under its own name from the start, as programs of a virtual environment hold its path; the list of packages comes last and
# stands for a complete one.
make_environment() {
  rm -rf "$place"
  python3 -m venv "$place"
  "$place/bin/python" -m pip install --disable-pip-version-check --quiet --no-cache-dir --no-deps -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$place/requirements.txt"
}

if ! fits; then
  echo "Making $place, once" >&2
  mkdir -p "$cache"
  make_environment >&2
fi
echo "$place/bin/python"
