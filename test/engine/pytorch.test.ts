import assert from 'node:assert/strict';
import type { Run } from '../../src/engine/run.js';
import { assertClose, engines } from '../support/engineRuns.js';
import { chainCases, recurrentCases, type RecurrentCase } from '../support/pytorchFixtures.js';

/** The fixtures are float64 to nine digits: the reference differs by rounding only, and float32 by what float32 can. */
const tolerances = { reference: 1e-8, float32: 1e-6 };
const toleranceOf = (name: string): number => (name === 'reference' ? tolerances.reference : tolerances.float32);

describe('the engine beside PyTorch', () => {
  for (const fixture of ['recurrent', 'packed', 'cells', 'long', 'jacobians'] as const)
    for (const recurrentCase of recurrentCases(fixture))
      it(`${fixture}: ${recurrentCase.name}`, () => {
        for (const [name, engine] of engines) {
          const network = engine.build(recurrentCase.layers);
          const { inputs, lengths, initialStates, output, lastStates } = recurrentCase;
          const run = network.run(inputs, {
            ...(lengths && { lengths }),
            ...(initialStates && { initialStates }),
          });
          const tolerance = toleranceOf(name);
          assert.deepEqual(run.trace.outputs.shape, output.shape);
          assertClose(run.trace.outputs, output.data, tolerance, `${name}: output`);
          for (const [layer, { directions }] of run.trace.layers.entries())
            for (const [index, { finalState, finalCellState }] of directions.entries()) {
              const { state, cellState } = lastStates[layer]!;
              const where = `${name}: layer ${layer}, direction ${index}`;
              assertClose(finalState, state[index]!.data, tolerance, `${where}, last state`);
              assert.equal(finalCellState === null, cellState === undefined);
              if (finalCellState)
                assertClose(finalCellState, cellState![index]!.data, tolerance, `${where}, last cell state`);
            }
          compareTrace(recurrentCase, run, name);
          run.free();
          network.free();
        }
      });

  for (const chain of chainCases())
    it(`chains: ${chain.name}`, () => {
      for (const [name, engine] of engines) {
        const network = engine.build(chain.layers);
        const run = network.run(chain.inputs);
        // The recurrent module may be several layers, of which the last gives its output.
        const modules = run.trace.layers.filter((_, index) => {
          const [kind, next] = [chain.layers[index]!.kind, chain.layers[index + 1]?.kind];
          return kind !== 'recurrent' || next !== 'recurrent';
        });
        assert.equal(modules.length, chain.outputs.length);
        for (const [index, { output }] of modules.entries()) {
          assert.deepEqual(output.shape, chain.outputs[index]!.shape);
          // The embedding gives its table's numbers, which are float32.
          const { data } = chain.outputs[index]!;
          const expected = index === 0 ? Float32Array.from(data) : data;
          assertClose(output, expected, toleranceOf(name), `${name}: module ${index}`);
        }
        run.free();
        network.free();
      }
    });
});

/** Of single cells: everything that the trace keeps, and what went into the activations. */
function compareTrace({ trace, preActivations }: RecurrentCase, run: Run, name: string): void {
  if (!trace || !preActivations) return;
  const { layers, batch, steps } = run.trace;
  const { arrays } = layers[0]!.directions[0]!;
  assert.deepEqual(Object.keys(arrays).toSorted(), Object.keys(trace).toSorted());
  for (const [array, { shape, data }] of Object.entries(trace)) {
    assert.deepEqual(arrays[array]!.shape, shape);
    assertClose(arrays[array]!, data, toleranceOf(name), `${name}: ${array}`);
  }
  const derived = run.preActivations(0, 0, 0, batch * steps);
  assert.deepEqual(Object.keys(derived).toSorted(), Object.keys(preActivations).toSorted());
  for (const [gate, { shape, data }] of Object.entries(preActivations)) {
    const [, , units] = shape as [number, number, number];
    const expected = Float64Array.from(data, (_, i) => {
      const [row, unit] = [Math.floor(i / units), i % units];
      return data[((row % batch) * steps + Math.floor(row / batch)) * units + unit]!;
    });
    // They are given in float32, also by the reference.
    assertClose(derived[gate]!.data, expected, tolerances.float32, `${name}: ${gate} before its activation`);
  }
}
