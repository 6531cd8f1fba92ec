"""What tests of kits share: virtual environments that have a kit installed, and the libraries of this one."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

Lend = Callable[[Path], None]


@pytest.fixture
def lend() -> Lend:
    """`lend(environment)` gives it the libraries of the environment that runs the tests: TensorFlow takes minutes."""

    def lend(environment: Path) -> None:
        (site,) = environment.glob("lib/python*/site-packages")
        (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")

    return lend


@pytest.fixture
def installed(lend: Lend) -> Callable[[Path, Path], Path]:
    """`installed(environment, requirements)` makes the environment, installs the wheel that the requirements name, and
    returns its `bin`."""

    def installed(environment: Path, requirements: Path) -> Path:
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        wheel = requirements.read_text().splitlines()[0]
        pip = [environment / "bin" / "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
        subprocess.run(pip, check=True, cwd=requirements.parent)
        lend(environment)
        return environment / "bin"

    return installed
