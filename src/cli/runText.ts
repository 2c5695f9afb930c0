import type { Network } from '../analysis/model.js';
import { stepView, type StepView } from '../engine/traceViews.js';
import type { RunOfRequest } from '../runner/runRequest.js';
import { tensorRows } from '../wording/hovers.js';
import { parametersText, shapeText } from '../wording/shapes.js';
import { alignColumns } from '../wording/alignColumns.js';
import { paint } from './terminal.js';

/** What `rnn-lens run` shows in a terminal: the shapes, then the equations of the first line, step by step. */
export function* runText(network: Network, executed: RunOfRequest): Generator<string> {
  const kind = network.layers[0]?.kind ?? '';
  yield `${paint('bold', network.name)}  ${kind}  ${parametersText(network) ?? ''}\n\n`;
  const shapes = tensorRows(network).map(({ name, shape, meaning }) => [`  ${name}`, shapeText(shape), meaning]);
  yield `${alignColumns(shapes).join('\n')}\n`;
  const { batch, steps, layers } = executed.run.trace;
  yield `\n${paint('bold', 'Line 0 of the batch')}${batch > 1 ? paint('dim', ` (of ${batch}; --format json prints all)`) : ''}\n`;
  for (const { layer, directions } of layers)
    for (const [direction, { readsBackward }] of directions.entries()) {
      const { numLayers } = executed.request;
      const names = [
        ...(numLayers > 1 ? [`layer ${layer}`] : []),
        ...(directions.length > 1 ? [readsBackward ? 'backward' : 'forward'] : []),
      ];
      if (names.length > 0) yield `\n${paint('bold', names.join(', '))}\n`;
      for (const nth of shownSteps(steps))
        yield nth === null
          ? `\n  … ${steps - 2 * shownAtEachEnd} steps …\n`
          : stepText(stepView(executed, { layer, direction, line: 0, step: nth }), executed);
    }
}

const shownAtEachEnd = 5;
const shownNumbers = 8;

/** The first and the last steps, with null for those left out between. */
function shownSteps(steps: number): (number | null)[] {
  const all = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
  if (steps <= 2 * shownAtEachEnd + 1) return all(0, steps);
  return [...all(0, shownAtEachEnd), null, ...all(steps - shownAtEachEnd, steps)];
}

function stepText(view: StepView, { request }: RunOfRequest): string {
  const outputRows: [string, Float32Array][] =
    view.output === null || view.outputIsOfLine || request.directions === 2
      ? []
      : [[request.outputSize === null ? 'Output_t = S_t' : 'Output_t = S_t·o_w + o_b', view.output]];
  const rows: [string, Float32Array][] = [['x_t', view.input], ...cellRows(view), ...outputRows];
  const lines = alignColumns(rows.map(([name, vector]) => [`    ${name}`, ...numbersText(vector)]));
  return `\n  ${paint('bold', `step ${view.step}`)}\n${lines.join('\n')}\n`;
}

/** What the cell computes, in its order. */
function cellRows({ cell, biases, gates, cellState, state }: StepView): [string, Float32Array][] {
  const [first] = gates;
  if (cell === 'simple_rnn' && first)
    return [
      [`x_t·i_w${biases > 0 ? ' + i_b' : ''}`, first.inputProjection],
      [`S_{t-1}·h_w${biases === 2 ? ' + h_b' : ''}`, first.hiddenProjection],
      ['sum', first.preActivation],
      ['S_t', state],
    ];
  return [
    ...gates.map(({ name, value }): [string, Float32Array] => [gateTexts[name] ?? name, value]),
    ...(cellState ? [['cell state', cellState] as [string, Float32Array]] : []),
    ['S_t', state],
  ];
}

const gateTexts: Readonly<Record<string, string>> = {
  inputGate: 'input gate',
  forgetGate: 'forget gate',
  cellCandidate: 'cell candidate',
  outputGate: 'output gate',
  updateGate: 'update gate',
  resetGate: 'reset gate',
};

function numbersText(vector: Float32Array): string[] {
  const numbers = Array.from(vector.subarray(0, shownNumbers), (value) => value.toFixed(4).padStart(8));
  return vector.length > shownNumbers ? [...numbers, `… ${vector.length - shownNumbers} more`] : numbers;
}
