// Which lines of the journal are a daemon's own.
//
// Source: systemd.journal-fields(7): fields that begin with `_` are set by journald itself, all others by the writer. dockerd's
// journald driver (moby daemon/logger/journald) writes the lines of containers from dockerd's own pid and unit, over _TRANSPORT=journal
// and with CONTAINER_ID; what dockerd says itself comes over its standard error, _TRANSPORT=stdout. `journalctl -u` also takes lines
// that only claim to be about a unit (OBJECT_SYSTEMD_UNIT, COREDUMP_UNIT).

/** More entries than these are not asked for; the newest. */
const MOST_ENTRIES = 500_000;

/**
 * The words of journalctl for what a unit's own processes wrote to their standard output and error, as root, and for what systemd says
 * of the unit. `unit` has to come from the cgroup of a daemon that was shown to be one, or be a constant.
 */
export function journalQuery(unit: string, format: string): string[] {
  const output = ['-q', '--no-pager', '-o', format, '-n', String(MOST_ENTRIES), '--'];
  const own = [`_SYSTEMD_UNIT=${unit}`, '_TRANSPORT=stdout', '_UID=0'];
  const ofSystemd = [`UNIT=${unit}`, '_PID=1', '_UID=0'];
  return [...output, ...own, '+', ...ofSystemd];
}
