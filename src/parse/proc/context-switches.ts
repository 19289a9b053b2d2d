// The end of /proc/<pid>/status and of /proc/<pid>/task/<tid>/status: proc_pid_status(5), Linux fs/proc/array.c
// (task_context_switch_counts).
//
//     voluntary_ctxt_switches:	150
//     nonvoluntary_ctxt_switches:	545
//
// A thread that sleeps without waking up keeps both numbers.

/** How often a thread has left its CPU; undefined where the text does not say. */
export function parseContextSwitches(text: string): number | undefined {
  const [, voluntary] = /^voluntary_ctxt_switches:[ \t]*(\d{1,15})$/m.exec(text) ?? [];
  const [, forced] = /^nonvoluntary_ctxt_switches:[ \t]*(\d{1,15})$/m.exec(text) ?? [];
  return voluntary === undefined || forced === undefined ? undefined : Number(voluntary) + Number(forced);
}
