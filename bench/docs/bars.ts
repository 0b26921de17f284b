import { COLOURS, logScale, PALE, path, picture, rectangle, type Scale, short, text, WIDTH } from './svg.js';

const [LEFT, RIGHT, TOP, STEP] = [190, 60, 40, 18];
const [OWN, OTHER] = [COLOURS[0] as string, COLOURS[5] as string];

export interface Bar {
  readonly name: string;
  /** None where it failed. */
  readonly value: number | undefined;
  readonly own: boolean;
}

/** Groups of bars, one beneath the other. */
export function barPlot(title: string, groups: Readonly<Record<string, readonly Bar[]>>): string {
  const all = Object.values(groups).flat();
  const scale = logScale(
    all.flatMap(({ value }) => value ?? []),
    WIDTH - LEFT - RIGHT,
  );
  const parts: string[] = [];
  let y = TOP;
  for (const [name, group] of Object.entries(groups)) {
    y += STEP + 8;
    parts.push(text(8, y, name, { bold: true }));
    for (const bar of group) {
      y += STEP;
      parts.push(...drawn(bar, scale, y));
    }
  }
  return picture(title, y + 30, [...grid(scale, y + 8), ...parts]);
}

function drawn({ name, value, own }: Bar, scale: Scale, y: number): string[] {
  const label = text(LEFT - 8, y, name, { anchor: 'end', bold: own });
  if (value === undefined) return [label, text(LEFT + 4, y, 'cannot', { fill: '#888' })];
  const width = scale.at(value);
  return [
    label,
    rectangle(LEFT, y - 11, width, 13, own ? OWN : OTHER),
    text(LEFT + width + 4, y, short(value)),
  ];
}

function grid({ at, marks }: Scale, bottom: number): string[] {
  return marks.flatMap((mark) => {
    const x = LEFT + at(mark);
    const line: [number, number][] = [
      [x, TOP + 4],
      [x, bottom],
    ];
    return [path(line, PALE), text(x, bottom + 14, short(mark), { anchor: 'middle' })];
  });
}
