/** What plots are drawn with: SVG on white, to be seen on any page, with logarithmic scales. */

export const WIDTH = 760;

/** Told apart also by those who see few colours. */
export const COLOURS = [
  '#d1350f',
  '#0072b2',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#7a5195',
  '#8c8c8c',
  '#333',
];
export const PALE = '#ddd';

interface Style {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly size?: number;
  readonly fill?: string;
}

export function text(x: number, y: number, content: string, style: Style = {}): string {
  const { anchor = 'start', bold = false, size = 12, fill = '#222' } = style;
  const font = `font-family="sans-serif" font-size="${size}"${bold ? ' font-weight="bold"' : ''}`;
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" ${font} fill="${fill}">${escaped(content)}</text>`;
}

export function path(points: readonly (readonly [number, number])[], colour: string, more = ''): string {
  const places = points.map(([x, y]) => `${at(x)} ${at(y)}`).join('L');
  return `<path d="M${places}" fill="none" stroke="${colour}"${more && ` ${more}`}/>`;
}

export function rectangle(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"/>`;
}

export function picture(title: string, height: number, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${at(height)}" role="img">`;
  const name = text(8, 22, title, { size: 14, bold: true });
  const ground = rectangle(0, 0, WIDTH, height, '#fff');
  return `${[head, `<title>${escaped(title)}</title>`, ground, name, ...parts, '</svg>'].join('\n')}\n`;
}

export interface Scale {
  readonly at: (value: number) => number;
  /** Powers of ten. */
  readonly marks: readonly number[];
}

export function logScale(values: readonly number[], length: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => (length * (Math.log10(value) - low)) / (high - low),
    marks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

/** Two digits are what a figure is good for. */
export function short(value: number): string {
  const [size, unit] = value >= 1e6 ? [1e6, 'M'] : value >= 1e3 ? [1e3, 'k'] : [1, ''];
  return `${Number((value / size).toPrecision(2))}${unit}`;
}

function at(place: number): string {
  return String(Number(place.toFixed(1)));
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
