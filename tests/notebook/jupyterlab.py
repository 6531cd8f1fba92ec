"""`check` in JupyterLab, in a browser: edits a function without saving, runs it, grades it, and takes screenshots.

    pip install jupyterlab
    python tests/notebook/jupyterlab.py FOLDER      # light.png, fixed.png and dark.png are written there

A script and not a test, since JupyterLab is a large thing to install for one. It ends with an error if a step fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
PATIENCE = 300
WRONG = "def relu(x):\n    return tf.where(tf.convert_to_tensor(x) > 1, x, 0.0)"
RIGHT = "def relu(x):\nreturn tf.maximum(x, tf.zeros_like(x))"  # the editor indents
RUN, SHOWN = "Shift+Enter", ".tf-grader"


def write_notebook(folder: Path) -> Path:
    """The notebook of `activations` with the solution's functions, but a wrong relu in a cell before the last two."""
    notebook = json.loads((ROOT / "exercises" / "notebooks" / "activations.ipynb").read_text("utf-8"))
    solution = (ROOT / "solutions" / "activations.py").read_text("utf-8")
    new = [
        {"cell_type": "code", "id": str(n), "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for n, source in enumerate([f"import tensorflow as tf\n{solution}", WRONG])
    ]
    notebook["cells"][1:-2] = new
    path = folder / "activations.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def start(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """JupyterLab with kernels of this Python; the process and its address."""
    spec = folder / "share" / "kernels" / "python3"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    options = {"token": "", "open_browser": False, "root_dir": folder, "port": 0, "allow_root": True}
    lab = shutil.which("jupyter-lab")
    if lab is None:
        sys.exit("jupyter-lab is not on PATH")
    runtime = folder / "runtime"
    environment = os.environ | {
        "GRADE_WARM": "0",
        "JUPYTER_PATH": str(folder / "share"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
    }
    words = ["--LabApp.expose_app_in_browser=True", *(f"--ServerApp.{key}={value}" for key, value in options.items())]
    process = subprocess.Popen([lab, *words], env=environment)
    end = time.monotonic() + PATIENCE
    while not (found := list(runtime.glob("jpserver-*.json"))) and time.monotonic() < end:
        time.sleep(0.2)
    return process, json.loads(found[0].read_text())["url"]


def drive(page: Page, address: str, notebook: Path, out: Path) -> None:
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{address}lab/tree/{notebook.name}")
    cells = page.locator(".jp-CodeCell .cm-content")
    cells.first.click()  # the menus are the notebook's from now on
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    shown = page.locator(SHOWN)
    expect(shown).to_contain_text("relu([", timeout=PATIENCE * 1000)
    shown.scroll_into_view_if_needed()
    page.screenshot(path=out / "light.png")

    cells.nth(1).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(RIGHT)
    page.keyboard.press(RUN)
    cells.last.click()
    page.keyboard.press(RUN)
    expect(shown).to_contain_text("Full marks", timeout=PATIENCE * 1000)
    assert "zeros_like" not in json.loads(notebook.read_text("utf-8"))["cells"][2]["source"], "it was saved meanwhile"
    shown.scroll_into_view_if_needed()
    page.screenshot(path=out / "fixed.png")

    page.evaluate("jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    page.wait_for_selector('[data-jp-theme-light="false"]', state="attached")
    page.screenshot(path=out / "dark.png")


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    with tempfile.TemporaryDirectory() as made, sync_playwright() as driver:
        notebook = write_notebook(Path(made))
        process, address = start(Path(made))
        try:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 1000})
            try:
                drive(page, address, notebook, out)
            except BaseException:
                page.screenshot(path=out / "failed.png")
                raise
            browser.close()
        finally:
            process.terminate()
            process.wait()
    print(f"screenshots in {out}")


if __name__ == "__main__":
    main()
