#!/bin/sh
# Runs one launch, `sh launch.sh FOLDER ID`, as the first process of a pane or of a session of its own, and keeps its exit
# status in FOLDER/ID.exited (see src/process/launch.ts for the files). Plain POSIX sh.

folder=$1
id=$2

# Caught, not ignored: an ignored signal would be ignored by the agent too, and Ctrl-C would do nothing. This shell
# outlives the signals that end the agent, to record how it ended. Not SIGHUP: when the terminal is gone only this shell
# is told, and the system tells the agent because this shell ends.
drain=0.3
trap : INT QUIT
trap drain=0.02 TERM

# The agent gets the environment that its launch names, not the one of the tmux server: only what tells of its pane. It is
# a foreground child, so the terminal is its own.
env -i ${TMUX:+"TMUX=$TMUX" "TMUX_PANE=$TMUX_PANE" "TERM=$TERM"} /bin/sh "$folder/$id.sh"
status=$?

# One write, and no process for a rename: the line end tells that it is whole, and whoever waits for it hears sooner.
printf '%s\n' "$status" >"$folder/$id.exited"

# tmux drops what it has not read when a pane's first process ends.
[ -z "${TMUX-}" ] || sleep "$drain"
exit "$status"
