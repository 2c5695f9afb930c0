import fc from 'fast-check';
import type { InitialState, RunInputs } from '../../src/engine/fillRun.js';
import type { Activation, EngineLayer, RecurrentLayer } from '../../src/engine/network.js';
import type { NumericArray } from '../../src/engine/tensors.js';
import { randomArray, randomCell } from './engineRuns.js';

export const everyActivation: readonly Activation[] = [
  'tanh',
  'relu',
  'sigmoid',
  'hard_sigmoid',
  'linear',
  'softsign',
  'elu',
  'leaky_relu',
  { name: 'hard_sigmoid', slope: 0.2, offset: 0.5 },
  { name: 'elu', alpha: 0.5 },
  { name: 'leaky_relu', alpha: 0.3 },
];

const size = fc.integer({ min: 1, max: 6 });
const activation = fc.constantFrom(...everyActivation);
/** Gates beyond 1 would make sums grow from step to step. */
const gateActivation = fc.constantFrom<Activation>('tanh', 'sigmoid', 'hard_sigmoid', 'softsign');
const perhaps = fc.boolean();

/** A recurrent layer of any kind for inputs of that size. Every sum stays of order 1. */
export function recurrentLayers(inputSize: number): fc.Arbitrary<RecurrentLayer> {
  return fc
    .record({
      cell: fc.constantFrom('simple_rnn', 'lstm', 'gru'),
      units: fc.integer({ min: 1, max: 9 }),
      activation,
      recurrentActivation: gateActivation,
      stateActivation: fc.option(activation, { nil: undefined }),
      resetAfter: perhaps,
      projSize: fc.option(size, { nil: undefined }),
      peepholes: perhaps,
      biases: perhaps,
      forgetBias: fc.constantFrom(0, 1),
      bidirectional: perhaps,
      goBackwards: perhaps,
      merge: fc.constantFrom('concat', 'sum', 'mul', 'ave', 'none'),
      paddedOutput: fc.constantFrom('carry', 'zero'),
      seed: fc.nat(),
    })
    .map((chosen): RecurrentLayer => {
      const { cell, units, biases, bidirectional, seed, goBackwards, merge, paddedOutput } = chosen;
      const isLstm = cell === 'lstm';
      const projSize = isLstm ? chosen.projSize : undefined;
      const weights = (name: string) =>
        randomCell({ cell, inputSize, units, projSize, peepholes: isLstm && chosen.peepholes, biases }, name, seed);
      return {
        kind: 'recurrent',
        cell,
        units,
        activation: chosen.activation,
        recurrentActivation: chosen.recurrentActivation,
        ...(isLstm && chosen.stateActivation && { stateActivation: chosen.stateActivation }),
        ...(cell === 'gru' && { resetAfter: chosen.resetAfter }),
        ...(projSize !== undefined && { projSize }),
        ...(isLstm && { forgetBias: chosen.forgetBias }),
        goBackwards,
        merge,
        paddedOutput,
        forward: weights('forward'),
        ...(bidirectional && { backward: weights('backward') }),
      };
    });
}

/** One to three layers, at least one of them recurrent, that give an output for every step. */
export function networks(inputSize: number): fc.Arbitrary<EngineLayer[]> {
  const between = (width: number): fc.Arbitrary<EngineLayer[]> =>
    fc.constantFrom(
      [],
      [{ kind: 'layer_norm', gamma: randomArray('gamma', [width], 0), beta: randomArray('beta', [width], 0) }],
      [{ kind: 'activation', activation: 'softsign' }],
      [{ kind: 'dropout', rate: 0.5 }],
      [{ kind: 'dense', kernel: randomArray('dense', [width, width], 0), activation: 'tanh' }],
    );
  return recurrentLayers(inputSize).chain((lower) =>
    between(outputSize(lower)).chain((middle) =>
      fc
        .option(recurrentLayers(outputSize(lower)), { nil: null })
        .map((upper) => [lower, ...middle, ...(upper ? [upper] : [])]),
    ),
  );
}

export interface NetworkRun {
  readonly layers: readonly EngineLayer[];
  readonly inputs: NumericArray; // [batch, steps, inputSize]
  readonly options: Omit<RunInputs, 'inputs'>;
}

/** A network with inputs, and perhaps initial states and lengths or a mask. */
export const networkRuns: fc.Arbitrary<NetworkRun> = fc
  .record({
    batch: size,
    steps: size,
    inputSize: size,
    initial: perhaps,
    padding: fc.constantFrom('none', 'lengths', 'mask'),
    seed: fc.nat(),
  })
  .chain(({ batch, steps, inputSize, initial, padding, seed }) =>
    networks(inputSize).map((layers) => ({
      layers,
      inputs: randomArray('inputs', [batch, steps, inputSize], seed),
      options: {
        ...(initial && { initialStates: layers.map((layer, at) => initialState(layer, batch, seed + at)) }),
        ...(padding === 'lengths' && {
          lengths: Array.from({ length: batch }, (_, line) => (line + seed) % (steps + 1)),
        }),
        ...(padding === 'mask' && { mask: mask(batch, steps, seed) }),
      },
    })),
  );

export function initialState(layer: EngineLayer, batch: number, seed: number): InitialState | null {
  if (layer.kind !== 'recurrent') return null;
  const { units, projSize = units, backward, cell } = layer;
  const names = backward ? ['forward', 'backward'] : ['forward'];
  return {
    state: names.map((name) => randomArray(`state.${name}`, [batch, projSize], seed)),
    ...(cell === 'lstm' && { cellState: names.map((name) => randomArray(`cellState.${name}`, [batch, units], seed)) }),
  };
}

/** A third of the steps are padding. */
export function mask(batch: number, steps: number, seed: number): NumericArray {
  const { shape, data } = randomArray('mask', [batch, steps], seed);
  return { shape, data: data.map((value) => (value > -0.33 ? 1 : 0)) };
}

export function outputSize({ units, projSize = units, backward, merge = 'concat' }: RecurrentLayer): number {
  return backward && (merge === 'concat' || merge === 'none') ? 2 * projSize : projSize;
}
