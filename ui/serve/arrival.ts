import { focusView } from '../parts/page-frame.tsx';
import { hostAddress, type Route } from './route.ts';

let hasMoved = false;

/** Another page is another place to read: the focus goes there; back in the list, to the host that one comes from. */
export function enterPage(route: Route, last: Route): void {
  hasMoved = true;
  const line =
    route.page === 'list' && last.page === 'host'
      ? document.querySelector<HTMLElement>(`main a[href="${hostAddress(last.id)}"]`)
      : null;
  if (line !== null) line.focus();
  else focusTop();
}

/** A report takes the place of the lines that told of its making, and the focus that they had. */
export function enterReport(): void {
  if (hasMoved && document.activeElement === document.body) focusTop();
}

function focusTop(): void {
  focusView();
  scrollTo(0, 0);
}
