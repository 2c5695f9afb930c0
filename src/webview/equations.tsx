/** The equations of a cell in symbols, for one step or for any. What they say is what the engine computes. */
import type { ComponentChildren } from 'preact';
import type { Biases, Cell } from '../engine/network.js';
import { activationSymbol } from './arrayWords.js';
import { readingOrder } from './choice.js';
import type { Onward } from './onward.js';
import { before, HiddenProjection, InputProjection, Variable, Weight, type StepIndex } from './symbols.js';

interface Props {
  readonly cell: Cell;
  readonly step: StepIndex;
  readonly direction: number;
  /** Of the state, the cell candidate, the candidate. */
  readonly activation: string;
  /** Of the gates. */
  readonly gateActivation: string;
  /** Of a GRU: see `RecurrentLayer.resetAfter`. */
  readonly resetAfter: boolean;
  readonly biases: Biases;
  readonly onward: Onward;
}

export function Equations(props: Props) {
  return (
    <div class="equations-symbolic">
      {props.cell === 'simple_rnn' ? (
        <SimpleRnnEquation {...props} />
      ) : props.cell === 'lstm' ? (
        <LstmEquations {...props} />
      ) : (
        <GruEquations {...props} />
      )}
      <Equation left={<OnwardName step={props.step} onward={props.onward} />}>
        <OnwardTerm step={props.step} direction={props.direction} onward={props.onward} />
      </Equation>
    </div>
  );
}

/** `f(…)`, or only what is in it where nothing is done to it. */
export function Applied({ activation, children }: { activation: string; children: ComponentChildren }) {
  if (activation === 'linear') return <>{children}</>;
  return (
    <>
      {activation}
      <span class="parenthesis">(</span>
      {children}
      <span class="parenthesis">)</span>
    </>
  );
}

/** `Output_t`, `Output` of a whole line, or what the next layer takes. */
export function OnwardName({ step, onward: { toLayer, lastOf } }: { step: StepIndex; onward: Onward }) {
  if (toLayer === null) return lastOf === null ? <Variable name="Output" step={step} /> : <Variable name="Output" />;
  return (
    <>
      <Variable name="x" step={step} /> of layer {toLayer}
    </>
  );
}

/** S_t·o_w + o_b, or S_t where it goes on as it is; both directions side by side where there are two. */
export function OnwardTerm({ step, direction, onward }: { step: StepIndex; direction: number; onward: Onward }) {
  const { toLayer, directions, outputIsState, lastOf } = onward;
  const stepOf = (one: number) => (toLayer === null && lastOf !== null ? readingOrder(one, lastOf).last : step);
  return (
    <span class="term">
      {directions === 1 ? (
        <Variable name="S" step={stepOf(direction)} />
      ) : (
        <>
          [<Variable name="S" step={stepOf(0)} direction={0} />, <Variable name="S" step={stepOf(1)} direction={1} />]
        </>
      )}
      {toLayer === null && !outputIsState && (
        <>
          ·<Weight name="o_w" /> + <Weight name="o_b" />
        </>
      )}
    </span>
  );
}

function Equation({ left, children }: { left: ComponentChildren; children: ComponentChildren }) {
  return (
    <p>
      <span class="equation-left">{left}</span> = {children}
    </p>
  );
}

function Gate({
  symbol,
  activation,
  ...place
}: Pick<Props, 'step' | 'direction' | 'activation' | 'biases'> & { symbol: string }) {
  return (
    <Equation left={<Variable name={symbol} step={place.step} />}>
      <Applied activation={activationSymbol(activation)}>
        <InputProjection {...place} gate={symbol} /> + <HiddenProjection {...place} gate={symbol} />
      </Applied>
    </Equation>
  );
}

/** S_t = f(x_t·i_w + i_b + S_{t-1}·h_w + h_b) */
function SimpleRnnEquation({ step, direction, activation, biases }: Props) {
  return (
    <Equation left={<Variable name="S" step={step} />}>
      <Applied activation={activation}>
        <InputProjection {...{ step, biases }} /> + <HiddenProjection {...{ step, direction, biases }} />
      </Applied>
    </Equation>
  );
}

/** c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t, S_t = o_t ⊙ f(c_t) */
function LstmEquations({ step, direction, activation, gateActivation, biases }: Props) {
  const place = { step, direction, biases };
  const of = (name: string) => <Variable name={name} step={step} />;
  return (
    <>
      <Gate symbol="i" activation={gateActivation} {...place} />
      <Gate symbol="f" activation={gateActivation} {...place} />
      <Gate symbol="g" activation={activation} {...place} />
      <Gate symbol="o" activation={gateActivation} {...place} />
      <Equation left={of('c')}>
        <span class="term">
          {of('f')} ⊙ <Variable name="c" step={before(step, direction)} />
        </span>{' '}
        +{' '}
        <span class="term">
          {of('i')} ⊙ {of('g')}
        </span>
      </Equation>
      <Equation left={of('S')}>
        <span class="term">
          {of('o')} ⊙ <Applied activation={activation}>{of('c')}</Applied>
        </span>
      </Equation>
    </>
  );
}

/**
 * n_t = f(x_t·i_w + i_b + r_t ⊙ (S_{t-1}·h_w + h_b)), S_t = z_t ⊙ S_{t-1} + (1 − z_t) ⊙ n_t: reset after. Reset before
 * has (r_t ⊙ S_{t-1})·h_w + h_b in the candidate.
 */
function GruEquations({ step, direction, activation, gateActivation, resetAfter, biases }: Props) {
  const place = { step, direction, biases };
  const of = (name: string) => <Variable name={name} step={step} />;
  return (
    <>
      <Gate symbol="z" activation={gateActivation} {...place} />
      <Gate symbol="r" activation={gateActivation} {...place} />
      <Equation left={of('n')}>
        <Applied activation={activation}>
          <InputProjection {...{ step, biases }} gate="n" /> +{' '}
          {resetAfter ? (
            <span class="term">
              {of('r')} ⊙ (<HiddenProjection {...place} gate="n" />)
            </span>
          ) : (
            <HiddenProjection {...place} gate="n" reset />
          )}
        </Applied>
      </Equation>
      <Equation left={of('S')}>
        <span class="term">
          {of('z')} ⊙ <Variable name="S" step={before(step, direction)} />
        </span>{' '}
        +{' '}
        <span class="term">
          (1 − {of('z')}) ⊙ {of('n')}
        </span>
      </Equation>
    </>
  );
}
