import type { Cause } from '../../model/cause.ts';
import { formatBytes } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import {
  describeGroup,
  describeLock,
  describeRange,
  describeSigns,
  describeSuspicion,
  describeUnverified,
} from '../causes/cause-words.ts';
import { gapOf, indent, type Line, type Pen } from '../terminal/pen.ts';
import { proseRoom, renderEntry, renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';

/** All known causes, a line each. */
export function renderCauses(pen: Pen, causes: readonly Cause[]): Line[] {
  return renderTable(
    pen,
    [
      { title: 'cause', tone: 'name' },
      { title: 'kind' },
      ...(pen.width >= 120 ? [{ title: 'component' }] : []),
      { title: 'what it is', shrinksTo: 20 },
    ],
    causes.map(({ id, kind, component, title }) =>
      pen.width >= 120 ? [id, kind, component, title] : [id, kind, title],
    ),
    pen.width,
  );
}

const TITLE_WIDTH = 11;

/** One cause explained: how it comes about, where it is, how it is known, what helps. */
export function renderCause(pen: Pen, cause: Cause): Line[] {
  const entry = (title: string, text: string): Line[] =>
    text === '' ? [] : renderEntry(pen, title, text, TITLE_WIDTH);
  const { cost } = cause;
  return [
    renderRule(pen, cause.id),
    ...indent(pen.wrap(cause.title, proseRoom(pen, 2), 'strong'), 2),
    [],
    ...indent(pen.wrap(cause.mechanism, proseRoom(pen, 2)), 2),
    [],
    ...entry('component', cause.component),
    ...entry('affected', cause.affected.map(describeRange).join(', ')),
    ...entry('fixed in', cause.fixed.map(({ version, by }) => `${version} (${by})`).join(', ')),
    ...cause.groups.flatMap((group) => entry('signature', describeGroup(group, plain))),
    ...(cause.locks ?? []).flatMap((lock) => entry('lock', describeLock(lock, plain))),
    ...describeSigns(cause.shows ?? {}, plain).flatMap((says) => entry('sign', says)),
    ...entry('a fault at', cause.suspicion.map(describeSuspicion).join('; or ')),
    ...(cost === undefined
      ? []
      : entry(
          'one costs',
          `${counted(cost.goroutines, 'goroutine')}, ${counted(cost.descriptors, 'descriptor')}, ${formatBytes(cost.bytes)}`,
        )),
    ...cause.confirms.flatMap((says) => entry('confirmed', says)),
    ...cause.refutes.flatMap((says) => entry('refuted', says)),
    ...cause.remedies.flatMap(({ says, risk, command }) => [
      ...entry('remedy', says),
      ...(command === undefined
        ? []
        : [[gapOf(TITLE_WIDTH + 4), pen.span('$ ', 'dim'), pen.span(command, 'name')]]),
      ...entry('', `risk: ${risk}`),
    ]),
    ...cause.links.flatMap((link) => entry('see', link)),
    ...entry('unverified', describeUnverified(cause)),
    ...entry('file', cause.file),
  ];
}

function plain(text: string): string {
  return text;
}
