#!/usr/bin/env bash
# Checks and tests a rulebook on GitHub: annotations, the job summary, SARIF, and the exit code of cxaudit.
set -uo pipefail

paths=()
while IFS= read -r path; do
  paths+=("$path")
done < <(printf '%s\n' "$CXAUDIT_PATHS" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//; /^$/d')
if [ "${#paths[@]}" -eq 0 ]; then
  echo "::error::paths: name the files or folders of the rulebook"
  exit 2
fi
held_against=(${CXAUDIT_LOG:+--log "$CXAUDIT_LOG"})
sarif="$RUNNER_TEMP/cxaudit.sarif"
log="$RUNNER_TEMP/cxaudit.log" # what would be said twice
rm -f "$sarif"

cxaudit rules check --format github --fail-on "$CXAUDIT_FAIL_ON" ${held_against[@]+"${held_against[@]}"} -- "${paths[@]}"
checked=$?
[ "$checked" -eq 2 ] && exit 2 # what was asked for cannot be done, and that is said above
cxaudit rules test --format github --fail-on "$CXAUDIT_FAIL_ON" -- "${paths[@]}" > "$log"
tested=$?
# A rulebook that cannot be read has no examples to run, and why that is stands above already.
if [ "$checked" -eq 0 ] ||
  cxaudit rules test --select example-not-run --fail-on never -- "${paths[@]}" > /dev/null 2>&1; then
  can_be_read=yes
fi
[ -n "${can_be_read:-}" ] && cat "$log"

{
  cxaudit rules check --format markdown ${held_against[@]+"${held_against[@]}"} -- "${paths[@]}"
  if [ -n "${can_be_read:-}" ]; then
    printf '\n'
    cxaudit rules test --format markdown -- "${paths[@]}" | sed '1s/Rulebook:/Examples:/'
  fi
} >> "$GITHUB_STEP_SUMMARY" 2> "$log"

cxaudit rules check --format sarif --output "$sarif" ${held_against[@]+"${held_against[@]}"} -- "${paths[@]}" > "$log" 2>&1
[ -f "$sarif" ] && echo "sarif=$sarif" >> "$GITHUB_OUTPUT"

exit "$((checked > tested ? checked : tested))"
