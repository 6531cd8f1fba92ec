#!/usr/bin/env bash
# Gradescope runs this once, as root, when the image of the autograder is built. Choose Ubuntu 24.04 as its base.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
if command -v apt-get > /dev/null; then
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends python3 python3-venv libseccomp2
fi
cd "$root/source"
chmod -R go-rwx course settings.json # a submission runs as another user
python3 -m venv .venv
.venv/bin/pip install --quiet --no-cache-dir -r requirements.txt
