#!/bin/sh
# scratch.sh make|remove FOLDER [IN_MEMORY]
#
# FOLDER is where the tests of a run write, their TMPDIR: a link to the folder IN_MEMORY where there is room for it, for
# PostgreSQL makes a thousand files for each database, and on some disks that was half of all the work of a run.
#
# `make` begins from nothing: what an earlier run left behind when it was killed goes. But for FOLDER/postgres, which may
# have a server: test_postgres ends that and clears it.
set -eu

folder=$2
in_memory=${3:-/dev/shm/${folder##*/}}

# A run has been seen to take less than a gigabyte.
disk_kib=4000000
memory_kib=8000000

# at_least KIB NUMBER: false for what is no number, too.
at_least() {
  [ "${2:-0}" -ge "$1" ] 2>/dev/null
}

has_room_in_memory() {
  at_least $disk_kib "$(df -Pk "${in_memory%/*}" 2>/dev/null | awk 'NR == 2 {print $4}')" || return 1
  at_least $memory_kib "$(awk '$1 == "MemAvailable:" {print $2}' /proc/meminfo 2>/dev/null)" || return 1
  # What a container may have at most; "max", or no file, is no limit.
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    bytes=$(cat "$limit" 2>/dev/null || echo max)
    [ "$bytes" = max ] || at_least $((memory_kib * 1024)) "$bytes" || return 1
  done
}

case $1 in
  make)
    for old in "$folder" "$in_memory"; do
      [ ! -d "$old" ] || find "$old/" -mindepth 1 -maxdepth 1 ! -name postgres -exec rm -rf {} +
    done
    if [ ! -d "$folder/postgres" ]; then
      rm -rf "$folder" "$in_memory"
      if has_room_in_memory; then
        mkdir "$in_memory"
        ln -s "$in_memory" "$folder"
      else
        mkdir "$folder"
      fi
    fi
    chmod 755 "$folder/" # PostgreSQL runs as another user
    ;;
  remove)
    rm -rf "$folder" "$in_memory"
    ;;
  *)
    echo "usage: scratch.sh make|remove FOLDER [IN_MEMORY]" >&2
    exit 2
    ;;
esac
