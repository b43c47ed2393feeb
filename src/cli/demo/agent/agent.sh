#!/bin/sh
# A scripted agent: "thinks" for a while, then does the work that lies ready for its task, and commits it.
# agent.sh TASK SECONDS
set -eu
task=$1
work=$(cd "$(dirname "$0")" && pwd)/work

printf 'task %s, attempt %s: %s\n' "$task" "${OVERSTORY_ATTEMPT:-1}" "${OVERSTORY_PROMPT:-}"
for step in reading writing testing; do
  printf '%s …\n' "$step"
  sleep "$2"
  if [ "$step/$task/${OVERSTORY_ATTEMPT:-1}" = writing/letters/1 ]; then
    printf 'about to crash, as scripted\n'
    kill -KILL $$
  fi
done

cp -R "$work/$task/." .
git add -A
git commit -q -m "Add $task"
printf 'done\n'
