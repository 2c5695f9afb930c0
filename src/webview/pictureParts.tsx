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
  /** The states of one step, unit 0 first; null while they are not known. */
  readonly states: Float32Array | null;
  readonly palette: Palette;
  readonly extent: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The states of one step as a strip of colours, as in the heatmap. */
export function StateStrip({ states, palette, extent, x, y, width, height }: StripProps) {
  const unitWidth = states === null ? 0 : width / states.length;
  return (
    <g aria-hidden="true">
      {states !== null &&
        Array.from(states, (value, unit) => (
          <rect
            key={unit}
            class={cssColor(palette, value, extent) === null ? 'not-finite' : undefined}
            x={x + unit * unitWidth}
            y={y}
            width={unitWidth}
            height={height}
            style={{ fill: cssColor(palette, value, extent) ?? undefined }}
            shape-rendering="crispEdges"
          />
        ))}
      <rect class="strip-frame" x={x} y={y} width={width} height={height} />
    </g>
  );
}
