/** The line that joins the stations: as thick as what piles up there, on a scale of powers of ten. */

/** Half the height of the box that a band is drawn in; a station lies in its middle, at 50 of 100. */
export const HALF = 60;
const THIN = 3;
const DECADE = 8.5;

/** Half the thickness at a station with so many of something; a thin line where nothing is counted. */
export function halfThickness(count: number | undefined): number {
  if (count === undefined || count <= 0) return THIN;
  return Math.min(HALF - 4, THIN + DECADE * Math.log10(count + 1));
}

/**
 * One cell of the band, from the border with the station before to that with the one behind, as an SVG path in a box of
 * 100 × 2·HALF. Both borders are halfway between two stations; an end without neighbour stops at the station.
 */
export function bandPath(before: number | undefined, here: number, behind: number | undefined): string {
  const upper = [...leftHalf(before, here), ...rightHalf(here, behind)];
  const lower = upper.map(([x, y]) => [x, -y] as const).reverse();
  return `M${curveThrough(upper)}L${curveThrough(lower)}Z`;
}

/** A thread of the band: `share` from -1 (lower edge) to 1 (upper edge). */
export function threadPath(
  before: number | undefined,
  here: number,
  behind: number | undefined,
  share: number,
): string {
  const edge = [...leftHalf(before, here), ...rightHalf(here, behind)];
  return `M${curveThrough(edge.map(([x, y]) => [x, y * share] as const))}`;
}

/** A start, then three points for each curve. */
function curveThrough([start = [0, 0], ...more]: readonly Point[]): string {
  const at = ([x, y]: Point): string => `${round(x)} ${round(HALF - y)}`;
  const curves = more.flatMap((_, index) =>
    index % 3 === 0
      ? [
          `C${more
            .slice(index, index + 3)
            .map(at)
            .join(' ')}`,
        ]
      : [],
  );
  return at(start) + curves.join('');
}

type Point = readonly [number, number];

/** From the border to the station: start and one curve. The whole curve from station to station is cut in its middle. */
function leftHalf(before: number | undefined, here: number): Point[] {
  if (before === undefined)
    return [
      [34, 0],
      [34, here * 0.62],
      [40, here],
      [50, here],
    ];
  return [
    [0, (before + here) / 2],
    [12.5, before * 0.25 + here * 0.75],
    [25, here],
    [50, here],
  ];
}

/** The curve from the station to the border behind it; it goes on from where the left half ends. */
function rightHalf(here: number, behind: number | undefined): Point[] {
  if (behind === undefined) return [];
  return [
    [75, here],
    [87.5, here * 0.75 + behind * 0.25],
    [100, (here + behind) / 2],
  ];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
