/** The names of the equations, set as in a textbook: variables with real subscripts, weights as the source has them. */
import { formatIndex } from './numberFormat.js';

/** A step in a subscript: a number, or the letter with an offset, `t` or `t−1`. */
export type StepIndex = number | 't' | 't−1';

/** The step before. */
export function before(step: StepIndex): StepIndex {
  return typeof step === 'number' ? step - 1 : 't−1';
}

export function indexText(step: StepIndex): string {
  return typeof step === 'number' ? formatIndex(step) : step;
}

/** `x`, `S` or `Output` at a step. */
export function Variable({ name, step }: { name: string; step: StepIndex }) {
  return (
    <var>
      {name}
      <sub>{indexText(step)}</sub>
    </var>
  );
}

export function Weight({ name }: { name: string }) {
  return <span class="weight">{name}</span>;
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

/** x_t·i_w + i_b */
export function InputProjection({ step }: { step: StepIndex }) {
  return (
    <span class="term">
      <Variable name="x" step={step} />·<Weight name="i_w" /> + <Weight name="i_b" />
    </span>
  );
}

/** S_{t-1}·h_w + h_b */
export function HiddenProjection({ step }: { step: StepIndex }) {
  return (
    <span class="term">
      <Variable name="S" step={before(step)} />·<Weight name="h_w" /> + <Weight name="h_b" />
    </span>
  );
}

/** S_t·o_w + o_b, or S_t where the output is the state. */
export function OutputProjection({ step, outputIsState }: { step: StepIndex; outputIsState: boolean }) {
  return (
    <span class="term">
      <Variable name="S" step={step} />
      {!outputIsState && (
        <>
          ·<Weight name="o_w" /> + <Weight name="o_b" />
        </>
      )}
    </span>
  );
}

/** The two lines of a simple RNN, for one step or for any. */
export function Equations(props: { step: StepIndex; activation: string; outputIsState: boolean }) {
  const { step, activation, outputIsState } = props;
  return (
    <div class="equations-symbolic">
      <p>
        <span class="equation-left">
          <Variable name="S" step={step} />
        </span>{' '}
        = {activation === 'linear' ? '' : activation}
        <span class="parenthesis">(</span>
        <InputProjection step={step} /> + <HiddenProjection step={step} />
        <span class="parenthesis">)</span>
      </p>
      <p>
        <span class="equation-left">
          <Variable name="Output" step={step} />
        </span>{' '}
        = <OutputProjection step={step} outputIsState={outputIsState} />
      </p>
    </div>
  );
}
