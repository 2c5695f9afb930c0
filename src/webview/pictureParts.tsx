/** What both pictures of the network are drawn from. */
import { cssColor, type Palette } from './palette.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

const headLength = 7;
const headWidth = 3.5;

/** A straight arrow, across or up and down; `dashed` where steps are left out. */
export function Arrow({ from, to, dashed = false }: { from: Point; to: Point; dashed?: boolean }) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const neck = { x: to.x - along.x * headLength, y: to.y - along.y * headLength };
  return (
    <>
      <line class={dashed ? 'wire dashed' : 'wire'} x1={from.x} y1={from.y} x2={neck.x} y2={neck.y} />
      <ArrowHead at={to} along={along} />
    </>
  );
}

/** The head of an arrow that ends at a point, `along` being its direction as a unit vector. */
export function ArrowHead({ at, along }: { at: Point; along: Point }) {
  const neck = { x: at.x - along.x * headLength, y: at.y - along.y * headLength };
  const side = { x: -along.y * headWidth, y: along.x * headWidth };
  const corners = [at, { x: neck.x + side.x, y: neck.y + side.y }, { x: neck.x - side.x, y: neck.y - side.y }];
  return <polygon class="arrow-head" points={corners.map(({ x, y }) => `${x},${y}`).join(' ')} />;
}

interface StripProps {
  /** The numbers of one step, unit 0 first; null while they are not known. */
  readonly values: Float32Array | null;
  readonly palette: Palette;
  readonly extent: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Numbers of one step as a strip of colours, as in the heatmap: one element, however many units there are. */
export function Strip({ values, palette, extent, x, y, width, height }: StripProps) {
  return (
    <foreignObject x={x} y={y} width={width} height={height} aria-hidden="true">
      <div class="strip" style={{ backgroundImage: values === null ? 'none' : stripImage(values, palette, extent) }} />
    </foreignObject>
  );
}

/** A gradient that has no transitions. */
function stripImage(values: Float32Array, palette: Palette, extent: number): string {
  const part = 100 / values.length;
  const stops = Array.from(values, (value, unit) => {
    const color = cssColor(palette, value, extent) ?? 'var(--not-finite)';
    return `${color} ${unit * part}% ${(unit + 1) * part}%`;
  });
  return `linear-gradient(to right, ${stops.join()})`;
}

/** A path of wires that ends in an arrow head; `along` is the unit vector of its last part. */
export function WirePath({ path, end, along, dashed }: WirePathProps) {
  return (
    <>
      <path class={dashed ? 'wire dashed' : 'wire'} d={path} />
      <ArrowHead at={end} along={along} />
    </>
  );
}

interface WirePathProps {
  readonly path: string;
  readonly end: Point;
  readonly along: Point;
  readonly dashed?: boolean;
}
