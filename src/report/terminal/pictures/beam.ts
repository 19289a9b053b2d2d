import type { BookEntry } from '../../../model/diagnosis.ts';
import { gapOf, type Line, type Pen } from '../pen.ts';

/** What a row of a pair of bars takes on either side of the middle, in columns; 0 where there is no room for pictures. */
export function beamArm(pen: Pen): number {
  if (pen.width < 80) return 0;
  return pen.width < 100 ? 5 : 8;
}

/**
 * Two figures as bars that grow from one middle, in proportion to `most`; where they do not
 * balance, what one has more than the other is broken:
 *
 *        ━━━━━━│━━━━━━
 *           ━━━│━━━╍╍╍
 */
export function renderBeam(
  pen: Pen,
  { left, right, balanced }: Pick<BookEntry, 'left' | 'right' | 'balanced'>,
  most: number,
  arm: number,
): Line {
  // Half columns; a difference is never so small that it is not seen.
  const shared = halves(balanced ? Math.max(left, right) : Math.min(left, right), most, arm);
  const more =
    balanced || left === right ? 0 : Math.max(1, halves(Math.max(left, right), most, arm) - shared);
  const [ofLeft, ofRight] = left > right ? [more, 0] : [0, more];
  const side = (excess: number): { whole: number; half: number; broken: number; rest: number } => {
    const broken = Math.ceil(excess / 2);
    const room = Math.min(shared, (arm - broken) * 2);
    const whole = Math.floor(room / 2);
    return { whole, half: room % 2, broken, rest: arm - whole - (room % 2) - broken };
  };
  const [a, b] = [side(ofLeft), side(ofRight)];
  return [
    gapOf(a.rest),
    pen.span('╍'.repeat(a.broken), 'bad'),
    pen.span(`${'╺'.repeat(a.half)}${'━'.repeat(a.whole)}`, 'good'),
    pen.span('│', 'dim'),
    pen.span(`${'━'.repeat(b.whole)}${'╸'.repeat(b.half)}`, 'good'),
    pen.span('╍'.repeat(b.broken), 'bad'),
    gapOf(b.rest),
  ];
}

function halves(count: number, most: number, arm: number): number {
  if (count <= 0) return 0;
  return Math.max(1, Math.round((count / most) * arm * 2));
}
