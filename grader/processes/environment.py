"""What the processes of grading find around them: their environment, and a folder of their own."""

from __future__ import annotations

import contextlib
import os
import site
import sys
import tempfile
from pathlib import Path

import platformdirs

START_SECONDS = 180
STOP_SECONDS = 10

FIXED_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "HDF5_USE_FILE_LOCKING": "FALSE",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}
"""The environment of grading. Nothing of the caller's environment is passed on, so no token and no secret."""


OF_WINDOWS = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE")
"""Without these, Windows starts no program. They tell about the machine only."""


def of_grading(root: Path) -> dict[str, str]:
    """The environment of a server whose folder is `root`, and of all that it starts."""
    home = root / "home"
    cache = platformdirs.user_cache_path("tf-grader") / "matplotlib"
    if cache.is_absolute():  # it is not for somebody who has no home
        with contextlib.suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
    return {
        **FIXED_ENVIRONMENT,
        **_of_system(home),
        "HOME": str(home),
        "TMPDIR": str(home),
        "MPLCONFIGDIR": str(cache if os.access(cache, os.W_OK) else home),
        "PYTHONUSERBASE": site.getuserbase(),
    }


def _of_system(home: Path) -> dict[str, str]:
    if sys.platform == "linux":
        return {}
    given = {name: os.environ[name] for name in OF_WINDOWS if name in os.environ}
    folders = dict.fromkeys(("USERPROFILE", "TEMP", "TMP"), str(home))
    return {**given, **folders, "PYTHONUTF8": "1", "PATH": os.path.dirname(sys.executable)}


def new_root() -> Path:
    """A folder for a server and what it starts."""
    root = Path(tempfile.mkdtemp(prefix="grade-"))
    root.chmod(0o711)  # a worker with a uid of its own must pass through
    (root / "home").mkdir(mode=0o755)
    return root
