import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BuiltNetwork } from '../../src/engine/engine.js';
import type { EngineLayer, RecurrentLayer } from '../../src/engine/network.js';
import type { Run } from '../../src/engine/run.js';
import { at, readView, writeView, type NumericArray } from '../../src/engine/tensors.js';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { assertClose, engines, randomArray, randomCell } from '../support/engineRuns.js';
import { initialState, recurrentLayers } from '../support/randomNetworks.js';

const array = (shape: number[], ...numbers: number[]): NumericArray => ({ shape, data: Float32Array.from(numbers) });

// Two lines, two steps, one feature, two units; S_0 is 1 in line 0 and -1 in line 1. With i_w = (1, 10), i_b = (0, 1),
// h_w = [[1, 2], [3, 4]], h_b = (100, 200), linear, Output = S·(1, -1) + 0.5:
// line 1: x = 3, 4. Step 0: x·i_w + i_b = (3, 31); (-1, -1)·h_w + h_b = (96, 194); S = (99, 225); Output = -125.5
//         Step 1: (4, 41); (99 + 675 + 100, 198 + 900 + 200) = (874, 1298); S = (878, 1339); Output = -460.5
const byHand: readonly EngineLayer[] = [
  {
    kind: 'recurrent',
    cell: 'simple_rnn',
    resetAfter: true,
    units: 2,
    activation: 'linear',
    forward: {
      kernel: array([1, 2], 1, 10),
      bias: array([2], 0, 1),
      recurrentKernel: array([2, 2], 1, 2, 3, 4),
      recurrentBias: array([2], 100, 200),
    },
  },
  { kind: 'dense', kernel: array([2, 1], 1, -1), bias: array([1], 0.5) },
];

