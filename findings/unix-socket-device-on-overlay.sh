#!/usr/bin/env bash
# Guess: `ss -xle` and stat(2) name the same file for a unix socket: the inode and device that ss prints (UNIX_DIAG_VFS) are st_ino
# and st_dev, so the pair proves which listener is behind a path.
# Seen (Linux 6.18.44, iproute2 6.1.0, socat 1.7.4.4): on ext4 and tmpfs they do. On an overlay whose layers lie on different file
# systems the inode is the same and the device is not: ss has the overlay's own device, which mountinfo shows too, stat has a
# device that stands in no table. A daemon in a container with its socket on the container's root (docker in docker) is such a case.
# Needs root and apt. Exit status 0: as seen; 1: this has changed; 2: it cannot be tried here.
set -u
readonly SOCAT=1.7.4.4-2 IPROUTE=6.1.0-3 LIBWRAP=7.6.q-32
work=$(mktemp -d)
listeners=()
clean() {
  for listener in "${listeners[@]}"; do kill "$listener" 2>/dev/null; done
  wait 2>/dev/null
  umount "$work/overlay" 2>/dev/null
  umount "$work/tmpfs" 2>/dev/null
  rm -rf "$work"
}
trap clean EXIT
mkdir "$work"/{packages,root,tmpfs,lower,overlay}
chmod 755 "$work" "$work/packages"
cd "$work/packages" || exit 2
apt-get -qq download "socat=$SOCAT" "libwrap0=$LIBWRAP" "iproute2=$IPROUTE" 2>/dev/null || { echo "socat $SOCAT, libwrap0 $LIBWRAP and iproute2 $IPROUTE cannot be had here"; exit 2; }
for package in *.deb; do dpkg -x "$package" "$work/root" || exit 2; done
ss=$(find "$work/root" -path '*bin/ss' | head -1)
socat=$(find "$work/root" -name 'socat*' -path '*bin/*' -type f | head -1)
LD_LIBRARY_PATH=$(find "$work/root" -name 'libwrap.so.0' -printf '%h\n' | head -1)
export LD_LIBRARY_PATH

mount -t tmpfs none "$work/tmpfs" || exit 2
mkdir "$work"/tmpfs/{upper,work}
mount -t overlay overlay -o "lowerdir=$work/lower,upperdir=$work/tmpfs/upper,workdir=$work/tmpfs/work" "$work/overlay" || { echo 'no overlay here'; exit 2; }

# name, then "inode major:minor" as stat, ss and mountinfo have it
compare() {
  local socket=$1/daemon.sock by_stat by_ss by_mount
  "$socat" "UNIX-LISTEN:$socket" SYSTEM:true &
  listeners+=($!)
  for _ in {1..50}; do [[ -S $socket ]] && break; sleep 0.1; done
  by_stat=$(stat -c '%i %Hd:%Ld' "$socket")
  by_ss=$("$ss" -xleH src "$socket" | sed -nE 's/.*ino:([0-9]+) dev:([0-9]+)\/([0-9]+).*/\1 \2:\3/p')
  by_mount=$(findmnt -no MAJ:MIN -T "$socket" | tr -d " ")
  echo "$1: stat $by_stat   ss $by_ss   mountinfo $by_mount"
  [[ -n $by_stat && -n $by_ss ]] || { echo 'socat or ss did not tell'; exit 2; }
  [[ ${by_stat% *} == "${by_ss% *}" ]] && inode=same || inode=differs
  [[ ${by_stat#* } == "${by_ss#* }" ]] && device=same || device=differs
  [[ ${by_ss#* } == "$by_mount" ]] && table=same || table=differs
}
echo "Linux $(uname -r), socat $SOCAT, iproute2 $IPROUTE"
compare "$work/tmpfs"
plain="$inode $device $table"
compare "$work/overlay"
layered="$inode $device $table"
if [[ $plain == 'same same same' && $layered == 'same differs same' ]]; then
  echo "as seen: on the overlay the inode is the same, stat's device is another, and mountinfo's is that of ss"
  exit 0
fi
echo "this has changed: $plain, $layered"
exit 1
