import assert from 'node:assert/strict';
import { hardSigmoidKeras2 } from '../../src/engine/activations.js';
import type { InitialState } from '../../src/engine/fillRun.js';
import type { Activation, Cell, RecurrentLayer } from '../../src/engine/network.js';
import { readFloat64 } from '../../src/engine/tensors.js';
import type { Trace } from '../../src/engine/trace.js';
import { assertClose, engines, randomArray, randomCell, stepsReversed } from '../support/engineRuns.js';
import { runByOnnx, type OnnxRun } from '../support/onnxRecurrent.js';

/** ONNX Runtime computes in float32 and approximates its tanh and sigmoid. */
const tolerance = 1e-6;

const cells = ['simple_rnn', 'lstm', 'gru'] as const;
type Direction = 'forward' | 'reverse' | 'bidirectional';
const directions: readonly Direction[] = ['forward', 'reverse', 'bidirectional'];

describe('the engine beside ONNX Runtime', () => {
  for (const cell of cells)
    for (const direction of directions)
      it(`${cell} ${direction}: layers, lengths, initial states, biases, and what the cell has of its own`, async () => {
        for (const options of grid(cell, direction)) await compare(options, JSON.stringify(options));
      });

  const activations: readonly Activation[] = [
    'tanh',
    'relu',
    'sigmoid',
    'linear',
    'softsign',
    hardSigmoidKeras2,
    { name: 'hard_sigmoid', slope: 0.3, offset: 0.4 },
    { name: 'elu', alpha: 0.7 },
    { name: 'leaky_relu', alpha: 0.1 },
  ];
  for (const cell of cells)
    it(`${cell}: every activation of the state and of the gates`, async () => {
      for (const [index, activation] of activations.entries()) {
        const other = activations[(index + 4) % activations.length]!;
        const another = activations[(index + 7) % activations.length]!;
        const layerOptions = {
          activation,
          recurrentActivation: another,
          ...(cell === 'lstm' && { stateActivation: other }),
        };
        const what = JSON.stringify(layerOptions);
        await compare({ ...plain, cell, direction: 'bidirectional', layerOptions, scale: 0.5 }, what);
        const gates = { recurrentActivation: activation };
        if (cell !== 'simple_rnn')
          await compare({ ...plain, cell, layerOptions: gates, scale: 0.5 }, JSON.stringify(gates));
      }
    });

  for (const cell of cells)
    it(`${cell}: sequences of 1,000 steps`, async () => {
      await compare({ ...plain, cell, direction: 'bidirectional', steps: 1000, units: 20, inputSize: 6 }, cell);
    });

  it('reads a chain of reverse layers as one that goes backwards once', async () => {
    const layer = (name: string, inputSize: number): RecurrentLayer => ({
      kind: 'recurrent',
      cell: 'gru',
      units: 4,
      forward: randomCell({ cell: 'gru', inputSize, units: 4 }, name, 0),
    });
    const [lower, upper] = [layer('lower', 3), layer('upper', 4)];
    const inputs = randomArray('x', [2, 6, 3], 0);
    const expected = await runByOnnx(
      [lower, upper].map((one) => ({ ...one, goBackwards: true })),
      { inputs },
    );
    for (const [name, engine] of engines) {
      const network = engine.build([{ ...lower, goBackwards: true }, upper]);
      const run = network.run(inputs);
      const [, states] = expected;
      const reversed = stepsReversed({ shape: [2, 6, 4], data: states![0]!.state });
      assertClose(run.trace.outputs, reversed.data, tolerance, name);
      run.free();
      network.free();
    }
  });
});

interface Options {
  readonly cell: Cell;
  readonly direction: Direction;
  readonly layers: number;
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly units: number;
  readonly lengths: boolean;
  readonly initial: boolean;
  readonly biases: boolean;
  readonly peepholes: boolean;
  readonly resetAfter: boolean;
  readonly layerOptions: Partial<RecurrentLayer>;
  /** Of the inputs. */
  readonly scale: number;
}

const plain: Options = {
  cell: 'simple_rnn',
  direction: 'forward',
  layers: 1,
  batch: 3,
  steps: 7,
  inputSize: 3,
  units: 5,
  lengths: false,
  initial: true,
  biases: true,
  peepholes: false,
  resetAfter: true,
  layerOptions: {},
  scale: 1.5,
};

