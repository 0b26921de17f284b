import { COLOURS, logScale, PALE, path, picture, type Scale, short, text, WIDTH } from './svg.js';

const [HEIGHT, TOP, BOTTOM, LEFT, RIGHT] = [420, 50, 40, 60, 215];
/** Names closer than this cannot be read. */
const APART = 15;

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed: boolean;
  /** Lines of the same library have the same. */
  readonly colour: number;
}

/** Lines on logarithmic axes, with their names at the right. */
export function linePlot(title: string, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points);
  const across = logScale(
    points.map(([x]) => x),
    WIDTH - LEFT - RIGHT,
  );
  const up = logScale(
    points.map(([, y]) => y),
    HEIGHT - TOP - BOTTOM,
  );
  const placed = lines.map((line) =>
    line.points.map(([x, y]): [number, number] => [LEFT + across.at(x), HEIGHT - BOTTOM - up.at(y)]),
  );
  const names = spreadOut(placed.map((places) => places.at(-1)?.[1] ?? 0));
  const drawn = lines.flatMap((line, index) => drawnLine(line, placed[index] ?? [], names[index] ?? 0));
  return picture(title, HEIGHT, [...axes(across, up), ...drawn]);
}

/** With its name at the height `labelled`. */
function drawnLine(line: Line, places: readonly [number, number][], labelled: number): string[] {
  const { name, dashed, colour: number } = line;
  const colour = COLOURS[number % COLOURS.length] as string;
  const end = places.at(-1) ?? [LEFT, TOP];
  const label: [number, number] = [WIDTH - RIGHT + 16, labelled];
  return [
    path(places, colour, `stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}`),
    path([end, label], colour, 'stroke-width="0.5"'),
    text(label[0] + 4, label[1] + 4, name),
  ];
}

function axes(across: Scale, up: Scale): string[] {
  const below = across.marks.map((mark) =>
    text(LEFT + across.at(mark), HEIGHT - BOTTOM + 18, short(mark), { anchor: 'middle' }),
  );
  const beside = up.marks.flatMap((mark) => {
    const y = HEIGHT - BOTTOM - up.at(mark);
    const line: [number, number][] = [
      [LEFT, y],
      [WIDTH - RIGHT, y],
    ];
    return [path(line, PALE), text(LEFT - 6, y + 4, short(mark), { anchor: 'end' })];
  });
  return [...below, ...beside];
}

/** Moves places downwards until each is apart from the one above. */
function spreadOut(places: readonly number[]): number[] {
  const moved: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [place, index] of places.map((y, index) => [y, index] as const).sort(([a], [b]) => a - b)) {
    last = Math.max(place, last + APART);
    moved[index] = last;
  }
  return moved;
}
