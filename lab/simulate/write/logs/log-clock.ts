import { monthOf } from '../times.ts';

/** The time of a line in the ways that logs write it; the text of a second is made once. */
export class LogClock {
  /** `2026-11-24T02:07:40` */
  readonly iso = Buffer.alloc(19);
  /** `Nov 24 02:07:45` */
  readonly syslog = Buffer.alloc(15);
  /** `1124 02:07:45` */
  readonly klog = Buffer.alloc(13);
  /** Within the second. */
  nanoseconds = 0;
  private readonly epochMs: number;
  private second = Number.NaN;

  /** Times are set from this one on, in milliseconds since 1970. */
  constructor(epochMs: number) {
    this.epochMs = epochMs;
  }

  set(ms: number): void {
    const whole = Math.floor(ms);
    const epoch = this.epochMs + whole;
    const second = Math.floor(epoch / 1000);
    this.nanoseconds = Math.floor((epoch - second * 1000 + (ms - whole)) * 1_000_000);
    if (second === this.second) return;
    this.second = second;
    const at = new Date(second * 1000);
    const iso = at.toISOString();
    const time = iso.slice(11, 19);
    this.iso.write(iso.slice(0, 19));
    this.syslog.write(`${monthOf(at)} ${String(at.getUTCDate()).padStart(2)} ${time}`);
    this.klog.write(`${iso.slice(5, 7)}${iso.slice(8, 10)} ${time}`);
  }
}
