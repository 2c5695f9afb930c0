import type { Cell, RecurrentLayer } from '../../src/engine/network.js';
import { assertClose, fastEngines, randomArray, randomCell, reference } from '../support/engineRuns.js';

/** What float32 may differ from float64 for values of order 1. */
const tolerance = 1e-6;

interface Case {
  readonly cell: Cell;
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly units: number;
  readonly more?: Partial<RecurrentLayer> & { readonly peepholes?: boolean };
}

const cells = ['simple_rnn', 'lstm', 'gru'] as const;
const cases: readonly Case[] = [
  ...cells.flatMap((cell): Case[] => [
    { cell, batch: 2, steps: 1000, inputSize: 7, units: 24 },
    { cell, batch: 1, steps: 1000, inputSize: 16, units: 33 },
    { cell, batch: 13, steps: 40, inputSize: 100, units: 70 },
    { cell, batch: 7, steps: 9, inputSize: 1, units: 1 },
    { cell, batch: 3, steps: 20, inputSize: 5, units: 17, more: { activation: 'softsign' } },
  ]),
  { cell: 'gru', batch: 2, steps: 1000, inputSize: 7, units: 24, more: { resetAfter: false } },
  { cell: 'lstm', batch: 3, steps: 300, inputSize: 7, units: 24, more: { projSize: 11 } },
  { cell: 'lstm', batch: 3, steps: 300, inputSize: 7, units: 24, more: { peepholes: true } },
  { cell: 'lstm', batch: 3, steps: 100, inputSize: 7, units: 24, more: { recurrentActivation: 'hard_sigmoid' } },
];

for (const [name, engine] of fastEngines)
  describe(`the ${name} kernels beside float64`, () => {
    for (const { more = {}, ...sizes } of cases)
      it(JSON.stringify({ ...sizes, ...more }), () => {
        const { cell, batch, steps, inputSize, units } = sizes;
        const { peepholes, ...options } = more;
        const weights = { cell, inputSize, units, projSize: options.projSize, peepholes };
        const layer: RecurrentLayer = {
          kind: 'recurrent',
          cell,
          units,
          ...options,
          forward: randomCell(weights, 'forward', 0),
          backward: randomCell(weights, 'backward', 0),
        };
        const inputs = randomArray('inputs', [batch, steps, inputSize], 0);
        const [exact, fast] = [reference, engine].map((one) => one.build([layer]));
        const [expected, found] = [exact!.run(inputs), fast!.run(inputs)];
        for (const [index, { arrays }] of expected.trace.layers[0]!.directions.entries())
          for (const [array, view] of Object.entries(arrays))
            assertClose(found.trace.layers[0]!.directions[index]!.arrays[array]!, view, tolerance, array);
        for (const one of [expected, found, exact!, fast!]) one.free();
      });
  });
