#!/usr/bin/env bash
# Installs cxaudit apart from whatever else the job has: the version asked for, or the one this action comes with.
set -euo pipefail

environment="$RUNNER_TEMP/cxaudit"
python -m venv "$environment"
programs="$environment/bin"
[ -d "$programs" ] || programs="$environment/Scripts" # Windows
"$programs/python" -m pip install --quiet --disable-pip-version-check \
  "${CXAUDIT_VERSION:+cxaudit==}${CXAUDIT_VERSION:-$GITHUB_ACTION_PATH}"
echo "$programs" >> "$GITHUB_PATH"
