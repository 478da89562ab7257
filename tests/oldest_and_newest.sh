#!/usr/bin/env bash
# Runs the unit tests on the oldest and the newest Python that Bysans supports and that this machine has; says which it did not find.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
supported=(3.11 3.12 3.13 3.14)
uv=.venv/bin/uv
# pyenv's commands answer only for the versions that are chosen: choose all it has.
if command -v pyenv >/dev/null; then PYENV_VERSION="$(pyenv versions --bare | paste -sd:)" && export PYENV_VERSION; fi

found=()
for version in "${supported[@]}"; do
  if "$uv" python find --no-python-downloads "$version" >/dev/null 2>&1; then found+=("$version"); else echo "Python $version is not on this machine: its unit tests were not run."; fi
done

for version in $(printf '%s\n' "${found[0]}" "${found[-1]}" | uniq); do
  echo "Unit tests on Python $version:"
  UV_PROJECT_ENVIRONMENT=".venv-$version" UV_PYTHON_DOWNLOADS=never "$uv" sync --locked --quiet --python "$version"
  ".venv-$version/bin/pytest" tests/unit -q -n 2
done