function grid(cell: Cell, direction: Direction): Options[] {
  const flags = [false, true];
  let all: Options[] = [{ ...plain, cell, direction }];
  const vary = (change: (options: Options) => Options[]): void => {
    all = all.flatMap(change);
  };
  vary((one) => [
    one,
    { ...one, batch: 1, steps: 4, units: 9 },
    { ...one, batch: 5, steps: 1, units: 8, inputSize: 1 },
  ]);
  // A chain of reverse layers is another thing in ONNX: see the test of its own.
  if (direction !== 'reverse') vary((one) => [1, 3].map((layers) => ({ ...one, layers })));
  vary((one) => flags.map((lengths) => ({ ...one, lengths })));
  vary((one) => flags.map((initial) => ({ ...one, initial })));
  vary((one) => flags.map((biases) => ({ ...one, biases })));
  if (cell === 'lstm') vary((one) => flags.map((peepholes) => ({ ...one, peepholes })));
  if (cell === 'gru') vary((one) => flags.map((resetAfter) => ({ ...one, resetAfter })));
  return all;
}

async function compare(options: Options, what: string): Promise<void> {
  const { layers, run } = networkOf(options);
  const expected = await runByOnnx(layers, run);
  for (const [name, engine] of engines) {
    const network = engine.build(layers);
    const own = network.run(run.inputs, {
      ...(run.lengths && { lengths: run.lengths }),
      ...(run.initialStates && { initialStates: run.initialStates }),
    });
    for (const [layer, parts] of expected.entries())
      for (const [index, part] of parts.entries()) {
        const where = `${name} ${what}, layer ${layer}, direction ${index}`;
        const direction = own.trace.layers[layer]!.directions[index]!;
        const state = readFloat64(direction.state);
        clearPadding(state, own.trace, run.lengths);
        assertClose(state, part.state, tolerance, `${where}, state`);
        assertClose(direction.finalState, part.lastState, tolerance, `${where}, last state`);
        assert.equal(direction.finalCellState === null, part.lastCellState === null);
        if (direction.finalCellState && part.lastCellState)
          assertClose(direction.finalCellState, part.lastCellState, tolerance, `${where}, last cell state`);
      }
    own.free();
    network.free();
  }
}

function networkOf(options: Options): { layers: RecurrentLayer[]; run: OnnxRun } {
  const { cell, direction, batch, steps, inputSize, units, biases, peepholes, resetAfter, layerOptions } = options;
  const count = direction === 'bidirectional' ? 2 : 1;
  const layers = Array.from({ length: options.layers }, (_, index): RecurrentLayer => {
    const sizes = { cell, inputSize: index === 0 ? inputSize : count * units, units, biases, peepholes };
    return {
      kind: 'recurrent',
      cell,
      units,
      paddedOutput: 'zero',
      ...(cell === 'gru' && { resetAfter }),
      ...(direction === 'reverse' && { goBackwards: true }),
      ...layerOptions,
      forward: randomCell(sizes, `forward${index}`, 0),
      ...(count === 2 && { backward: randomCell(sizes, `backward${index}`, 0) }),
    };
  });
  const states = (name: string, layer: number) =>
    Array.from({ length: count }, (_, index) => randomArray(`${name}${layer}.${index}`, [batch, units], 0));
  const initialStates = layers.map((_, layer): InitialState => ({
    state: states('h', layer),
    ...(cell === 'lstm' && { cellState: states('c', layer) }),
  }));
  const lengths = Array.from({ length: batch }, (_, line) => 1 + ((line * 3 + steps - 2 + 7) % steps));
  return {
    layers,
    run: {
      inputs: randomArray('x', [batch, steps, inputSize], 0, options.scale),
      ...(options.lengths && { lengths }),
      ...(options.initial && { initialStates }),
    },
  };
}

/** ONNX has zeros at padded steps, the engine's trace the carried state. */
function clearPadding(state: Float64Array, { batch, steps }: Trace, lengths: readonly number[] | undefined): void {
  const size = state.length / batch / steps;
  for (const [line, length] of (lengths ?? []).entries())
    state.fill(0, (line * steps + length) * size, (line + 1) * steps * size);
}
