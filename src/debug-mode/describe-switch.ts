import { reloadEffects } from '../live/daemons/dockerd-config.ts';
import type { DebugPlan, DebugState, DebugStep } from '../model/debug-mode.ts';
import type { DebugAction } from './debug-action.ts';
import type { DebugLook } from './look.ts';
import { diffTexts } from './text-diff.ts';

/** The plan for people: what each action does, and what else happens. */
export function describeSwitch(
  { state, file }: DebugLook,
  args: readonly string[],
  to: 'on' | 'off',
  actions: readonly DebugAction[],
): DebugPlan {
  let text = file?.text;
  const steps = actions.map((action): DebugStep => {
    if (action.kind !== 'put') return { says: describe(action, state) };
    const next = action.content === undefined ? undefined : Buffer.from(action.content).toString('utf8');
    const diff = diffTexts(text, next);
    const says = describePut(state.configFile ?? '', text, next, action.restores);
    text = next;
    return { says, diff };
  });
  const reloads = actions.some(({ kind }) => kind === 'reload');
  const notes = reloads
    ? [...reloadEffects(args, file?.config.keys ?? new Set()), ...foreignChanges(state)]
    : [];
  return { schema: 'deadwait/debug-plan/v1', to, daemon: state, steps, notes };
}

function describe(
  action: Exclude<DebugAction, { kind: 'put' }>,
  { pid, configFile = '' }: DebugState,
): string {
  switch (action.kind) {
    case 'keep':
      return action.backup.before === undefined
        ? `Note that there is no ${configFile}.`
        : `Keep ${configFile} as it is, byte for byte.`;
    case 'reload':
      return `Send SIGHUP to dockerd (pid ${pid ?? 0}), and see that it is ${action.expects ? 'in' : 'out of'} debug mode.`;
    case 'forget':
      return 'Forget what was kept.';
  }
}

function describePut(
  file: string,
  before: string | undefined,
  after: string | undefined,
  restores: boolean,
): string {
  if (after === undefined) return `Remove ${file}: there was none.`;
  if (before === undefined) return `Write ${file}:`;
  return restores ? `Put ${file} back:` : `Change ${file}:`;
}

function foreignChanges({ backup }: DebugState): readonly string[] {
  return backup?.fileIs === 'changed'
    ? ['The file was changed since debug mode was switched on: only debug is taken back, the rest stays.']
    : [];
}
