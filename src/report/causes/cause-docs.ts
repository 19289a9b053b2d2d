/** docs/causes.md: every known cause for people to read, made of the knowledge files. */
import type { Cause } from '../../model/cause.ts';
import { formatBytes } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import {
  describeGroup,
  describeLock,
  describeRange,
  describeSigns,
  describeSuspicion,
  describeUnverified,
} from './cause-words.ts';

const COMPONENTS: ReadonlyMap<string, string> = new Map([
  ['dockerd', 'dockerd'],
  ['containerd', 'containerd'],
  ['containerd-shim', "containerd's shims"],
  ['runc', 'runc'],
  ['crio', 'CRI-O'],
  ['conmon', 'conmon'],
  ['kubelet', 'kubelet'],
  ['kernel', 'The kernel and what lies below'],
  ['client', 'Clients'],
  ['unknown', 'None of them'],
]);

const KINDS: Readonly<Record<Cause['kind'], string>> = {
  leak: 'grows with every call',
  stuck: 'something does not end',
  degraded: 'slower or blinder than it should be',
  lookalike: 'no fault, but it looks like one',
};

/** The page, with what was left out (Markdown) at its end. */
export function renderCauseDocs(causes: readonly Cause[], leftOut: string): string {
  const components = [...new Set([...COMPONENTS.keys(), ...causes.map(({ component }) => component)])];
  const parts = components.flatMap((component) => {
    const own = causes.filter((cause) => cause.component === component);
    return own.length === 0 ? [] : [renderComponent(COMPONENTS.get(component) ?? component, own)];
  });
  return [
    '# Known causes',
    '',
    '<!-- Generated from knowledge/ by scripts/generate-cause-docs.js. Do not edit: npm run build writes it. -->',
    '',
    `deadwait knows ${causes.length} causes. \`deadwait causes ID\` shows one of them, \`deadwait causes --match DUMP\` which of them a goroutine`,
    'dump fits; [adding-a-cause.md](adding-a-cause.md) tells how one is written. Functions are given by package, receiver and method; the',
    'path before them, vendoring and the numbers of closures do not matter.',
    '',
    ...parts.flatMap((part) => [part, '']),
    leftOut.trim(),
    '',
  ].join('\n');
}

function renderComponent(title: string, causes: readonly Cause[]): string {
  return [`## ${title}`, '', ...causes.flatMap(renderCause)].join('\n').trimEnd();
}

function renderCause(cause: Cause): readonly string[] {
  const { id, title, kind, mechanism, affected, fixed, cost, confirms, refutes, links } = cause;
  const fixes = fixed.map(({ version, by }) => `${version} (${by})`);
  return [
    `### ${id}`,
    '',
    `**${escape(title)}** (${kind}: ${KINDS[kind]})`,
    '',
    escape(mechanism),
    '',
    `- Versions: ${listed(affected.map(describeRange))}.${describeFixes(kind, fixes)}`,
    ...cause.groups.map((group) => `- ${describeGroup(group, code)}`),
    ...(cause.locks ?? []).map((lock) => `- Lock: ${describeLock(lock, code)}.`),
    ...describeSigns(cause.shows ?? {}, code).map((says) => `- ${says}`),
    ...(cause.suspicion.length === 0
      ? []
      : [
          `- ${kind === 'lookalike' ? 'Seen' : 'A fault'} from: ${cause.suspicion.map(describeSuspicion).join('; or ')}.`,
        ]),
    ...(cost === undefined || cost.goroutines === 0
      ? []
      : [
          `- One costs ${counted(cost.goroutines, 'goroutine')}, ${counted(cost.descriptors, 'descriptor')}, ${formatBytes(cost.bytes)}.`,
        ]),
    ...confirms.map((says) => `- Confirmed by: ${escape(says)}.`),
    ...refutes.map((says) => `- Refuted by: ${escape(says)}.`),
    ...distinct(
      cause.remedies.map(
        ({ says, risk, command }) =>
          `- Remedy: ${escape(says)}${command === undefined ? '' : ` \`${command}\``} Risk: ${escape(risk)}`,
      ),
    ),
    ...[describeUnverified(cause)].filter(Boolean).map((says) => `- Unverified: ${says}.`),
    ...(links.length === 0 ? [] : [`- See ${links.map((link) => `<${link}>`).join(', ')}.`]),
    ...(cause.covers.length === 0
      ? []
      : [`- Also called ${listed(cause.covers.map((one) => `\`${one}\``))}.`]),
    '',
  ];
}

function describeFixes(kind: Cause['kind'], fixes: readonly string[]): string {
  if (fixes.length > 0) return ` Fixed in ${listed(fixes)}.`;
  return kind === 'lookalike' ? '' : ' No release has a fix.';
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Remedies of which one is for live-restore and one without say nearly the same; the same words stand once. */
function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

/** What Markdown would take for more than text; what stands between backticks stays. */
function escape(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replace(/[<>*_]/g, '\\$&') : part))
    .join('`');
}
