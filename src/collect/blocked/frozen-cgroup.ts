// Tasks of a frozen cgroup (`docker pause`, a runc that died before it thawed): Linux kernel/freezer.c (__refrigerator)
// for cgroup v1, kernel/signal.c (do_freezer_trap) for v2.
//
//     [<0>] __refrigerator+0x76/0x150
//     [<0>] do_freezer_trap+0x5c/0x90
//
// Since 6.1 a thread that sleeps where it may be frozen is frozen in its sleep (TASK_FROZEN, shown as D) and never comes to
// __refrigerator: D in a sleep that is otherwise always S tells it.
//
// v1: state D, and no signal is taken, not even SIGKILL, before the cgroup is thawed. v2 (5.2 … ): state S, SIGKILL works.

import type { WaitKind } from './wait-kind.ts';

export const frozenCgroup: WaitKind = {
  name: 'frozen-cgroup',
  waits: 'frozen-cgroup',
  sleepsIn: [
    ['__refrigerator', '3.3 … 6.x'],
    ['refrigerator', '… 3.2'],
    ['do_freezer_trap', '5.2 … 6.x'],
    ['cgroup_enter_frozen', '5.2 … 6.x, inlined'],
  ],
  prefixes: [],
  isBackend: ({ fstype }) => fstype === 'cgroup' || fstype === 'cgroup2',
};

/** Sleeps with TASK_FREEZABLE (include/linux/sched.h, 6.1): interruptible, so that D in them means frozen. */
export const FREEZABLE_SLEEPS: ReadonlySet<string> = new Set([
  'hrtimer_nanosleep',
  'do_nanosleep',
  'futex_wait_queue',
  'futex_do_wait',
  'ep_poll',
  'do_epoll_wait',
  'poll_schedule_timeout',
  'do_poll',
  'do_sys_poll',
  'do_select',
  'do_sigtimedwait',
]);
