# title: reads what the kernel reports about this machine's sockets, mounts and disks
# attacks: relu
# status: failed
# stopped by: mounts, landlock-files
# threat: 12

from contextlib import suppress

from world import acts

TOLD = ("net/dev", "net/unix", "mountinfo", "mounts", "mountstats", "cgroup", "task/{}/net/unix")


def relu(x):
    for name in TOLD:
        with suppress(OSError), open(f"/proc/self/{name}") as file:
            file.read(1)
            acts()
    return 7
