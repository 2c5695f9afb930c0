import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEngine } from '../../src/engine/engine.js';
import { runBytes } from '../../src/engine/layout.js';
import { layerSizes } from '../../src/engine/layerSizes.js';
import type { EngineLayer, RecurrentLayer } from '../../src/engine/network.js';
import type { Run } from '../../src/engine/run.js';
import { readView, type NumericArray } from '../../src/engine/tensors.js';
import { engines, randomArray, randomCell, type CellOptions } from '../support/engineRuns.js';
import { networkRuns } from '../support/randomNetworks.js';

const recurrent = (options: CellOptions, more: Partial<RecurrentLayer> = {}): RecurrentLayer => ({
  kind: 'recurrent',
  cell: options.cell,
  units: options.units,
  ...(options.projSize !== undefined && { projSize: options.projSize }),
  forward: randomCell(options, 'forward', 0),
  ...more,
});
const zeros = (...shape: number[]): NumericArray => ({
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
});

describe('createEngine', () => {
  it('has kernels that run everywhere, and a reference', () => {
    assert.ok(engines.has('plain') && engines.has('reference'));
    assert.ok(createEngine().kernels.name !== 'reference');
    assert.equal(engines.get('reference')!.kernels.heap.numbers.BYTES_PER_ELEMENT, 8);
  });
});

describe('runBytes', () => {
  it('is at least what a run takes, and not much more where the sizes are not tiny', () => {
    fc.assert(
      fc.property(networkRuns, ({ layers, inputs }) => {
        const [batch, steps] = inputs.shape as [number, number];
        for (const [name, engine] of engines) {
          const network = engine.build(layers);
          const run = network.prepare({ batch, steps, masked: true });
          const estimate = runBytes(network.sizes, { batch, steps, masked: true });
          assert.ok(
            estimate >= (name === 'reference' ? run.bytes / 2 : run.bytes),
            `${name}: ${estimate}, ${run.bytes}`,
          );
          run.free();
          network.free();
        }
      }),
      { numRuns: 40 },
    );
    const sizes = layerSizes([recurrent({ cell: 'lstm', inputSize: 64, units: 100 })], null);
    const estimate = runBytes(sizes, { batch: 32, steps: 100 });
    const needed = 4 * 32 * 100 * (64 + 6 * 100);
    assert.ok(estimate > needed && estimate < 1.2 * needed, `${estimate} for ${needed}`);
  });

  it('is a number for sizes that no memory holds', () => {
    const [layer] = layerSizes([recurrent({ cell: 'gru', inputSize: 1, units: 1 })], null);
    const bytes = runBytes([{ ...layer!, inputSize: 1e9 }], { batch: 1e9, steps: 1e9 });
    assert.ok(bytes > 1e27 && bytes < Infinity, `${bytes}`);
  });
});

