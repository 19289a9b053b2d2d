// Tasks of a frozen cgroup (`docker pause`, a runc that died before it thawed): Linux kernel/freezer.c (__refrigerator)
// for cgroup v1, kernel/signal.c (do_freezer_trap) for v2.
//
//     [<0>] __refrigerator+0x76/0x150
//     [<0>] do_freezer_trap+0x5c/0x90
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
