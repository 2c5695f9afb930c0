import { activations } from './activations.js';
import { applyAffine, packAffine, packedLength } from './affine.js';
import { expectShape, zeros } from './shapes.js';
import type { LayerTrace, NumericArray, SimpleRnnRun, Trace } from './trace.js';

export interface RunSizes {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  /** null: `Output_t = S_t`, without o_w and o_b. */
  readonly outputSize: number | null;
}

/**
 * The forward pass of the simple RNN (J. L. Elman, "Finding structure in time", 1990) with two separate biases:
 *
 *     S_t = f((x_t·i_w + i_b) + (S_{t-1}·h_w + h_b))
 *     Output_t = S_t·o_w + o_b, or S_t where there are no o_w and o_b
 *
 * Inputs [batch, steps, features] give states [batch, steps, units] and outputs [batch, steps, outputSize]; see
 * `Trace`, which shares the run's own arrays and, where `Output_t = S_t`, one array for both.
 *
 * Accuracy: everything in the trace is float32. Dot products are added in float64 and rounded once (see `applyAffine`);
 * the sum of the two projections is rounded to float32; the activation is computed in float64 and rounded. Against a
 * run that is float64 throughout, states and outputs of order 1 differ by less than 1e-6 after 1,000 steps of tanh.
 * NaN and infinities pass through as IEEE 754 has them.
 *
 * @param onProgress is told the fraction done, in (0, 1], at most about a hundred times.
 * @throws RangeError naming the array, its expected and its found shape, or the array that does not fit in memory.
 */
export function runSimpleRnn(run: SimpleRnnRun, onProgress: (fraction: number) => void = () => undefined): Trace {
  const sizes = checkedSizes(run);
  const { batch, steps, features, units, outputSize } = sizes;
  const { i_w, i_b, h_w, h_b, o_w, o_b } = run.weights;
  const initialState = run.initialState ?? zeros('initial_state', [batch, units]);
  const inputProjection = zeros('inputProjection', [batch, steps, units]);
  const hiddenProjection = zeros('hiddenProjection', [batch, steps, units]);
  const state = zeros('state', [batch, steps, units]);
  const output = outputSize === null ? state : zeros('output', [batch, steps, outputSize]);

  const inputAffine = packAffine(i_w, i_b);
  const hiddenAffine = packAffine(h_w, h_b);
  const outputAffine = o_w && o_b ? packAffine(o_w, o_b) : null;
  const activation = activations[run.activation];
  const lineLength = steps * units;
  const x = run.inputs.data;
  const projectedInput = inputProjection.data;
  const projectedHidden = hiddenProjection.data;
  const states = state.data;

  const runBlock = ({ fromLine, toLine, fromStep, toStep }: Block): void => {
    const lines = toLine - fromLine;
    const rows = toStep - fromStep;
    for (let line = fromLine; line < toLine; line++) {
      const row = line * steps + fromStep;
      applyAffine(inputAffine, x, row * features, features, projectedInput, row * units, units, rows);
    }
    for (let step = fromStep; step < toStep; step++) {
      const at = fromLine * lineLength + step * units;
      if (step === 0) {
        const before = initialState.data;
        applyAffine(hiddenAffine, before, fromLine * units, units, projectedHidden, at, lineLength, lines);
      } else applyAffine(hiddenAffine, states, at - units, lineLength, projectedHidden, at, lineLength, lines);
      for (let line = 0; line < lines; line++) {
        const start = at + line * lineLength;
        for (let i = start; i < start + units; i++)
          states[i] = activation(Math.fround(projectedInput[i]! + projectedHidden[i]!));
      }
    }
    if (outputAffine === null) return;
    for (let line = fromLine; line < toLine; line++) {
      const row = line * steps + fromStep;
      applyAffine(
        outputAffine,
        states,
        row * units,
        units,
        output.data,
        row * outputAffine.outputs,
        outputAffine.outputs,
        rows,
      );
    }
  };
  forEachBlock(sizes, runBlock, onProgress);

  const layer: LayerTrace = { layer: 0, direction: 'forward', inputProjection, hiddenProjection, state, output };
  return {
    run,
    initialState,
    steps: [layer],
    outputs: run.returnSequences ? output : lastStep('outputs', output),
    state: lastStep('state', state),
  };
}

