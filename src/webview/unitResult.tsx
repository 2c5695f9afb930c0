/** How the two dot products of a gate become its value, and the gates of a unit its state, in numbers. */
import type { ComponentChildren } from 'preact';
import type { UnitGateView, UnitView } from '../engine/traceViews.js';
import { activate } from './activate.js';
import { activationSymbol, arrayWords } from './arrayWords.js';
import { Applied } from './equations.js';
import { NumberText } from './numberText.js';
import { before, Variable } from './symbols.js';

interface Props {
  readonly view: UnitView;
  /** The gate whose dot products stand above. */
  readonly gate: UnitGateView;
  /** Of the state and the candidates. */
  readonly activation: string;
}

export function UnitResult({ view, gate, activation }: Props) {
  const { cell, unit, step } = view;
  const isState = cell === 'simple_rnn';
  const throughReset = gate.name === 'candidate' && view.resetAfter;
  const applied = isState ? gate.activation : activationSymbol(gate.activation);
  return (
    <div class="unit-results">
      <p class="unit-result">
        <span class="term">
          sum = <NumberText value={gate.inputProjection} /> +{' '}
          {throughReset ? (
            <>
              <NumberText value={valueOf(view, 'resetGate')} /> · <Factor value={gate.hiddenProjection} />
            </>
          ) : (
            <Factor value={gate.hiddenProjection} />
          )}{' '}
          = <NumberText value={gate.preActivation} />
        </span>
        <span class="term">
          <Variable name={arrayWords(gate.name).symbol ?? gate.name} step={step} />[{unit}] ={' '}
          <Applied activation={applied}>
            <NumberText value={gate.preActivation} />
          </Applied>{' '}
          ={' '}
          <strong data-testid={isState ? 'unit-state' : 'unit-gate'}>
            <NumberText value={gate.value} />
          </strong>
        </span>
      </p>
      {cell === 'lstm' && <LstmResult view={view} activation={activation} />}
      {cell === 'gru' && <GruResult view={view} />}
    </div>
  );
}

function LstmResult({ view, activation }: { view: UnitView; activation: string }) {
  const { step, direction } = view;
  const cellState = view.cellState ?? NaN;
  const activated = activate(activation, Float32Array.of(cellState))?.[0] ?? cellState;
  const of = (name: string) => <Variable name={name} step={step} />;
  return (
    <>
      <Combination
        left={of('c')}
        view={view}
        symbols={
          <>
            {of('f')} · <Variable name="c" step={before(step, direction)} /> + {of('i')} · {of('g')}
          </>
        }
        numbers={
          <>
            <NumberText value={valueOf(view, 'forgetGate')} /> · <Factor value={view.previousCellState ?? NaN} /> +{' '}
            <NumberText value={valueOf(view, 'inputGate')} /> · <Factor value={valueOf(view, 'cellCandidate')} />
          </>
        }
        result={cellState}
        testId="unit-cell-state"
      />
      <Combination
        left={of('S')}
        view={view}
        symbols={
          <>
            {of('o')} · <Applied activation={activation}>{of('c')}</Applied>
          </>
        }
        numbers={
          <>
            <NumberText value={valueOf(view, 'outputGate')} /> · <Factor value={activated} />
          </>
        }
        result={view.state}
        testId="unit-state"
      />
    </>
  );
}

function GruResult({ view }: { view: UnitView }) {
  const { step, direction } = view;
  const update = valueOf(view, 'updateGate');
  const of = (name: string) => <Variable name={name} step={step} />;
  return (
    <Combination
      left={of('S')}
      view={view}
      symbols={
        <>
          {of('z')} · <Variable name="S" step={before(step, direction)} /> + (1 − {of('z')}) · {of('n')}
        </>
      }
      numbers={
        <>
          <NumberText value={update} /> · <Factor value={view.previousState} /> +{' '}
          <NumberText value={Math.fround(1 - update)} /> · <Factor value={valueOf(view, 'candidate')} />
        </>
      }
      result={view.state}
      testId="unit-state"
    />
  );
}

interface CombinationProps {
  readonly left: ComponentChildren;
  readonly view: UnitView;
  readonly symbols: ComponentChildren;
  readonly numbers: ComponentChildren;
  readonly result: number;
  readonly testId: string;
}

/** `S_t[unit] = symbols = numbers = result`, broken between the parts where it is long. */
function Combination({ left, view: { unit }, symbols, numbers, result, testId }: CombinationProps) {
  return (
    <p class="unit-result combination">
      <span class="term">
        {left}[{unit}] = {symbols}
      </span>
      <span class="term">= {numbers}</span>
      <span class="term">
        ={' '}
        <strong data-testid={testId}>
          <NumberText value={result} />
        </strong>
      </span>
    </p>
  );
}

/** A number behind a sign: a negative one in parentheses. */
function Factor({ value }: { value: number }) {
  return value < 0 ? (
    <span>
      (<NumberText value={value} />)
    </span>
  ) : (
    <NumberText value={value} />
  );
}

function valueOf({ gates }: UnitView, name: string): number {
  return gates.find((gate) => gate.name === name)?.value ?? NaN;
}
