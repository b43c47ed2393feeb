#!/bin/sh
# start.sh COMMAND...: runs the command that starts the tmux server, with room for its file descriptors.
#
# Each pane takes two. At its limit the server spins and every client hangs for ever, so the limit is raised as far
# as we may, and kept as a server option: spawning stops short of it.
wanted=8192
limit() { ulimit -S -n | sed "s/unlimited/$wanted/"; }
if [ "$(limit)" -lt "$wanted" ]; then
  ulimit -S -n "$wanted" 2>/dev/null || ulimit -S -n "$(ulimit -H -n)" 2>/dev/null
fi
exec "$@" ';' set-option -s @overstory_fd_limit "$(limit)"
