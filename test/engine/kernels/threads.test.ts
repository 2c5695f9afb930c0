import assert from 'node:assert/strict';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { serveKernels, type HelperData } from '../../../src/engine/kernels/threads.js';
import { wasmKernels, type WasmKernels } from '../../../src/engine/kernels/wasm.js';
import type { Case } from './cases.js';
import { numbersOf, runCase } from './runCase.js';

// The helpers run this very file.
if (isMainThread) test();
else serveKernels(workerData as HelperData);

function test(): void {
  const cases: readonly Case[] = [
    // Shared by units: the work of a single step, whatever is in it.
    { cell: 'simple_rnn', batch: 1, steps: 60, inputSize: 90, units: 200 },
    { cell: 'lstm', batch: 1, steps: 40, inputSize: 60, units: 130 },
    { cell: 'lstm', batch: 1, steps: 40, inputSize: 60, units: 100, projected: 77, masked: true, backward: true },
    { cell: 'lstm', batch: 3, steps: 30, inputSize: 40, units: 100, projected: 130, peepholes: true },
    { cell: 'gru', batch: 1, steps: 40, inputSize: 60, units: 120 },
    { cell: 'gru', batch: 4, steps: 20, inputSize: 60, units: 121, masked: true },
    { cell: 'gru', batch: 1, steps: 40, inputSize: 60, units: 120, resetAfter: false },
    { cell: 'simple_rnn', batch: 2, steps: 60, inputSize: 90, units: 9, masked: true },
    { cell: 'simple_rnn', batch: 7, steps: 200, inputSize: 190, units: 5 },
    // By lines.
    { cell: 'simple_rnn', batch: 37, steps: 20, inputSize: 40, units: 60, masked: true, backward: true },
    { cell: 'lstm', batch: 25, steps: 10, inputSize: 30, units: 70, projected: 20 },
    { cell: 'gru', batch: 48, steps: 10, inputSize: 30, units: 70, resetAfter: false },
  ];

  describe('threads', function () {
    this.timeout(60_000);

    for (const wide of [false, true])
      for (const count of [1, 2])
        it(`${count + 1} threads${wide ? ', wide' : ''}: the same bits as one`, async function () {
          const alone = wasmKernels({ instructions: 'simd', wide });
          const { kernels, workers } = withWorkers(wide, count);
          if (!alone || !kernels) return this.skip();
          try {
            await readiness(kernels, count + 1);
            for (const one of cases) {
              const { steps, batch } = one;
              const twice = [
                [0, steps - 5, 0, batch],
                [steps - 5, steps, 0, batch],
              ] as const;
              const expected = numbersOf(one, runCase(alone, one));
              assert.deepEqual(numbersOf(one, runCase(kernels, one, twice)), expected, JSON.stringify(one));
            }
          } finally {
            kernels.close();
          }
          // The helpers end by themselves, and the kernels go on alone.
          const codes = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
          assert.deepEqual(await Promise.all(codes), Array(count).fill(0));
          assert.equal(kernels.threads(), 1);
          const [one] = cases;
          assert.deepEqual(numbersOf(one!, runCase(kernels, one!)), numbersOf(one!, runCase(alone, one!)));
        });

    it('goes on alone where helpers do not come up', function () {
      const alone = wasmKernels({ instructions: 'simd', wide: false });
      if (!alone) return this.skip();
      const start = [
        () => undefined,
        () => {
          throw new Error('There are no workers.');
        },
      ];
      for (const helpers of start.map((starts) => ({ count: 1, start: starts }))) {
        const kernels = wasmKernels({ instructions: 'simd', wide: false, helpers })!;
        const [one] = cases;
        assert.equal(kernels.threads(), 1);
        assert.deepEqual(numbersOf(one!, runCase(kernels, one!)), numbersOf(one!, runCase(alone, one!)));
      }
    });
  });
}

function withWorkers(wide: boolean, count: number): { kernels: WasmKernels | null; workers: Worker[] } {
  const workers: Worker[] = [];
  const start = (data: HelperData): void => {
    workers.push(new Worker(new URL(import.meta.url), { workerData: data }));
  };
  return { kernels: wasmKernels({ instructions: 'simd', wide, helpers: { count, start } }), workers };
}

async function readiness(kernels: WasmKernels, threads: number): Promise<void> {
  while (kernels.threads() !== threads) await new Promise((resolve) => setTimeout(resolve, 5));
}
