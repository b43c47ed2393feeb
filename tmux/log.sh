#!/bin/sh
# log.sh FOLDER CAP_KIB: appends its input to FOLDER/output.log, at once. When that file nears the cap it becomes
# output.1.log and a new one starts: the two never hold more than twice the cap.
#
# dd writes each read straight away and takes no byte more than it writes, so nothing is lost at a rotation. It counts
# reads, not bytes: of at most 1 KiB each, as many as KiBs are left, they cannot pass the cap.
umask 077
export LC_ALL=C
cap=$2
cd "$1" || exit 1

# Sets `count` to the KiBs that output.log may still grow by, starting a new one when few are left.
make_room() {
  size=$(wc -c 2>/dev/null <output.log) || size=0
  count=$((cap - (size + 1023) / 1024))
  [ "$count" -gt $((cap / 4)) ] && return
  count=$cap
  mv -f output.log output.1.log
}

# Makes COUNT reads and writes them to FILE; sets `reads` to how many there were. Fails when FILE cannot be written.
copy() { # COUNT FILE
  report=$(dd bs=1024 count="$1" 2>&1 >>"$2") || return 1
  # `whole+partial records in`, with a warning before it from some.
  report=${report%% records in*}
  reads=$((${report##*[!0-9+]}))
}

while :; do
  if ! { make_room && copy "$count" output.log; }; then
    # With a full disk or the folder gone the agent goes on; what it prints meanwhile is dropped, not piled up in tmux.
    count=256
    copy "$count" /dev/null || exit 1
  fi
  [ "$reads" -eq "$count" ] || exit 0
done
