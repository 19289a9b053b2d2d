import { HostError } from '../../src/system/host-error.ts';
import type { Machine } from '../../src/host/machine.ts';

/** A machine whose clock runs only while it sleeps, and that writes down what it is told to do. */
export interface MadeMachine extends Machine {
  readonly done: string[];
}

export interface MadeMachineOptions {
  /** What the runtime says of every container: its state, or the HostError that it fails with. */
  readonly inspect?: () => { readonly state: string; readonly pid?: number };
  /** Commands (by their first word) and files that fail. */
  readonly fails?: RegExp;
}

export function makeMachine({ inspect, fails }: MadeMachineOptions = {}): MadeMachine {
  const done: string[] = [];
  let now = Date.UTC(2026, 10, 24);
  const act = (what: string): void => {
    if (fails?.test(what)) throw new HostError(what, 'denied', `${what} cannot be run: permission denied`);
    done.push(what);
  };
  return {
    done,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    run: async (command, args) => {
      act([command, ...args].join(' '));
      return '';
    },
    write: async (file, text) => act(`${text} > ${file}`),
    inspect: async (id) => {
      if (inspect === undefined) throw new HostError(id, 'absent', 'No such container');
      const { state, pid = 0 } = inspect();
      return Buffer.from(JSON.stringify({ Id: id, State: { Status: state, Pid: pid } }));
    },
    kill: async (id) => act(`kill ${id}`),
  };
}
