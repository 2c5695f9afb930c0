/** The rows of the equation table: what one step of each kind of cell adds up, in the order in which it is computed. */
import type { ComponentChildren } from 'preact';
import type { GateView, StepView } from '../engine/traceViews.js';
import { activate } from './activate.js';
import { activationSymbol, arrayWords } from './arrayWords.js';
import { Applied } from './equations.js';
import { before, HiddenProjection, InputProjection, Variable } from './symbols.js';

export interface Row {
  readonly id: string;
  readonly sign?: '+' | '=';
  readonly label: ComponentChildren;
  readonly values: Float32Array;
  /** `given` before the step, `term` of a sum, `sum` under a line, `value` what comes of it. */
  readonly look: 'given' | 'term' | 'sum' | 'value';
  /** The array whose colours stand under the numbers. */
  readonly array?: string;
}

export interface RowGroup {
  /** What the rows make: an array of the trace; null at the beginning of the table. */
  readonly makes: string | null;
  readonly rows: readonly Row[];
}

/** All rows but those of the output. `activation` is that of the state and the candidates. */
export function stepRows(view: StepView, activation: string): RowGroup[] {
  switch (view.cell) {
    case 'simple_rnn':
      return [{ makes: null, rows: [previousState(view), ...view.gates.flatMap((gate) => simpleRows(view, gate))] }];
    case 'lstm':
      return lstmGroups(view, activation);
    case 'gru':
      return gruGroups(view);
  }
}

/** `their sum`, under a line. */
function sumRow(id: string, values: Float32Array): Row {
  return { id, sign: '=', label: 'their sum', values, look: 'sum' };
}

function previousState({ step, direction, previousState: values }: StepView): Row {
  return { id: 'previousState', label: <Variable name="S" step={before(step, direction)} />, values, look: 'given' };
}

function simpleRows({ step, direction, biases }: StepView, gate: GateView): Row[] {
  const { activation, inputProjection, hiddenProjection, preActivation, value } = gate;
  return [
    { id: 'inputProjection', label: <InputProjection {...{ step, biases }} />, values: inputProjection, look: 'term' },
    {
      id: 'hiddenProjection',
      sign: '+',
      label: <HiddenProjection {...{ step, direction, biases }} />,
      values: hiddenProjection,
      look: 'term',
    },
    sumRow('sum', preActivation),
    {
      id: 'state',
      label: (
        <>
          <Variable name="S" step={step} /> = {activation === 'linear' ? 'sum' : `${activation}(sum)`}
        </>
      ),
      values: value,
      look: 'value',
      array: 'state',
    },
  ];
}

/** One gate: its two projections, their sum, and its value. */
function gateGroup({ step, direction, resetAfter, biases }: StepView, gate: GateView): RowGroup {
  const reset = !resetAfter && gate.name === 'candidate';
  const { name, inputProjection, hiddenProjection, preActivation } = gate;
  const { symbol } = arrayWords(name);
  return {
    makes: name,
    rows: [
      {
        id: `${name}-inputProjection`,
        label: <InputProjection {...{ step, biases }} gate={symbol} />,
        values: inputProjection,
        look: 'term',
      },
      {
        id: `${name}-hiddenProjection`,
        sign: '+',
        label: <HiddenProjection {...{ step, direction, biases }} gate={symbol} reset={reset} />,
        values: hiddenProjection,
        look: 'term',
      },
      sumRow(`${name}-sum`, preActivation),
      gateValue(step, gate),
    ],
  };
}

function gateValue(step: number, { name, activation, value }: GateView): Row {
  return {
    id: name,
    label: (
      <>
        <Variable name={arrayWords(name).symbol ?? name} step={step} /> ={' '}
        <Applied activation={activationSymbol(activation)}>sum</Applied>
      </>
    ),
    values: value,
    look: 'value',
    array: name,
  };
}

