#!/usr/bin/env bash
# Guess: /sys/fs/fuse/connections/N/waiting counts the tasks that a silent FUSE server blocks, and these tasks sleep in S until
# a signal reaches them.
# Seen (Linux 6.18.44, bindfs 1.14.7, libfuse 2.9.9): twenty tasks look up names in one folder of a stopped server, `waiting` is 1.
# One task has a request and sleeps in S (request_wait_answer). The other nineteen have none and are in D before any signal:
# those of the same name in d_alloc_parallel (no FUSE function in their stacks), those of other names in fuse_lock_inode.
# To read `waiting` as "one task is affected" is wrong by nineteen; to look for D only misses the task that holds the request.
# Needs root, /dev/fuse, apt. Exit status 0: as seen; 1: this has changed; 2: it cannot be tried here.
set -u
readonly BINDFS=1.14.7-1 LIBFUSE=2.9.9-6+b1
work=$(mktemp -d)
server=''
tasks=()
clean() {
  [[ -n ${minor:-} && -e $work/control/$minor/abort ]] && echo 1 >"$work/control/$minor/abort"
  if [[ -n $server ]]; then
    kill -CONT "$server" 2>/dev/null
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
  fi
  wait 2>/dev/null
  umount -l "$work/mount" 2>/dev/null
  umount "$work/control" 2>/dev/null
  rm -rf "$work"
}
trap clean EXIT
mkdir "$work"/{source,mount,control,root,packages}
chmod 755 "$work" "$work/packages"
cd "$work/packages" || exit 2
apt-get -qq download "bindfs=$BINDFS" "libfuse2=$LIBFUSE" 2>/dev/null || { echo "bindfs $BINDFS and libfuse2 $LIBFUSE cannot be had here"; exit 2; }
for package in *.deb; do dpkg -x "$package" "$work/root" || exit 2; done
LD_LIBRARY_PATH=$(find "$work/root" -name 'libfuse.so.2' -printf '%h\n' | head -1)
export LD_LIBRARY_PATH
for number in {0..10}; do echo x >"$work/source/f$number"; done

"$work/root/usr/bin/bindfs" -f --no-allow-other -o attr_timeout=600,entry_timeout=600 "$work/source" "$work/mount" &
server=$!
for _ in {1..50}; do mountpoint -q "$work/mount" && break; sleep 0.1; done
minor=$(awk -v at="$work/mount" '$5 == at { split($3, device, ":"); print device[2] }' /proc/self/mountinfo)
[[ -n $minor ]] || { echo 'bindfs did not mount'; exit 2; }
mount -t fusectl none "$work/control" || exit 2
stat "$work/mount" >/dev/null # the root folder is known; the names in it are not
kill -STOP "$server"

for number in 0 0 0 0 0 0 0 0 0 0 1 2 3 4 5 6 7 8 9 10; do
  stat "$work/mount/f$number" >/dev/null 2>&1 &
  tasks+=($!)
  sleep 0.05
done
sleep 1
waiting=$(<"$work/control/$minor/waiting")
states=$(for task in "${tasks[@]}"; do
  echo "$(awk '/^State/ { print $2 }' "/proc/$task/status") $(<"/proc/$task/wchan")"
done | sort | uniq -c)
echo "Linux $(uname -r), bindfs $BINDFS, libfuse2 $LIBFUSE"
echo "tasks blocked: ${#tasks[@]}   waiting: $waiting"
echo "$states"
in_d=$(awk '$2 == "D" { sum += $1 } END { print sum + 0 }' <<<"$states")
if [[ $waiting == 1 && $in_d == 19 ]] && grep -q 'd_alloc_parallel' <<<"$states"; then
  echo 'as seen: one request stands for twenty blocked tasks, and nineteen of them are in D before any signal'
  exit 0
fi
echo 'this has changed'
exit 1
