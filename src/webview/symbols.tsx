/** The names of the equations, set as in a textbook: variables with real subscripts, weights as the source has them. */
import type { Biases } from '../engine/network.js';
import { formatIndex } from './numberFormat.js';

/** A step in a subscript: a number, or a letter with or without an offset, such as `t` or `t−1`. */
export type StepIndex = number | 't' | 't−1' | 't+1';

/** Which way a cell reads; 0 forward, 1 backward. */
export type Direction = number;

/** The step before in the order of reading. */
export function before(step: StepIndex, direction: Direction): StepIndex {
  if (typeof step === 'number') return direction === 0 ? step - 1 : step + 1;
  return direction === 0 ? 't−1' : 't+1';
}

function indexText(step: StepIndex): string {
  return typeof step === 'number' ? formatIndex(step) : step;
}

/** The arrow that stands for a direction. */
export function directionArrow(direction: Direction): string {
  return direction === 0 ? '→' : '←';
}

/** `x`, `S` or `Output` at a step, or without one; of a direction where it needs saying. */
export function Variable({ name, step, direction }: { name: string; step?: StepIndex; direction?: Direction }) {
  return (
    <var>
      {name}
      {step !== undefined && <sub>{indexText(step)}</sub>}
      {direction !== undefined && <sup>{directionArrow(direction)}</sup>}
    </var>
  );
}

/** A weight; of one gate where the weights of several stand side by side in it. */
export function Weight({ name, gate }: { name: string; gate?: string | null }) {
  return (
    <span class="weight">
      {name}
      {gate && <sub>{gate}</sub>}
    </span>
  );
}

/** The same as `Variable` inside an SVG text. */
export function SvgVariable({ name, step }: { name: string; step: StepIndex }) {
  return (
    <>
      <tspan class="svg-variable">{name}</tspan>
      <tspan class="svg-subscript" dy="0.3em">
        {indexText(step)}
      </tspan>
    </>
  );
}

interface ProjectionProps {
  readonly step: StepIndex;
  readonly direction: Direction;
  readonly gate?: string | null;
  readonly biases: Biases;
}

/** x_t·i_w + i_b */
export function InputProjection({ step, gate = null, biases }: Omit<ProjectionProps, 'direction'>) {
  return (
    <span class="term">
      <Variable name="x" step={step} />·<Weight name="i_w" gate={gate} />
      {biases > 0 && (
        <>
          {' '}
          + <Weight name="i_b" gate={gate} />
        </>
      )}
    </span>
  );
}

/** S_{t-1}, or r_t ⊙ S_{t-1} */
export function HiddenVector({ step, direction, reset }: { step: StepIndex; direction: Direction; reset: boolean }) {
  const state = <Variable name="S" step={before(step, direction)} />;
  if (!reset) return state;
  return (
    <>
      (<Variable name="r" step={step} /> ⊙ {state})
    </>
  );
}

/** S_{t-1}·h_w + h_b; `reset`: the reset gate scales the state first. */
export function HiddenProjection({
  step,
  direction,
  gate = null,
  reset = false,
  biases,
}: ProjectionProps & { reset?: boolean }) {
  return (
    <span class="term">
      <HiddenVector {...{ step, direction, reset }} />·<Weight name="h_w" gate={gate} />
      {biases === 2 && (
        <>
          {' '}
          + <Weight name="h_b" gate={gate} />
        </>
      )}
    </span>
  );
}
