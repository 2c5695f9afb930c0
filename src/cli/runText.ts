import type { Network } from '../analysis/model.js';
import type { StepView, Trace } from '../engine/trace.js';
import { stepView } from '../engine/traceViews.js';
import { tensorRows } from '../wording/hovers.js';
import { parametersText, shapeText } from '../wording/shapes.js';
import { alignColumns, paint } from './terminal.js';

/** What `rnn-lens run` shows in a terminal: the shapes, then the equations of the first line, step by step. */
export function* runText(network: Network, trace: Trace): Generator<string> {
  const kind = network.layers[0]?.kind ?? '';
  yield `${paint('bold', network.name)}  ${kind}  ${parametersText(network) ?? ''}\n\n`;
  const shapes = tensorRows(network).map(({ name, shape, meaning }) => [`  ${name}`, shapeText(shape), meaning]);
  yield `${alignColumns(shapes).join('\n')}\n`;
  const [batch = 0, steps = 0] = trace.run.inputs.shape;
  yield `\n${paint('bold', 'Line 0 of the batch')}${batch > 1 ? paint('dim', ` (of ${batch}; --format json prints all)`) : ''}\n`;
  for (const step of shownSteps(steps)) {
    yield step === null
      ? `\n  … ${steps - 2 * shownAtEachEnd} steps …\n`
      : stepText(stepView(trace, 0, step), trace.run.weights.o_w !== undefined);
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

function stepText(view: StepView, hasOutputWeights: boolean): string {
  const rows = [
    ['x_t', view.input],
    ['x_t·i_w + i_b', view.inputProjection],
    ['S_{t-1}·h_w + h_b', view.hiddenProjection],
    ['sum', view.sum],
    ['S_t', view.state],
    [hasOutputWeights ? 'Output_t = S_t·o_w + o_b' : 'Output_t = S_t', view.output],
  ] as const;
  const lines = alignColumns(rows.map(([name, vector]) => [`    ${name}`, ...numbersText(vector)]));
  return `\n  ${paint('bold', `step ${view.step}`)}\n${lines.join('\n')}\n`;
}

function numbersText(vector: Float32Array): string[] {
  const numbers = Array.from(vector.subarray(0, shownNumbers), (value) => value.toFixed(4).padStart(8));
  return vector.length > shownNumbers ? [...numbers, `… ${vector.length - shownNumbers} more`] : numbers;
}
