import { DEGREES } from './degree.ts';

/** What the colours mean, from what is gone to what is new; each box of the tree bears its figures as well. */
export function DegreeLegend() {
  return (
    <ul class="degrees" aria-label="Colours: what became of a box">
      {DEGREES.map(({ id, says }) => (
        <li key={id} class={`degree-${id}`}>
          {says}
        </li>
      ))}
    </ul>
  );
}