/**
 * The bytes that a run takes while it is made and kept: inputs, weights (twice: as given, and packed for the run) and
 * the trace. Counted in float64, so absurd sizes give a large float and no overflow.
 */
export function traceBytes({ batch, steps, features, units, outputSize }: RunSizes): number {
  const lines = batch * steps;
  const inputs = lines * features;
  const affines = [[features, units], [units, units], ...(outputSize === null ? [] : [[units, outputSize]])] as [
    number,
    number,
  ][];
  const weights = affines.reduce((sum, [rows, columns]) => sum + (1 + rows) * columns + packedLength(rows, columns), 0);
  const outputs = lines * (outputSize ?? 0) + batch * (outputSize ?? units);
  return 4 * (inputs + weights + 3 * lines * units + 2 * batch * units + outputs);
}

function checkedSizes({ inputs, weights, initialState }: SimpleRnnRun): RunSizes {
  const { i_w, i_b, h_w, h_b, o_w, o_b } = weights;
  const [batch = 0, steps = 0, features = 0] = inputs.shape;
  const units = h_w.shape[0] ?? 0;
  const outputSize = o_w || o_b ? (o_w?.shape[1] ?? o_b?.shape[0] ?? 0) : null;
  for (const [name, size] of Object.entries({ batch, steps, features, units, output_size: outputSize ?? 1 }))
    if (!Number.isSafeInteger(size) || size <= 0)
      throw new RangeError(`${name}: expected a positive integer, found ${size}.`);
  expectShape('inputs', inputs, [batch, steps, features]);
  expectShape('h_w', h_w, [units, units]);
  expectShape('h_b', h_b, [units]);
  expectShape('i_w', i_w, [features, units]);
  expectShape('i_b', i_b, [units]);
  if (outputSize !== null) {
    expectShape('o_w', o_w, [units, outputSize]);
    expectShape('o_b', o_b, [outputSize]);
  }
  if (initialState) expectShape('initial_state', initialState, [batch, units]);
  return { batch, steps, features, units, outputSize };
}

/** Lines and steps that are worked on together, ends exclusive. */
interface Block {
  readonly fromLine: number;
  readonly toLine: number;
  readonly fromStep: number;
  readonly toStep: number;
}

/** Lines that share each load of the weights. */
const blockLines = 32;
/** Steps of a line whose input is projected at once. */
const blockSteps = 64;
/** Multiplications between two looks at the progress: some ten milliseconds. */
const blockWork = 1e7;

/** Goes through all lines and steps, each line's steps in order. */
function forEachBlock(
  { batch, steps, features, units, outputSize }: RunSizes,
  runBlock: (block: Block) => void,
  onProgress: (fraction: number) => void,
): void {
  const work = units * (features + units + (outputSize ?? 0)) * Math.min(batch, blockLines);
  const stepsAtOnce = Math.max(1, Math.min(blockSteps, Math.floor(blockWork / work)));
  let reported = 0;
  for (let fromLine = 0; fromLine < batch; fromLine += blockLines) {
    const toLine = Math.min(batch, fromLine + blockLines);
    for (let fromStep = 0; fromStep < steps; fromStep += stepsAtOnce) {
      const toStep = Math.min(steps, fromStep + stepsAtOnce);
      runBlock({ fromLine, toLine, fromStep, toStep });
      const done = (fromLine * steps + (toLine - fromLine) * toStep) / (batch * steps);
      if (done < reported + 0.01 && done < 1) continue;
      reported = done;
      onProgress(done);
    }
  }
}

/** The last step of [batch, steps, size], as [batch, size]. */
function lastStep(name: string, { shape, data }: NumericArray): NumericArray {
  const [batch, steps, size] = shape as [number, number, number];
  const last = zeros(name, [batch, size]);
  for (let line = 0; line < batch; line++) {
    const end = (line + 1) * steps * size;
    last.data.set(data.subarray(end - size, end), line * size);
  }
  return last;
}
