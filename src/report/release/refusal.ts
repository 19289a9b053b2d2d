import { createPen, gapOf, indent, type Line, type Paper } from '../terminal/pen.ts';

const SHOWN = 40;

/** What has changed since a plan was made; without the former plan, only that it has. */
export function renderRefusal(
  changes: { readonly gone: readonly string[]; readonly added: readonly string[] } | undefined,
  paper: Paper,
): string {
  const pen = createPen(paper);
  const badge = pen.span('REFUSED', 'bad-badge');
  const head: Line = [
    badge,
    gapOf(2),
    pen.span('the host is not as it was planned; nothing has been done', 'strong'),
  ];
  if (changes === undefined) {
    const says =
      'The plan of this digest is not known here, so what has changed cannot be told. This is the plan now:';
    return pen.print([head, [], ...indent(pen.wrap(says, pen.width - 2), 2), []]);
  }
  const lines = [
    ...changes.gone.map((fact): Line => [pen.span('- ', 'bad'), pen.span(fact)]),
    ...changes.added.map((fact): Line => [pen.span('+ ', 'good'), pen.span(fact)]),
  ];
  const hidden = lines.length - SHOWN;
  const more: Line[] = hidden > 0 ? [[pen.span(`and ${hidden} more`, 'dim')]] : [];
  return pen.print([
    head,
    [],
    ...indent([...lines.slice(0, SHOWN), ...more], 2),
    [],
    [gapOf(2), pen.span('This is the plan now:')],
    [],
  ]);
}
