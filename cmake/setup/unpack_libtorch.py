"""usage: unpack_libtorch.py WHEELS DEST: what vidcam uses of the wheels, as DEST/include and DEST/lib."""

import pathlib
import shutil
import sys
import zipfile

LIBRARIES = {"libtorch_cpu.so", "libc10.so", "libgomp.so.1", "libcudart.so.13", "libcupti.so.13"}


def target(name):
    """Where a wheel's file goes, or None."""
    path = pathlib.PurePosixPath(name)
    if ".." in path.parts:
        return None
    if path.parts[:2] == ("torch", "include"):
        return pathlib.Path("include", *path.parts[2:])
    if path.name in LIBRARIES and path.parent.name == "lib":
        return pathlib.Path("lib", path.name)
    return None


def unpack(wheel, dest):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = target(member.filename)
            if path is None or member.is_dir():
                continue
            (dest / path).parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, open(dest / path, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


def main():
    wheels, dest = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for wheel in sorted(wheels.glob("*.whl")):
        unpack(wheel, dest)
    missing = LIBRARIES - {path.name for path in dest.glob("lib/*")}
    if missing or not (dest / "include/torch/headeronly/version.h").exists():
        sys.exit(f"the wheels in {wheels} lack {sorted(missing) or 'the headers'}")


if __name__ == "__main__":
    main()
