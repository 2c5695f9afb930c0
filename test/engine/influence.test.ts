import assert from 'node:assert/strict';
import fc from 'fast-check';
import { influence, type InfluencePlace } from '../../src/engine/influence.js';
import { inputInfluence } from '../../src/engine/inputInfluence.js';
import type { EngineLayer, RecurrentLayer } from '../../src/engine/network.js';
import type { Run } from '../../src/engine/run.js';
import { at, readFloat64, readView, writeView, type TensorView } from '../../src/engine/tensors.js';
import type { RunOfLayers } from '../../src/engine/tracePlaces.js';
import { assertClose, engines, randomArray, randomCell, reference, stepsOf } from '../support/engineRuns.js';
import { recurrentCases, type Expected } from '../support/pytorchFixtures.js';
import { initialState, mask, networkRuns, recurrentLayers } from '../support/randomNetworks.js';

describe('influence', () => {
  it('is what central differences give, for every cell and option', () => {
    // A seed of its own: differences across the kink of an activation would be wrong.
    const cases = fc.tuple(recurrentLayers(3), fc.nat(), fc.nat(4), fc.nat(8));
    fc.assert(
      fc.property(cases, ([layer, seed, step, unit]) => {
        const inputs = randomArray('inputs', [2, 5, 3], seed);
        const initialStates = [initialState(layer, 2, seed)];
        const network = reference.build([layer]);
        const run = network.run(inputs, { initialStates, ...(seed % 2 === 0 && { mask: mask(2, 5, seed) }) });
        const executed = { layers: [layer], run };
        for (const [direction, { state, readsBackward }] of run.trace.layers[0]!.directions.entries()) {
          const size = state.shape[2]!;
          const units = seed % 3 === 0 ? ([0, size] as const) : ([unit % size, size] as const);
          const place = { layer: 0, direction, line: 1, step, units };
          const found = finished(influence(executed, place));
          const what = `${layer.cell} direction ${direction}`;
          const states = statesOf(run, place);
          for (let k = 0; k < 5; k++)
            assertClose(
              [found.input[k]!],
              [normOfDifferences(run, at(at(run.trace.inputs, 1), k), states)],
              1e-7,
              `${what}: input ${k}`,
            );
          const after = restOf(executed, place);
          for (let k = 0; k < 5; k++) {
            const distance = readsBackward ? k - step : step - k;
            const expected = distance < 0 ? { state: 0, cellState: 0 } : after(k);
            assertClose([found.state[k]!], [expected.state], 1e-7, `${what}: state ${k}`);
            assert.equal(found.cellState === null, layer.cell !== 'lstm');
            if (found.cellState) assertClose([found.cellState[k]!], [expected.cellState], 1e-7, `${what}: cell ${k}`);
          }
          const expected = after(readsBackward ? 5 : -1);
          assertClose([found.initialState], [expected.state], 1e-7, `${what}: initial state`);
          if (found.initialCellState !== null)
            assertClose([found.initialCellState], [expected.cellState], 1e-7, `${what}: initial cell state`);
        }
        run.free();
        network.free();
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  for (const recurrentCase of recurrentCases('jacobians'))
    it(`is PyTorch's: ${recurrentCase.name}`, () => {
      for (const [name, engine] of engines) {
        const { layers, inputs, initialStates, jacobians } = recurrentCase;
        const { byInput, byState, byCellState, byInitialState, byInitialCellState } = jacobians!;
        const tolerance = name === 'reference' ? 5e-8 : 2e-6;
        const network = engine.build(layers);
        const run = network.run(inputs, { ...(initialStates && { initialStates }) });
        const executed = { layers, run };
        const directions = layers[0]!.backward ? 2 : 1;
        const [cells, batch, steps] = byInput.shape as [number, number, number];
        assert.equal(cells, layers.length * directions);
        for (let cell = 0; cell < cells; cell++)
          for (let line = 0; line < batch; line++)
            for (let step = 0; step < steps; step++) {
              const place = { layer: Math.floor(cell / directions), direction: cell % directions, line, step };
              const what = `${name} ${JSON.stringify(place)}`;
              const by = (expected: Expected): number[] => norms(expected, [cell, line, step]);
              const found = finished(influence(executed, place));
              assertClose(finished(inputInfluence(executed, place)), by(byInput), tolerance, `${what} inputs`);
              assertClose(found.state, by(byState), tolerance, `${what} states`);
              if (place.layer === 0) assertClose(found.input, by(byInput), tolerance, `${what} input`);
              assertClose([found.initialState], by(byInitialState), tolerance, `${what} initial state`);
              if (byCellState) assertClose(found.cellState!, by(byCellState), tolerance, `${what} cell states`);
              if (byInitialCellState)
                assertClose([found.initialCellState!], by(byInitialCellState), tolerance, `${what} initial cell state`);
            }
        run.free();
        network.free();
      }
    });

  it('asks for the pre-activations where an activation does not tell its slope', () => {
    for (const activation of [
      { name: 'elu', alpha: -0.4 },
      { name: 'leaky_relu', alpha: -0.3 },
    ] as const)
      for (const cell of ['simple_rnn', 'lstm', 'gru'] as const) {
        const layer: RecurrentLayer = {
          kind: 'recurrent',
          cell,
          units: 4,
          activation,
          forward: randomCell({ cell, inputSize: 3, units: 4 }, 'w', 1),
        };
        const network = reference.build([layer]);
        const run = network.run(randomArray('inputs', [1, 4, 3], 1));
        const place = { layer: 0, direction: 0, line: 0, step: 3 };
        const found = finished(influence({ layers: [layer], run }, place));
        const expected = [0, 1, 2, 3].map((k) =>
          normOfDifferences(run, at(at(run.trace.inputs, 0), k), statesOf(run, place)),
        );
        assertClose(found.input, expected, 1e-7, `${cell} ${activation.name}`);
        run.free();
        network.free();
      }
  });

  it('ends at the horizon', () => {
    const { executed, free } = small({ goBackwards: true });
    const place = { layer: 0, direction: 0, line: 0, step: 2 };
    const all = finished(influence(executed, place));
    const near = finished(influence(executed, place, 1));
    assert.deepEqual([...near.input], [0, 0, all.input[2]!, all.input[3]!, NaN, NaN]);
    assert.deepEqual([...near.state], [0, 0, all.state[2]!, all.state[3]!, NaN, NaN]);
    assert.ok(Number.isNaN(near.initialState));
    assert.ok(all.input.slice(2).every((value) => value > 0) && all.initialState > 0);
    assert.deepEqual(finished(influence(executed, place, 4)), all);
    free();
  });

  it('can be stopped between pieces, says how far it is, and gives the same in any number of pieces', () => {
    const { executed, free } = small({ units: 96 });
    const place = { layer: 0, direction: 0, line: 0, step: 5 };
    const fractions = [...influence(executed, place)];
    assert.ok(fractions.length > 6, `${fractions.length} pieces`);
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    assert.equal(fractions.at(-1), 1);
    const whole = finished(influence(executed, place)).input;
    const parts = [0, 1].map((half) => finished(influence(executed, { ...place, units: [half * 48, half * 48 + 48] })));
    const joined = whole.map((_, k) => Math.hypot(...parts.map(({ input }) => input[k]!)));
    assertClose(whole, joined, 1e-12, 'input');
    const pieces = influence(executed, place);
    pieces.next();
    assert.deepEqual(pieces.return(undefined as never), { done: true, value: undefined });
    free();
  });

  it('refuses what is not the run’s', () => {
    const { executed, free } = small({});
    const place = { layer: 0, direction: 0, line: 0, step: 0 };
    const refused = (wrong: Partial<InfluencePlace>, message: string, horizon?: number): void => {
      assert.throws(() => finished(influence(executed, { ...place, ...wrong }, horizon)), new RangeError(message));
    };
    refused({ step: 6 }, 'step: expected an integer from 0 to 5, found 6.');
    refused({ direction: 1 }, 'direction: expected an integer from 0 to 0, found 1.');
    refused({ units: [2, 2] }, 'units: expected some of 0 to 4, found 2 to 2.');
    refused({ units: [0, 5] }, 'units: expected some of 0 to 4, found 0 to 5.');
    refused({}, 'horizon: expected a number from 0 on, found NaN.', NaN);
    free();
  });
});

describe('inputInfluence', () => {
  it('is what central differences give, through stacks of every kind', () => {
    fc.assert(
      fc.property(networkRuns, fc.nat(), ({ layers, inputs, options }, seed) => {
        const network = reference.build(layers);
        const run = network.run(inputs, options);
        const [batch, steps] = inputs.shape as [number, number];
        const layer = layers.findLastIndex(({ kind }) => kind === 'recurrent');
        const directions = run.trace.layers[layer]!.directions.length;
        const place = { layer, direction: seed % directions, line: seed % batch, step: seed % steps };
        const found = finished(inputInfluence({ layers, run }, place));
        const expected = Array.from({ length: steps }, (_, k) =>
          normOfDifferences(run, at(at(run.trace.inputs, place.line), k), statesOf(run, place)),
        );
        assertClose(found, expected, 2e-6, layers.map(({ kind }) => kind).join());
        run.free();
        network.free();
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('ends at the vectors that an embedding gives', () => {
    const table = randomArray('table', [5, 3], 0);
    const layer: RecurrentLayer = {
      kind: 'recurrent',
      cell: 'gru',
      units: 4,
      forward: randomCell({ cell: 'gru', inputSize: 3, units: 4 }, 'w', 0),
    };
    const indices = [1, 0, 4, 2];
    const layers: EngineLayer[] = [{ kind: 'embedding', table, maskZero: true }, layer];
    const network = reference.build(layers);
    const run = network.run({ shape: [1, 4], data: Float32Array.from(indices) });
    const found = finished(inputInfluence({ layers, run }, { layer: 1, direction: 0, line: 0, step: 3 }));
    const own = finished(influence({ layers, run }, { layer: 1, direction: 0, line: 0, step: 3 }));
    assert.deepEqual(found, own.input);
    assert.equal(found[1], 0);
    assert.ok(found[0]! > 0 && found[2]! > 0 && found[3]! > 0);
    run.free();
    network.free();
  });
});

function finished<Result>(pieces: Generator<unknown, Result>): Result {
  for (let next = pieces.next(); ; next = pieces.next()) if (next.done) return next.value;
}

/** Reads the numbers whose derivatives are asked for. */
function statesOf(run: Run, { layer, direction, line, step, units }: InfluencePlace): () => Float64Array {
  const { state } = run.trace.layers[layer]!.directions[direction]!;
  return () => readFloat64(at(at(state, line), step)).subarray(...(units ?? [0, state.shape[2]!]));
}

const difference = 1e-6;

/** The Frobenius norm of the derivatives of some numbers by those in a view that the run reads, all run anew. */
function normOfDifferences(run: Run, view: TensorView, numbers: () => Float64Array): number {
  const given = readFloat64(view);
  let squares = 0;
  for (let i = 0; i < given.length; i++) {
    const [above, below] = [difference, -difference].map((change) => {
      writeView(
        view,
        given.map((value, at) => (at === i ? value + change : value)),
      );
      run.execute();
      return numbers().slice();
    });
    for (const [at, value] of above!.entries()) squares += ((value - below![at]!) / (2 * difference)) ** 2;
  }
  writeView(view, given);
  run.execute();
  return Math.sqrt(squares);
}

/**
 * The norms of the derivatives by the states after step k, which stand as initial states before a run of the steps
 * that were read after it.
 */
function restOf(
  { layers, run }: RunOfLayers,
  place: InfluencePlace,
): (k: number) => { state: number; cellState: number } {
  const layer = layers[place.layer] as RecurrentLayer;
  const { direction, line, step } = place;
  const trace = run.trace.layers[place.layer]!.directions[direction]!;
  const single: RecurrentLayer = {
    ...layer,
    goBackwards: trace.readsBackward,
    forward: direction === 0 ? layer.forward : layer.backward!,
  };
  delete (single as { backward?: unknown }).backward;
  const inputs = readView(run.trace.inputs);
  const flags = run.trace.mask && readView(run.trace.mask);
  const stateAt = (states: TensorView, initial: TensorView, k: number): Float64Array =>
    readFloat64(k < 0 || k === run.trace.steps ? at(initial, line) : at(at(states, line), k));
  return (k) => {
    const [from, to] = trace.readsBackward ? [step, k] : [k + 1, step + 1];
    if (from === to) return { state: Math.sqrt(place.units![1] - place.units![0]), cellState: 0 };
    const network = reference.build([single]);
    const after = network.run(stepsOf(inputs, from, to), { ...(flags && { mask: stepsOf(flags, from, to) }) });
    const [own] = after.trace.layers[0]!.directions;
    const state = at(own!.initialState, line);
    writeView(state, stateAt(trace.state, trace.initialState, k));
    const cellState = own!.initialCellState && at(own!.initialCellState, line);
    if (cellState) writeView(cellState, stateAt(trace.cellState!, trace.initialCellState!, k));
    const last = (): Float64Array => readFloat64(at(own!.finalState, line)).subarray(...place.units!);
    const found = {
      state: normOfDifferences(after, state, last),
      cellState: cellState ? normOfDifferences(after, cellState, last) : 0,
    };
    after.free();
    network.free();
    return found;
  };
}

/** Norms over the last two axes, at an index of the first ones: one for each k. */
function norms({ shape, data }: Expected, index: readonly number[]): number[] {
  const rest = shape.slice(index.length);
  const size = rest.reduce((product, count) => product * count, 1);
  const start = index.reduce((place, at, axis) => place * shape[axis]! + at, 0) * size;
  const [rows, columns] = rest.slice(-2) as [number, number];
  return Array.from({ length: size / rows / columns }, (_, k) =>
    Math.hypot(...data.subarray(start + k * rows * columns, start + (k + 1) * rows * columns)),
  );
}

/** One layer over six steps. */
function small(options: Partial<RecurrentLayer>): { executed: RunOfLayers; free: () => void } {
  const { units = 4 } = options;
  const forward = randomCell({ cell: 'lstm', inputSize: 3, units }, 'w', 0);
  const layer: RecurrentLayer = { kind: 'recurrent', cell: 'lstm', units, ...options, forward };
  const network = reference.build([layer]);
  const run = network.run(randomArray('inputs', [1, 6, 3], 0));
  return {
    executed: { layers: [layer], run },
    free: () => {
      run.free();
      network.free();
    },
  };
}
