/** What the rolled pictures of all cells share. */
import type { StepView } from '../engine/traceViews.js';
import type { Shape } from '../analysis/model.js';
import { shapeText } from '../wording/shapes.js';
import { arrayWords } from './arrayWords.js';
import { extentOf, paletteOfArray } from './dataColors.js';
import type { Onward } from './onward.js';
import type { Palettes } from './palette.js';
import type { Numbers } from './panelState.js';
import { Strip, WirePath } from './pictureParts.js';
import { stepArray } from './stepArrays.js';
import { SvgVariable, type StepIndex } from './symbols.js';

export interface CellPictureProps {
  readonly direction: number;
  readonly input: Shape;
  /** Of this direction alone. */
  readonly state: Shape;
  readonly outputs: Shape;
  readonly onward: Onward;
  /** The weights' shapes by their names. */
  readonly weights: ReadonlyMap<string, string>;
  readonly activation: string;
  /** Of the gates. */
  readonly gateActivation: string;
  readonly colors: StripColors;
  readonly width: number;
}

/** What the strips in the picture are drawn from. */
export interface StripColors {
  readonly view: StepView | null;
  readonly numbers: Numbers | null;
  readonly palettes: Palettes;
}

/** A picture of one cell, which says in words what it shows. */
export function CellSvg(
  props: CellPictureProps & { size: readonly [number, number]; children: preact.ComponentChildren },
) {
  const { input, state, outputs, onward, width, size, children } = props;
  const onto = onward.toLayer === null ? 'the outputs' : `to layer ${onward.toLayer}`;
  return (
    <svg
      class="cell-picture"
      width={Math.min(width, size[0])}
      viewBox={`0 0 ${size[0]} ${size[1]}`}
      tabindex={0}
      role="img"
      aria-label={
        `One cell takes x ${shapeText(input)} and its own state ${shapeText(state)} ` +
        `and gives ${onto} ${shapeText(outputs)}`
      }
    >
      {children}
    </svg>
  );
}

/** What the cell's states go into, and its shape. */
export function OutputLabel({ outputs, onward, x, y }: Pick<CellPictureProps, 'outputs' | 'onward'> & Point) {
  const ofLine = onward.toLayer === null && onward.lastOf !== null;
  return (
    <>
      <text class="end-label" x={x} y={y}>
        {onward.toLayer === null ? (
          <tspan class="svg-variable">Output</tspan>
        ) : (
          <tspan class="svg-words">to layer {onward.toLayer}</tspan>
        )}
        <tspan class="shape" dx={8}>
          {shapeText(outputs)}
        </tspan>
      </text>
      <text class="axis-words" x={x} y={y + 18}>
        batch, {ofLine ? '' : 'steps, '}
        {onward.outputIsState || onward.toLayer !== null ? 'units' : 'outputs'}
      </text>
    </>
  );
}

export function InputLabel({ input, x, y }: { input: Shape } & Point) {
  return (
    <>
      <text class="end-label" x={x} y={y}>
        <tspan class="svg-variable">x</tspan>
        <tspan class="shape" dx={8}>
          {shapeText(input)}
        </tspan>
      </text>
      <text class="axis-words" x={x} y={y + 18}>
        batch, steps, features
      </text>
    </>
  );
}

export function WeightLabel({ name, weights, x, y }: { name: string; weights: CellPictureProps['weights'] } & Point) {
  const shape = weights.get(name);
  if (shape === undefined) return null;
  return (
    <text class="weight-label" x={x} y={y}>
      {name} <tspan class="shape">{shape}</tspan>
    </text>
  );
}

/** A gate or a candidate: its letter, its activation, and its values at the chosen step. `x` is its middle. */
export function GateBox({
  array,
  activation,
  colors,
  x,
  y,
}: { array: string; activation: string; colors: StripColors } & Point) {
  const { symbol, words } = arrayWords(array);
  return (
    <g>
      <title>{`${words} ${symbol ?? ''}`}</title>
      <rect class="box gate-box" x={x - gateWidth / 2} y={y} width={gateWidth} height={gateHeight} rx={6} />
      <text class="gate-label" x={x} y={y + 17}>
        <tspan class="svg-variable">{symbol}</tspan>
        <tspan class="gate-activation" dx={6}>
          {activation}
        </tspan>
      </text>
      <ArrayStrip
        array={array}
        colors={colors}
        x={x - gateWidth / 2 + 7}
        y={y + 25}
        width={gateWidth - 14}
        height={9}
      />
    </g>
  );
}

const gateWidth = 62;
export const gateHeight = 42;

/** The values of an array at the chosen step. */
export function ArrayStrip({
  array,
  colors,
  ...box
}: { array: string; colors: StripColors; width: number; height: number } & Point) {
  const { view, numbers, palettes } = colors;
  return (
    <Strip
      values={view && stepArray(view, array)}
      palette={paletteOfArray(palettes, array)}
      extent={numbers === null ? 1 : extentOf(numbers, array)}
      {...box}
    />
  );
}

/** Where two numbers meet: `×`, `+`, or a function. */
export function Node({ x, y, children }: { children: string } & Point) {
  const half = children.length === 1 ? nodeRadius : 20;
  return (
    <g class="node">
      <rect class="box" x={x - half} y={y - nodeRadius} width={2 * half} height={2 * nodeRadius} rx={nodeRadius} />
      <text class={children.length === 1 ? 'node-label' : 'node-label small'} x={x} y={y + 4.5}>
        {children}
      </text>
    </g>
  );
}

export const nodeRadius = 10;

/** The name of a state over its wire. */
export function WireName({ name, step, x, y }: { name: string; step: StepIndex } & Point) {
  return (
    <text class="wire-name" x={x} y={y}>
      <SvgVariable name={name} step={step} />
    </text>
  );
}

/**
 * A state's way from a cell's right side back to its left, on which a step passes: from `ends.right` over the height
 * `turn` to `ends.left`, and into the box at `into`.
 */
export function LoopWire({ ends, y, turn, into }: LoopProps) {
  const down = Math.sign(turn - y);
  const corner = 10;
  const path =
    `M${ends.right - corner} ${y} q${corner} 0 ${corner} ${down * corner} V${turn - down * corner} ` +
    `q0 ${down * corner} ${-corner} ${down * corner} H${ends.left + corner} ` +
    `q${-corner} 0 ${-corner} ${-down * corner} V${y + down * corner} q0 ${-down * corner} ${corner} ${-down * corner}`;
  return <WirePath dashed path={path} end={{ x: into, y }} along={{ x: 1, y: 0 }} />;
}

interface LoopProps {
  readonly ends: { readonly left: number; readonly right: number };
  readonly y: number;
  readonly turn: number;
  readonly into: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
