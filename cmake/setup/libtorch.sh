# LibTorch: found where CMake finds it, or unpacked once into the user's cache folder. Sourced by ./run, and for the compiler's
# cache, which lies beside it, by tests/fuzz/run.
# shellcheck shell=bash

vidcam_cache="${XDG_CACHE_HOME:-$HOME/.cache}/vidcam"
libtorch="$vidcam_cache/libtorch-2.11.0"

# Beside LibTorch, so that a second clone finds what the first one compiled; also where debug information names the folder.
use_ccache() {
  export CCACHE_DIR="${CCACHE_DIR:-$vidcam_cache/ccache}" CCACHE_NOHASHDIR=1
}

# Prints LibTorch's folder; fails where there is none.
torch_root() {
  command -v cmake >/dev/null && cmake -DBUILD=build/release -P cmake/TorchRoot.cmake 2>/dev/null
}

# Python's pip downloads and Python unzips: the package python3-pip, or any other.
can_fetch() { python3 -m pip --version >/dev/null 2>&1; }

ensure_libtorch() {
  if torch_root >/dev/null; then return; fi
  if [[ $(uname -sm) != "Linux x86_64" ]]; then
    die "the LibTorch wheel is for Linux on x86_64 and this is $(uname -sm). Install torch 2.11 and say where: VIDCAM_TORCH_ROOT=.../torch ./run ..."
  fi
  say "Fetching LibTorch 2.11.0 from PyPI, once: 544 MB to download, 500 MB in $libtorch"
  fetch_libtorch
}

# Unpacked beside its place and renamed into it: a folder under the final name is always complete.
fetch_libtorch() (
  mkdir -p "$vidcam_cache"
  work=$(mktemp -d "$vidcam_cache/.libtorch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  download_wheels "$work"
  python3 cmake/setup/unpack_libtorch.py "$work/wheels" "$work/libtorch"
  cp cmake/libtorch-requirements.txt "$work/libtorch/wheels.txt"
  rm -rf "$libtorch"
  mv -T "$work/libtorch" "$libtorch"
)

# Always the wheels that libtorch-requirements.txt has the hashes of, whichever Python runs here: they are only unzipped.
download_wheels() {
  local platforms=(--platform manylinux_2_28_x86_64 --platform manylinux_2_25_x86_64 --platform manylinux2014_x86_64)
  TMPDIR="$1" PIP_DISABLE_PIP_VERSION_CHECK=1 python3 -m pip download --retries 2 --no-cache-dir --no-deps \
    --require-hashes --only-binary=:all: --python-version 3.11 --implementation cp --abi cp311 "${platforms[@]}" \
    --dest "$1/wheels" -r cmake/libtorch-requirements.txt >&2 </dev/null ||
    die "LibTorch could not be fetched from PyPI. Is this machine online, with 1.1 GB free in $vidcam_cache?
Or say where a torch 2.11 is: VIDCAM_TORCH_ROOT=/path/to/site-packages/torch $0 ..."
}