for (const [name, engine] of engines)
  describe(`views of a trace of the ${name} kernels`, () => {
    const made: { free(): void }[] = [];
    const execute = (layers: readonly EngineLayer[], inputs: NumericArray, options = {}): Executed => {
      const network = engine.build(layers);
      const run = network.run(inputs, options);
      made.push(run, network);
      return { layers, run, network };
    };
    let trace: Executed;
    beforeEach(() => {
      trace = execute(byHand, array([2, 2, 1], 1, 2, 3, 4), {
        initialStates: [{ state: [array([2, 2], 1, 1, -1, -1)] }],
      });
    });
    afterEach(() => {
      for (const one of made.splice(0)) one.free();
    });
    const place = (line: number, step: number) => ({ layer: 0, direction: 0, line, step });

    describe('stepView', () => {
      it('gives the numbers worked by hand, from the initial state on', () => {
        const common = { cell: 'simple_rnn', counts: true, previousCellState: null, cellState: null };
        const gate = { name: 'state', activation: 'linear' };
        assert.deepEqual(stepView(trace, place(1, 0)), {
          ...common,
          ...place(1, 0),
          input: Float32Array.of(3),
          previousState: Float32Array.of(-1, -1),
          gates: [
            {
              ...gate,
              inputProjection: Float32Array.of(3, 31),
              hiddenProjection: Float32Array.of(96, 194),
              preActivation: Float32Array.of(99, 225),
              value: Float32Array.of(99, 225),
            },
          ],
          state: Float32Array.of(99, 225),
          output: Float32Array.of(-125.5),
          outputIsOfLine: false,
          resetAfter: true,
          biases: 2,
        });
        assert.deepEqual(stepView(trace, place(1, 1)), {
          ...common,
          ...place(1, 1),
          input: Float32Array.of(4),
          previousState: Float32Array.of(99, 225),
          gates: [
            {
              ...gate,
              inputProjection: Float32Array.of(4, 41),
              hiddenProjection: Float32Array.of(874, 1298),
              preActivation: Float32Array.of(878, 1339),
              value: Float32Array.of(878, 1339),
            },
          ],
          state: Float32Array.of(878, 1339),
          output: Float32Array.of(-460.5),
          outputIsOfLine: false,
          resetAfter: true,
          biases: 2,
        });
      });

      it('knows how many biases a cell has', () => {
        fc.assert(
          fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
            const executed = execute([layer], randomArray('inputs', [1, 1, 3], seed));
            const { bias, recurrentBias } = layer.forward;
            const biases = recurrentBias ? 2 : bias ? 1 : 0;
            assert.equal(stepView(executed, place(0, 0)).biases, biases);
            assert.equal(unitView(executed, place(0, 0), 0).biases, biases);
          }),
        );
      });

      it('has projections that make the pre-activations, in every cell', () => {
        fc.assert(
          fc.property(recurrentLayers(3), fc.nat(), fc.nat(3), (layer, seed, step) => {
            const executed = execute([layer], randomArray('inputs', [2, 4, 3], seed), {
              initialStates: [initialState(layer, 2, seed)],
            });
            for (const direction of layer.backward ? [0, 1] : [0]) {
              const view = stepView(executed, { layer: 0, direction, line: 1, step });
              const reset = view.gates.find(({ name }) => name === 'resetGate')?.value;
              for (const { name, inputProjection, hiddenProjection, preActivation } of view.gates) {
                const scaled = name === 'candidate' && layer.resetAfter;
                const peephole = peepholePart(layer, direction, name, view);
                const sum = inputProjection.map(
                  (value, unit) => value + hiddenProjection[unit]! * (scaled ? reset![unit]! : 1) + peephole(unit),
                );
                assertClose(preActivation, sum, 5e-6, `${layer.cell} ${name}`);
              }
            }
          }),
          { numRuns: 60 },
        );
      });

      it('shows the states before and after a step in the order of reading', () => {
        fc.assert(
          fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
            const executed = execute([layer], randomArray('inputs', [2, 4, 3], seed), {
              initialStates: [initialState(layer, 2, seed)],
              lengths: [4, 2],
            });
            for (const [direction, { readsBackward }] of executed.run.trace.layers[0]!.directions.entries()) {
              const views = [0, 1, 2, 3].map((step) => stepView(executed, { layer: 0, direction, line: 1, step }));
              assert.deepEqual(
                views.map(({ counts }) => counts),
                [true, true, false, false],
              );
              if (readsBackward) views.reverse();
              const initial = initialState(layer, 2, seed)!;
              const line = (state: NumericArray): Float32Array => state.data.slice(state.data.length / 2);
              assert.deepEqual(views[0]!.previousState, line(initial.state[direction]!));
              if (initial.cellState) assert.deepEqual(views[0]!.previousCellState, line(initial.cellState[direction]!));
              for (const [nth, view] of views.slice(1).entries()) {
                assert.deepEqual(view.previousState, views[nth]!.state);
                assert.deepEqual(view.previousCellState, views[nth]!.cellState);
                if (!view.counts) assert.deepEqual(view.state, view.previousState);
              }
            }
          }),
          { numRuns: 40 },
        );
      });

      it('finds the output of a step where the layer goes backwards, and of a line where there is one only', () => {
        const layer: RecurrentLayer = {
          kind: 'recurrent',
          cell: 'gru',
          units: 4,
          goBackwards: true,
          forward: randomCell({ cell: 'gru', inputSize: 3, units: 4 }, 'w', 0),
        };
        const inputs = randomArray('inputs', [2, 5, 3], 0);
        const every = execute([layer], inputs);
        for (let step = 0; step < 5; step++) {
          const { state, output, outputIsOfLine } = stepView(every, place(1, step));
          assert.deepEqual(output, state);
          assert.equal(outputIsOfLine, false);
        }
        const last = execute([{ ...layer, returnSequences: false }], inputs);
        const { output, outputIsOfLine } = stepView(last, place(1, 3));
        assert.deepEqual(output, stepView(every, place(1, 0)).state);
        assert.equal(outputIsOfLine, true);
      });

      it('has an output of the last recurrent layer only', () => {
        const layer = (inputSize: number): RecurrentLayer => ({
          kind: 'recurrent',
          cell: 'lstm',
          units: 2,
          forward: randomCell({ cell: 'lstm', inputSize, units: 2 }, 'w', 0),
        });
        const executed = execute([layer(3), { kind: 'dropout', rate: 0.1 }, layer(2)], randomArray('x', [1, 3, 3], 0));
        assert.equal(stepView(executed, place(0, 1)).output, null);
        const upper = stepView(executed, { ...place(0, 1), layer: 2 });
        assert.deepEqual(upper.output, upper.state);
        assert.deepEqual(upper.input, stepView(executed, place(0, 1)).state);
      });

      it('is a copy', () => {
        for (const value of Object.values(stepView(trace, place(1, 0))) as unknown[])
          if (value instanceof Float32Array) value.fill(77);
        assert.deepEqual(stepView(trace, place(1, 0)).state, Float32Array.of(99, 225));
        assert.deepEqual(stepView(trace, place(1, 0)).previousState, Float32Array.of(-1, -1));
      });

      it('refuses a place that is not there', () => {
        const message = (what: string, last: number, found: string) =>
          new RangeError(`${what}: expected an integer from 0 to ${last}, found ${found}.`);
        assert.throws(() => stepView(trace, place(2, 0)), message('line', 1, '2'));
        assert.throws(() => stepView(trace, place(0, -1)), message('step', 1, '-1'));
        assert.throws(() => stepView(trace, place(0, 0.5)), message('step', 1, '0.5'));
        assert.throws(() => stepView(trace, place(NaN, 0)), message('line', 1, 'NaN'));
        assert.throws(() => stepView(trace, { ...place(0, 0), direction: 1 }), message('direction', 0, '1'));
        assert.throws(() => stepView(trace, { ...place(0, 0), layer: 2 }), message('layer', 1, '2'));
        assert.throws(() => stepView(trace, { ...place(0, 0), layer: 1 }), /expected a recurrent layer, found layer 1/);
      });
    });

    describe('unitView', () => {
      it('gives the columns of the weights and the numbers worked by hand', () => {
        assert.deepEqual(unitView(trace, place(1, 1), 1), {
          ...place(1, 1),
          cell: 'simple_rnn',
          resetAfter: true,
          biases: 2,
          unit: 1,
          input: Float32Array.of(4),
          gates: [
            {
              name: 'state',
              activation: 'linear',
              inputWeights: Float32Array.of(10),
              inputBias: 1,
              hidden: Float32Array.of(99, 225),
              hiddenWeights: Float32Array.of(2, 4),
              hiddenBias: 200,
              inputProjection: 41,
              hiddenProjection: 1298,
              preActivation: 1339,
              value: 1339,
            },
          ],
          previousState: 225,
          previousCellState: null,
          cellState: null,
          state: 1339,
        });
        assert.deepEqual(unitView(trace, place(0, 0), 0).gates[0]!.hidden, Float32Array.of(1, 1));
      });

      it('holds dot products that make its own projections, and agrees with the step, in every cell', () => {
        const dot = (x: Float32Array, w: Float32Array): number => x.reduce((sum, value, i) => sum + value * w[i]!, 0);
        fc.assert(
          fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
            const executed = execute([layer], randomArray('inputs', [2, 4, 3], seed), {
              initialStates: [initialState(layer, 2, seed)],
            });
            const where = { layer: 0, direction: layer.backward ? 1 : 0, line: 1, step: 2 };
            const step = stepView(executed, where);
            for (let unit = 0; unit < layer.units; unit++) {
              const view = unitView(executed, where, unit);
              assert.equal(view.cellState, step.cellState && step.cellState[unit]);
              assert.equal(view.previousCellState, step.previousCellState && step.previousCellState[unit]);
              assert.equal(view.state, step.state[unit] ?? NaN);
              for (const [index, gate] of view.gates.entries()) {
                const whole = step.gates[index]!;
                const { name, activation, inputProjection, hiddenProjection, preActivation, value } = gate;
                assert.deepEqual(
                  [name, activation, inputProjection, hiddenProjection, preActivation, value],
                  [
                    whole.name,
                    whole.activation,
                    ...[whole.inputProjection, whole.hiddenProjection, whole.preActivation, whole.value].map(
                      (numbers) => numbers[unit],
                    ),
                  ],
                );
                const input = dot(view.input, gate.inputWeights) + gate.inputBias;
                const hidden = dot(gate.hidden, gate.hiddenWeights) + gate.hiddenBias;
                assertClose([inputProjection, hiddenProjection], [input, hidden], 5e-7, `${layer.cell} ${name}`);
              }
            }
          }),
          { numRuns: 40 },
        );
      });

      it('refuses a unit that is not there', () => {
        assert.throws(
          () => unitView(trace, place(0, 0), 2),
          new RangeError('unit: expected an integer from 0 to 1, found 2.'),
        );
      });
    });

    describe('heatmap', () => {
      const line = { layer: 0, direction: 0, line: 1 };
      // One line of four steps and two units, the steps side by side in the picture.
      const pictured = (...states: number[]): Executed => {
        const layer = byHand[0]!;
        const executed = execute([layer], randomArray('inputs', [2, 4, 1], 0));
        writeView(at(executed.run.trace.layers[0]!.directions[0]!.state, 1), Float32Array.from(states));
        return executed;
      };
      let plain: Executed;
      beforeEach(() => {
        plain = pictured(1, -10, 2, -20, -3, 30, 4, 40);
      });

      it('is units × steps where there is room', () => {
        assert.deepEqual(heatmap(plain, line, 'state', 0, 4, 100, 100), {
          ...line,
          array: 'state',
          fromStep: 0,
          toStep: 4,
          rows: 2,
          columns: 4,
          values: Float32Array.of(1, 2, -3, 4, -10, -20, 30, 40),
          extent: 40,
        });
      });

      it('keeps the value of largest magnitude of each cell where there is not', () => {
        const { rows, columns, values } = heatmap(plain, line, 'state', 0, 4, 2, 2);
        assert.deepEqual([rows, columns, ...values], [2, 2, 2, 4, -20, 40]);
        assert.deepEqual(heatmap(plain, line, 'state', 0, 4, 1, 3).values, Float32Array.of(-20, 30, 40));
      });

      it('shows a range of steps with the extent of the whole line', () => {
        const { columns, values, extent } = heatmap(plain, line, 'state', 1, 3, 2, 9);
        assert.deepEqual([columns, ...values], [2, 2, -3, -20, 30]);
        assert.equal(extent, 40);
      });

      it('shows NaN over everything, and leaves what is not finite out of the extent', () => {
        const odd = pictured(1, NaN, 2, 5, -Infinity, 6, 4, 7);
        const { values, extent } = heatmap(odd, line, 'state', 0, 4, 2, 2);
        assert.deepEqual(values, Float32Array.of(2, -Infinity, NaN, 7));
        assert.equal(extent, 7);
        const none = pictured(...new Array<number>(8).fill(NaN));
        assert.equal(heatmap(none, line, 'state', 0, 4, 2, 4).extent, 0);
      });

      it('covers every value with exactly one cell', () => {
        const executed = execute([byHand[0]!], randomArray('inputs', [1, 101, 1], 0));
        const state = at(executed.run.trace.layers[0]!.directions[0]!.state, 0);
        const numbers = new Float32Array(202);
        for (let i = 0; i < numbers.length; i++) {
          numbers.fill(0)[i] = 1;
          writeView(state, numbers);
          const { values } = heatmap(executed, { ...line, line: 0 }, 'state', 0, 101, 2, 10);
          assert.equal(
            values.reduce((sum, value) => sum + value, 0),
            1,
          );
        }
      });

      it('shows every array of every cell as the trace has it', () => {
        fc.assert(
          fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
            const executed = execute([layer], randomArray('inputs', [2, 4, 3], seed));
            for (const [direction, { arrays }] of executed.run.trace.layers[0]!.directions.entries())
              for (const [name, view] of Object.entries(arrays)) {
                const { rows, columns, values } = heatmap(executed, { ...line, direction }, name, 0, 4, 99, 99);
                const { shape, data } = readView(at(view, 1));
                assert.deepEqual([columns, rows], shape);
                assert.deepEqual(
                  values,
                  Float32Array.from(data, (_, i) => data[(i % columns) * rows + Math.floor(i / columns)]! + 0),
                );
              }
          }),
          { numRuns: 20 },
        );
      });

      it('refuses a range that is not in the trace, an array that it has not, and a picture without cells', () => {
        const toStep = (found: string) => new RangeError(`toStep: expected an integer from 2 to 4, found ${found}.`);
        assert.throws(() => heatmap(plain, line, 'state', 1, 5, 2, 2), toStep('5'));
        assert.throws(() => heatmap(plain, line, 'state', 1, 1, 2, 2), toStep('1'));
        assert.throws(() => heatmap(plain, line, 'state', 0, 4, 0, 2), /at least one row and column, found 0 and 2/);
        assert.throws(() => heatmap(plain, line, 'state', 0, 4, 2, NaN), /found 2 and NaN/);
        assert.throws(
          () => heatmap(plain, line, 'forgetGate', 0, 4, 2, 2),
          new RangeError('array: expected one of inputProjection, hiddenProjection, state, found "forgetGate".'),
        );
      });
    });
  });

interface Executed {
  readonly layers: readonly EngineLayer[];
  readonly run: Run;
  readonly network: BuiltNetwork;
}

/** What the peepholes add to a gate's sum. */
function peepholePart(
  { forward, backward }: RecurrentLayer,
  direction: number,
  gate: string,
  view: ReturnType<typeof stepView>,
): (unit: number) => number {
  const { peepholes } = direction === 0 ? forward : backward!;
  const parts: Record<string, [NumericArray, Float32Array]> = peepholes
    ? {
        inputGate: [peepholes.input, view.previousCellState!],
        forgetGate: [peepholes.forget, view.previousCellState!],
        outputGate: [peepholes.output, view.cellState!],
      }
    : {};
  const part = parts[gate];
  return (unit) => (part ? part[0].data[unit]! * part[1][unit]! : 0);
}