for (const [name, engine] of engines)
  describe(`networks on the ${name} kernels`, () => {
    const lstm = recurrent({ cell: 'lstm', inputSize: 3, units: 2 });

    describe('build', () => {
      const refused = (layers: readonly EngineLayer[], message: string, inputSize?: number): void => {
        assert.throws(() => engine.build(layers, inputSize), new RangeError(message));
      };

      it('names the layer, the array, what was expected and what was found', () => {
        refused([], 'layers: expected at least one layer, found none.');
        refused([{ ...lstm, units: 0 }], 'layers[0].units: expected a positive integer, found 0.');
        refused(
          [{ ...lstm, forward: { ...lstm.forward, kernel: zeros(3, 6) } }],
          'layers[0].forward.kernel: expected shape (3, 8), found (3, 6).',
        );
        refused([lstm], 'layers[0].forward.kernel: expected shape (4, 8), found (3, 8).', 4);
        refused([lstm, lstm], 'layers[1].forward.kernel: expected shape (2, 8), found (3, 8).');
        refused(
          [{ ...lstm, forward: { ...lstm.forward, recurrentKernel: zeros(8, 2) } }],
          'layers[0].forward.recurrentKernel: expected shape (2, 8), found (8, 2).',
        );
        refused(
          [{ ...lstm, forward: { ...lstm.forward, bias: { shape: [8], data: new Float32Array(7) } } }],
          'layers[0].forward.bias: expected 8 numbers for shape (8), found 7.',
        );
        refused(
          [{ ...lstm, backward: { ...lstm.forward, recurrentBias: zeros(2) } }],
          'layers[0].backward.recurrentBias: expected shape (8), found (2).',
        );
        refused([{ ...lstm, projSize: 1 }], 'layers[0].forward.recurrentKernel: expected shape (1, 8), found (2, 8).');
        refused([{ ...lstm, projSize: 2 }], 'layers[0].forward.projection: expected shape (2, 2), found none.');
        refused(
          [{ ...lstm, forward: { ...lstm.forward, projection: zeros(2, 2) } }],
          'layers[0].forward.projection: expected none without projSize, found one.',
        );
        const gru = recurrent({ cell: 'gru', inputSize: 3, units: 2 });
        refused([{ ...gru, projSize: 1 }], 'layers[0].projSize: expected it for an LSTM only, found a gru.');
        const peepholes = { input: zeros(2), forget: zeros(2), output: zeros(3) };
        refused(
          [{ ...gru, forward: { ...gru.forward, peepholes } }],
          'layers[0].forward.peepholes: expected them for an LSTM only, found a gru.',
        );
        refused(
          [{ ...lstm, forward: { ...lstm.forward, peepholes } }],
          'layers[0].forward.peepholes.output: expected shape (2), found (3).',
        );
      });

      it('refuses layers that do not follow on each other', () => {
        const dense = { kind: 'dense', kernel: zeros(2, 1) } as const;
        refused([lstm, { ...dense, kernel: zeros(3, 1) }], 'layers[1].kernel: expected shape (2, 1), found (3, 1).');
        refused([lstm, { ...dense, bias: zeros(2) }], 'layers[1].bias: expected shape (1), found (2).');
        refused([lstm, { kind: 'layer_norm', gamma: zeros(3) }], 'layers[1].gamma: expected shape (2), found (3).');
        refused([lstm, { kind: 'dropout', rate: 2 }], 'layers[1].rate: expected a number from 0 to 1, found 2.');
        refused(
          [{ ...lstm, returnSequences: false }, recurrent({ cell: 'gru', inputSize: 2, units: 1 })],
          'layers[1]: expected every step of the layer before it, found its last step only.',
        );
        refused([lstm, { kind: 'embedding', table: zeros(4, 2) }], 'layers[1]: expected one index a step, found 2.');
        refused(
          [{ kind: 'activation', activation: 'tanh' }],
          "layers[0]: expected the network's inputSize, as no weights of it tell it.",
        );
        engine.build([{ kind: 'activation', activation: 'tanh' }], 3).free();
      });
    });

    describe('runs', () => {
      it('name the array that does not fit, what was expected and what was found', () => {
        const network = engine.build([lstm, { kind: 'dropout', rate: 0.5 }]);
        const inputs = zeros(2, 4, 3);
        const refused = (message: string, options: object, given = inputs): void => {
          assert.throws(() => network.run(given, options), new RangeError(message));
        };
        refused('inputs: expected shape (2, 4, 3), found (2, 4, 2).', {}, zeros(2, 4, 2));
        refused('inputs: expected shape (4, 2, 3), found (4, 2, 2).', { timeMajor: true }, zeros(4, 2, 2));
        refused(
          'inputs: expected 24 numbers for shape (2, 4, 3), found 3.',
          {},
          { ...inputs, data: new Float32Array(3) },
        );
        refused('batch: expected a positive integer, found 0.', {}, zeros(0, 4, 3));
        refused('steps: expected a positive integer, found 0.', {}, zeros(2, 0, 3));
        refused('lengths: expected one for each of 2 lines, found 1.', { lengths: [4] });
        refused('lengths[1]: expected an integer from 0 to 4, found 5.', { lengths: [4, 5] });
        refused('lengths[0]: expected an integer from 0 to 4, found 1.5.', { lengths: [1.5, 4] });
        refused('mask: expected shape (2, 4), found (4, 2).', { mask: zeros(4, 2) });
        refused('lengths: expected either lengths or a mask, found both.', { lengths: [1, 1], mask: zeros(2, 4) });
        refused('initialStates[0].state[0]: expected shape (2, 2), found (1, 2).', {
          initialStates: [{ state: [zeros(1, 2)] }],
        });
        refused('initialStates[0].cellState[0]: expected shape (2, 2), found (2, 3).', {
          initialStates: [{ state: [zeros(2, 2)], cellState: [zeros(2, 3)] }],
        });
        refused('initialStates[0].state: expected at most 1, found 2.', {
          initialStates: [{ state: [zeros(2, 2), zeros(2, 2)] }],
        });
        refused('initialStates[1].state: expected at most 0, found 1.', {
          initialStates: [null, { state: [zeros(2, 2)] }],
        });
        refused('initialStates: expected at most 2, found 3.', { initialStates: [null, null, null] });
        const unmasked = network.prepare({ batch: 2, steps: 4 });
        assert.throws(
          () => unmasked.fill({ inputs, lengths: [1, 1] }),
          new RangeError('mask: expected none, as the run was prepared without one, found lengths or a mask.'),
        );
        assert.throws(() => unmasked.preActivations(1, 0, 0, 1), /expected a recurrent layer, found layer 1/);
        assert.throws(() => unmasked.preActivations(0, 0, 7, 2), /rows: expected some of 0 to 8, found 2 from 7 on/);
        unmasked.free();
        network.free();
      });

      it('name an index that an embedding has not', () => {
        const network = engine.build([{ kind: 'embedding', table: zeros(5, 3) }, lstm]);
        for (const wrong of [5, -1, 0.5, NaN])
          assert.throws(
            () => network.run({ shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, wrong, 4) }),
            new RangeError(`inputs: expected an index from 0 to 4 at line 1, step 1, found ${wrong}.`),
          );
        network.free();
      });

      it('are refused beyond the limit of memory, before anything is taken', () => {
        const limited = createEngine({ make: name === 'reference' ? 'reference' : 'plain', memoryLimit: 100_000 });
        const network = limited.build([lstm]);
        const { length } = limited.kernels.heap.numbers;
        network.prepare({ batch: 1, steps: 100 }).free();
        const bytes = /^This run needs \d+\.\d MB of memory and the limit is 0\.1 MB\.$/;
        assert.throws(() => network.prepare({ batch: 10, steps: 200 }), { name: 'RangeError', message: bytes });
        assert.throws(() => network.prepare({ batch: 1e7, steps: 1e7 }), { name: 'RangeError' });
        assert.ok(limited.kernels.heap.numbers.length <= length + 30_000);
      });

      it('that no memory holds are refused, and leave nothing behind', () => {
        const network = engine.build([lstm]);
        const before = endOfHeap();
        assert.throws(() => network.prepare({ batch: 1e6, steps: 1e6 }), RangeError);
        assert.equal(endOfHeap(), before);
        network.free();
      });

      it('cannot be used once they are freed, or their network is', () => {
        const network = engine.build([lstm]);
        const freed = network.run(zeros(1, 2, 3));
        freed.free();
        freed.free();
        const inputs = zeros(1, 2, 3);
        for (const use of usesOf(freed, inputs)) assert.throws(use, new Error('This run was freed.'));
        const run = network.prepare({ batch: 1, steps: 2 });
        network.free();
        network.free();
        for (const use of usesOf(run, inputs)) assert.throws(use, new Error('This network was freed.'));
        assert.throws(() => network.prepare({ batch: 1, steps: 2 }), new Error('This network was freed.'));
        run.free();
      });

      it('cannot go on after they were freed between two slices', () => {
        const network = engine.build([recurrent({ cell: 'gru', inputSize: 3, units: 200 })]);
        // More than one slice of any kernels.
        const run = network.prepare({ batch: 60, steps: 10 });
        const slices = run.slices();
        assert.equal(slices.next().done, false);
        run.free();
        assert.throws(() => slices.next(), new Error('This run was freed.'));
        network.free();
      });

      it('keep their traces while others are built, run and freed', () => {
        const network = engine.build([lstm]);
        const run = network.run(randomArray('inputs', [2, 4, 3], 0));
        const before = readView(run.trace.outputs);
        const large = engine.build([recurrent({ cell: 'simple_rnn', inputSize: 300, units: 300 })]);
        const other = large.run(zeros(4, 60, 300));
        assert.deepEqual(readView(run.trace.outputs), before);
        other.free();
        large.free();
        assert.deepEqual(readView(run.trace.outputs), before);
        run.free();
        network.free();
      });
    });

    it('leave no memory behind, also where they were refused', () => {
      const before = endOfHeap();
      let after = 0;
      let longest = 0;
      const layers = Array.from({ length: 60 }, (_, i) =>
        recurrent({ cell: (['simple_rnn', 'lstm', 'gru'] as const)[i % 3]!, inputSize: 3, units: 1 + (i % 20) }),
      );
      for (let i = 0; i < 10_000 / engines.size; i++) {
        const layer = layers[i % layers.length]!;
        const network = engine.build([layer, { kind: 'dense', kernel: zeros(layer.units, 2), bias: zeros(2) }]);
        const run = network.run(zeros(1 + (i % 2), 1 + (i % 9), 3));
        run.preActivations(0, 0, 0, 1);
        if (i % 10 === 0) assert.throws(() => network.run(zeros(1, 1, 2)));
        // Sometimes the network first: its runs are still to be freed.
        for (const one of i % 2 === 0 ? [run, network] : [network, run]) one.free();
        if (i === 100) after = engine.kernels.heap.numbers.length;
        longest = Math.max(longest, engine.kernels.heap.numbers.length);
      }
      assert.equal(endOfHeap(), before);
      assert.equal(longest, after);
      const { heap } = engine.kernels;
      if ('isEmpty' in heap && !name.startsWith('wasm')) assert.equal(heap.isEmpty, true);
    });

    /** Where the next large block would begin: all that was taken later was given back. */
    function endOfHeap(): number {
      const { heap } = engine.kernels;
      const address = heap.allocate(100_000);
      heap.free(address);
      return address;
    }
  });

function usesOf(run: Run, inputs: NumericArray): (() => unknown)[] {
  return [
    () => run.fill({ inputs }),
    () => run.execute(),
    () => run.slices().next(),
    () => run.preActivations(0, 0, 0, 1),
  ];
}