function lstmGroups(view: StepView, activation: string): RowGroup[] {
  const { step, direction } = view;
  const of = (name: string) => <Variable name={name} step={step} />;
  const beforeCell = <Variable name="c" step={before(step, direction)} />;
  const previous = view.previousCellState ?? new Float32Array();
  const cellState = view.cellState ?? new Float32Array();
  const activated = activate(activation, cellState);
  const activatedCell = <Applied activation={activation}>{of('c')}</Applied>;
  return [
    {
      makes: null,
      rows: [previousState(view), { id: 'previousCellState', label: beforeCell, values: previous, look: 'given' }],
    },
    ...view.gates.map((gate) => gateGroup(view, gate)),
    {
      makes: 'cellState',
      rows: [
        productRow('forgetPart', of('f'), beforeCell, valueOf(view, 'forgetGate'), previous),
        {
          ...productRow('inputPart', of('i'), of('g'), valueOf(view, 'inputGate'), valueOf(view, 'cellCandidate')),
          sign: '+',
        },
        { id: 'cellState', sign: '=', label: of('c'), values: cellState, look: 'sum', array: 'cellState' },
      ],
    },
    {
      makes: 'state',
      rows: [
        ...(activated
          ? [{ id: 'activatedCellState', label: activatedCell, values: activated, look: 'term' } as const]
          : []),
        {
          id: 'state',
          label: (
            <>
              {of('S')} = {of('o')} ⊙ {activatedCell}
            </>
          ),
          values: view.state,
          look: 'value',
          array: 'state',
        },
      ],
    },
  ];
}

function gruGroups(view: StepView): RowGroup[] {
  const { step, direction, previousState: previous } = view;
  const of = (name: string) => <Variable name={name} step={step} />;
  const update = valueOf(view, 'updateGate');
  return [
    { makes: null, rows: [previousState(view)] },
    ...view.gates.map((gate) => (gate.name === 'candidate' ? candidateGroup(view, gate) : gateGroup(view, gate))),
    {
      makes: 'state',
      rows: [
        productRow('keptPart', of('z'), <Variable name="S" step={before(step, direction)} />, update, previous),
        {
          ...productRow(
            'newPart',
            <>(1 − {of('z')})</>,
            of('n'),
            update.map((z) => 1 - z),
            valueOf(view, 'candidate'),
          ),
          sign: '+',
        },
        { id: 'state', sign: '=', label: of('S'), values: view.state, look: 'sum', array: 'state' },
      ],
    },
  ];
}

/** The GRU's candidate: its hidden part goes through the reset gate, or the state does so before. */
function candidateGroup(view: StepView, gate: GateView): RowGroup {
  return view.resetAfter ? candidateResetAfter(view, gate) : candidateResetBefore(view, gate);
}

function candidateResetBefore(view: StepView, gate: GateView): RowGroup {
  const { step, direction } = view;
  const { makes, rows } = gateGroup(view, gate);
  const state = <Variable name="S" step={before(step, direction)} />;
  const reset = <Variable name="r" step={step} />;
  const scaled = productRow('resetPart', reset, state, valueOf(view, 'resetGate'), view.previousState);
  return { makes, rows: [scaled, ...rows] };
}

function candidateResetAfter(view: StepView, gate: GateView): RowGroup {
  const { step, direction, biases } = view;
  const { name, inputProjection, hiddenProjection, preActivation } = gate;
  const symbol = arrayWords(name).symbol;
  const hidden = <HiddenProjection {...{ step, direction, biases }} gate={symbol} />;
  return {
    makes: name,
    rows: [
      { id: `${name}-hiddenProjection`, label: hidden, values: hiddenProjection, look: 'term' },
      {
        id: `${name}-inputProjection`,
        label: <InputProjection {...{ step, biases }} gate={symbol} />,
        values: inputProjection,
        look: 'term',
      },
      {
        ...productRow(
          'resetPart',
          <Variable name="r" step={step} />,
          <>({hidden})</>,
          valueOf(view, 'resetGate'),
          hiddenProjection,
        ),
        sign: '+',
      },
      sumRow(`${name}-sum`, preActivation),
      gateValue(step, gate),
    ],
  };
}

function productRow(
  id: string,
  left: ComponentChildren,
  right: ComponentChildren,
  leftValues: Float32Array,
  rightValues: Float32Array,
): Row {
  return {
    id,
    label: (
      <>
        {left} ⊙ {right}
      </>
    ),
    values: leftValues.map((value, unit) => value * (rightValues[unit] ?? NaN)),
    look: 'term',
  };
}

function valueOf(view: StepView, name: string): Float32Array {
  return view.gates.find((gate) => gate.name === name)?.value ?? new Float32Array();
}
