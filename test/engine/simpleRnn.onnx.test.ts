import { generateWeights } from '../../src/engine/initializers.js';
import { runSimpleRnn, type RunSizes } from '../../src/engine/simpleRnn.js';
import type { Activation, SimpleRnnRun, Trace } from '../../src/engine/trace.js';
import { countingSeries, slidingWindows } from '../../src/engine/windows.js';
import { assertClose, randomRun, type RunOptions } from '../support/engineRuns.js';
import { runByOnnx } from '../support/onnxSimpleRnn.js';

const tolerance = 1e-6;

describe('runSimpleRnn against ONNX Runtime', function () {
  this.timeout(60_000);

  for (const activation of ['tanh', 'relu', 'sigmoid', 'linear'] as const)
    it(`agrees for ${activation} over a grid of sizes, with and without initial state and output weights`, async () => {
      for (const sizes of grid())
        for (const withInitialState of [false, true]) await compareRandom(sizes, { activation, withInitialState });
    });

  it('agrees where lines and steps fill more than one block', async () => {
    await compareRandom({ batch: 35, steps: 131, features: 5, units: 9, outputSize: 6 }, { withInitialState: true });
    await compareRandom({ batch: 2, steps: 70, features: 33, units: 65, outputSize: null }, {});
  });

  it('agrees for 1,000 steps of tanh', async () => {
    for (const seed of [0, 1, 2]) {
      await compareRandom({ batch: 2, steps: 1000, features: 3, units: 7, outputSize: 4 }, { seed });
      await compareRandom({ batch: 1, steps: 1000, features: 8, units: 32, outputSize: null }, { seed });
    }
  });

  it("agrees for every number of the lecture's example, (6, 5, 3) with 7 units and generated weights", async () => {
    const run: SimpleRnnRun = {
      inputs: slidingWindows(countingSeries(20), { batch: 6, steps: 5, features: 3, stride: 1 }),
      weights: generateWeights({ features: 3, units: 7, outputSize: 7 }, 0),
      activation: 'tanh',
      returnSequences: true,
    };
    await compare(run, 'lecture');
  });
});

function* grid(): Generator<RunSizes> {
  for (const batch of [1, 3])
    for (const steps of [1, 2, 6])
      for (const features of [1, 3])
        for (const units of [1, 2, 7])
          for (const outputSize of [null, 1, 5]) yield { batch, steps, features, units, outputSize };
}

async function compareRandom(sizes: RunSizes, options: RunOptions & { activation?: Activation }): Promise<void> {
  await compare(randomRun(sizes, options), JSON.stringify({ ...sizes, ...options }));
}

async function compare(run: SimpleRnnRun, name: string): Promise<void> {
  const trace: Trace = runSimpleRnn(run);
  const expected = await runByOnnx(run);
  const { inputProjection, hiddenProjection, state, output } = trace.steps[0]!;
  assertClose(inputProjection.data, expected.inputProjection, tolerance, `${name} inputProjection`);
  assertClose(hiddenProjection.data, expected.hiddenProjection, tolerance, `${name} hiddenProjection`);
  assertClose(state.data, expected.state, tolerance, `${name} state`);
  assertClose(output.data, expected.output, tolerance, `${name} output`);
  assertClose(trace.outputs.data, expected.output, tolerance, `${name} outputs`);
  assertClose(trace.state.data, expected.lastState, tolerance, `${name} last state`);
}
