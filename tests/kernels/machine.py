"""Boots kernels of Debian and has `inside.py` try the sandbox on each: the outer half, called by `tests/kernels/run`.

The machine is emulated, so no KVM is needed. Its root is this machine's, read-only over 9p; /var/tmp is in memory.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCUMENTATION = HERE.parents[1] / "docs" / "security.md"
KERNELS = {"6.1": "bookworm", "5.10": "bullseye"}
"""Versions, and the release of Debian that has them."""
WITH_EXERCISE = "6.1"
MODULES = ("virtio_pci", "9pnet_virtio", "9p")
BEGIN, END = "<!-- kernels: written by tests/kernels/run -->", "<!-- end of kernels -->"

INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir /dev/shm
mount -t tmpfs memory /dev/shm
while read module; do insmod "$module"; done < /modules
ip link set lo up
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=1048576,cache=loose root /host
mount -t tmpfs -o mode=1777 memory /host/var/tmp
for each in proc sys dev; do mount --move /$each /host/$each; done
. /command
"""
ENVIRONMENT = ("/usr/bin/env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "TMPDIR=/var/tmp", "LC_ALL=C.UTF-8")


def main(wanted: list[str]) -> None:
    found = {version: try_kernel(version) for version in wanted or KERNELS}
    text = DOCUMENTATION.read_text(encoding="utf-8")
    if wanted:
        print(table(found))
    else:
        begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        DOCUMENTATION.write_text(f"{text[:begin]}\n{table(found)}\n{text[end:]}", encoding="utf-8")


def try_kernel(version: str) -> dict[str, Any]:
    """What `inside.py` found on this kernel."""
    with tempfile.TemporaryDirectory(prefix="kernel-") as name:
        folder = Path(name)
        kernel, modules = fetch(version, folder)
        command = [sys.executable, "-P", str(HERE / "inside.py"), *(["exercise"] if version == WITH_EXERCISE else [])]
        disk = make_disk(folder / "disk", modules, command)
        return boot(kernel, disk)


def mirror() -> str:
    """Where this machine, a Debian, has its packages from; it has those of other releases too."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian"]
    places = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return next(place for place in places if "security" not in place)


def fetch(version: str, folder: Path) -> tuple[Path, Path]:
    """Downloads the newest kernel of this version: its image, and the folder of its modules."""
    release = KERNELS[version]
    sources, lists = folder / "sources.list", folder / "lists"
    key = "/usr/share/keyrings/debian-archive-keyring.gpg"
    sources.write_text(f"deb [signed-by={key}] {mirror()} {release} main\n")
    (lists / "partial").mkdir(parents=True)
    settings = {"Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "-", "Dir::State::lists": lists}
    settings |= {"Dir::Cache": folder, "APT::Sandbox::User": "root"}
    options = [f"-o={key}={value}" for key, value in settings.items()]
    subprocess.run(["apt-get", *options, "-qq", "update"], check=True)
    listed = subprocess.run(
        ["apt-cache", *options, "pkgnames", f"linux-image-{version}."], check=True, capture_output=True, text=True
    ).stdout.split()
    numbers = [int(found[1]) for name in listed if (found := re.search(r"\.0-(\d+)-amd64$", name))]
    package = f"linux-image-{version}.0-{max(numbers)}-amd64"
    subprocess.run(["apt-get", *options, "-qq", "download", package], check=True, cwd=folder)
    subprocess.run(["dpkg-deb", "-x", *map(str, folder.glob("*.deb")), folder / "package"], check=True)
    (modules,) = (folder / "package" / "lib" / "modules").iterdir()
    subprocess.run(["depmod", "-b", folder / "package", modules.name], check=True)
    return next((folder / "package" / "boot").glob("vmlinuz-*")), modules


def make_disk(folder: Path, modules: Path, command: list[str]) -> Path:
    """The first file system of the machine: BusyBox, the modules of 9p, and a script that starts the command."""
    for name in ("bin", "proc", "sys", "dev", "host"):
        (folder / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", folder / "bin")
    for name in ("sh", "mount", "mkdir", "insmod", "switch_root", "ip"):
        (folder / "bin" / name).symlink_to("busybox")
    needed = dict.fromkeys(path for name in MODULES for path in with_dependencies(name, modules))
    for path in needed:
        shutil.copy(path, folder)
    (folder / "modules").write_text("".join(f"/{path.name}\n" for path in needed))
    ended = ["/bin/sh", "-c", f"{shlex.join(command)}; true"]  # the shell stays the first process of the machine
    (folder / "init").write_text(INIT)
    (folder / "command").write_text(shlex.join(["exec", "switch_root", "/host", *ENVIRONMENT, *ended]))
    (folder / "init").chmod(0o755)
    packed = folder.with_suffix(".cpio")
    with packed.open("wb") as out:
        names = b"\n".join(str(path.relative_to(folder)).encode() for path in folder.rglob("*"))
        subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], check=True, cwd=folder, input=names, stdout=out)
    return packed


def with_dependencies(name: str, modules: Path) -> list[Path]:
    """The files of a module and of those that it needs, in the order in which they are to be loaded."""
    for line in (modules / "modules.dep").read_text().splitlines():
        path, _, needs = line.partition(":")
        if Path(path).name.partition(".")[0] == name:
            return [modules / each for each in [*reversed(needs.split()), path]]
    return []  # it is part of the kernel


def boot(kernel: Path, disk: Path) -> dict[str, Any]:
    """Runs the machine until it ends; the last line of its console that is JSON."""
    share = "local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap"
    command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "3072"]
    command += ["-kernel", str(kernel), "-initrd", str(disk), "-virtfs", share, "-nographic", "-no-reboot"]
    command += ["-nic", "none", "-append", "console=ttyS0 quiet loglevel=3 panic=-1 no_timer_check"]
    found: dict[str, Any] = {}
    machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert machine.stdout is not None
    with machine:
        for line in machine.stdout:
            text = line.decode(errors="replace").rstrip()
            print(text, file=sys.stderr, flush=True)
            if text.startswith("{"):
                found = json.loads(text)
    if not found:
        raise SystemExit(f"{kernel.name}: the machine ended without a result")
    return found


def table(found: dict[str, dict[str, Any]]) -> str:
    """The attacks by kernel: the layers that each stop it there alone."""
    heads = [f"Linux {each['kernel']}, {landlock(each['landlock'])}" for each in found.values()]
    titles = next(iter(found.values()))["attacks"]
    rows = [[title, *(cell(each["attacks"][title]) for each in found.values())] for title in titles]
    lines = [f"| {' | '.join(row)} |" for row in (["attack", *heads], ["---"] * (len(heads) + 1), *rows)]
    return "\n".join([*map(sentence, found.values()), "", *lines])


def sentence(found: dict[str, Any]) -> str:
    """What a kernel offers, and what came of the exercise."""
    unmet = "; ".join(found["unmet"]) or "nothing"
    said = f"- Linux {found['kernel']} offers {', '.join(found['layers'])}. Not guaranteed there: {unmet}."
    if exercise := found["exercise"]:
        said += f" The reference solution of `{exercise['name']}` gets {exercise['score']} points in this sandbox."
    return said


def landlock(abi: int) -> str:
    return f"Landlock ABI {abi}" if abi else "no Landlock"


def cell(outcome: dict[str, Any]) -> str:
    if outcome["acts"]:
        return "**acts**"
    together = "the layers together" if outcome["able"] else "the kernel"
    return ", ".join(outcome["stopped by"]) or together


if __name__ == "__main__":
    main(sys.argv[1:])
