// `uname -a` of coreutils and busybox: kernel name, host, release, version (many words), machine, operating system.
//
//     Linux vm 6.18.44-fc-v595 #1 SMP PREEMPT_DYNAMIC @0 x86_64 GNU/Linux
//     Linux node7 3.10.0-957.el7.x86_64 #1 SMP Thu Nov 8 23:39:32 UTC 2018 x86_64 x86_64 x86_64 GNU/Linux
//
// RHEL prints the machine up to three times (machine, processor, platform).

import { ParseError } from '../parse-error.ts';

export interface Uname {
  readonly hostname: string;
  /** Kernel release, e.g. `3.10.0-957.el7.x86_64`. */
  readonly release: string;
  /** `x86_64`, `aarch64`, …; absent when none is named. */
  readonly machine?: string;
}

const MACHINE =
  /^(?:x86_64|aarch64|arm64|i[3-6]86|armv\w{1,8}|ppc64(?:le)?|s390x|riscv64|loongarch64|mips64(?:el)?)$/;

/** Host, kernel and machine of a `uname -a` line. */
export function parseUname(text: string): Uname {
  const words = text.slice(0, 4096).trim().split(/\s+/);
  const [system, hostname, release] = words;
  if (system !== 'Linux' || hostname === undefined || release === undefined) {
    throw new ParseError('uname', 0, 'Linux host release …', text);
  }
  const machine = words.slice(3).findLast((word) => MACHINE.test(word));
  return { hostname, release, ...(machine === undefined ? {} : { machine }) };
}
