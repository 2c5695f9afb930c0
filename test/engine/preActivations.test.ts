import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activationPlan } from '../../src/engine/activations.js';
import type { Engine } from '../../src/engine/engine.js';
import { gateNames, type Activation, type RecurrentLayer } from '../../src/engine/network.js';
import { readFloat64, transposed } from '../../src/engine/tensors.js';
import { assertClose, engines, randomArray } from '../support/engineRuns.js';
import { initialState, recurrentLayers } from '../support/randomNetworks.js';

for (const [name, engine] of engines)
  describe(`preActivations of the ${name} kernels`, () => {
    it('are what the activations were given', () => {
      fc.assert(
        fc.property(recurrentLayers(3), fc.integer({ min: 1, max: 5 }), fc.nat(), (layer, batch, seed) => {
          const steps = 4;
          const network = engine.build([layer]);
          const run = network.run(randomArray('inputs', [batch, steps, 3], seed), {
            initialStates: [initialState(layer, batch, seed)],
          });
          for (const [direction, { arrays }] of run.trace.layers[0]!.directions.entries()) {
            const derived = run.preActivations(0, direction, 0, batch * steps);
            assert.deepEqual(Object.keys(derived), gateNames[layer.cell]);
            for (const gate of gateNames[layer.cell]) {
              const { shape, data } = derived[gate]!;
              assert.deepEqual(shape, [batch * steps, layer.units]);
              const values = readFloat64(transposed(arrays[gate]!)); // [steps, batch, units]
              const again = activatedBy(engine, activationOf(layer, gate), data);
              if (isRounded(layer, gate, batch, name)) assertClose(again, values, 5e-7, gate);
              else assert.deepEqual(again, values, gate);
            }
            const row = seed % (batch * steps);
            const some = run.preActivations(0, direction, row, 1);
            for (const gate of gateNames[layer.cell])
              assert.deepEqual(some[gate]!.data, derived[gate]!.data.slice(row * layer.units, (row + 1) * layer.units));
          }
          run.free();
          network.free();
        }),
        { numRuns: 80 },
      );
    });
  });

/** `Run.preActivations` says where they are not the very bits; the reference's are rounded to float32. */
function isRounded({ forward }: RecurrentLayer, gate: string, batch: number, name: string): boolean {
  return name === 'reference' || batch === 1 || gate === 'candidate' || forward.peepholes !== undefined;
}

function activationOf(
  { activation = 'tanh', recurrentActivation = 'sigmoid' }: RecurrentLayer,
  gate: string,
): Activation {
  return ['state', 'cellCandidate', 'candidate'].includes(gate) ? activation : recurrentActivation;
}

/** The same function by the same kernels. */
function activatedBy({ kernels }: Engine, activation: Activation, numbers: Float32Array): Float64Array {
  const { heap } = kernels;
  const size = Math.ceil(numbers.length / kernels.lanes) * kernels.lanes;
  const address = heap.allocate(size);
  heap.numbers.set(numbers, address);
  kernels.activate(activationPlan(activation), address, size);
  const values = Float64Array.from(heap.numbers.subarray(address, address + numbers.length));
  heap.free(address);
  return values;
}
