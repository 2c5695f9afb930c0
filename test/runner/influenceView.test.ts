import assert from 'node:assert/strict';
import { cellOfLine } from '../../src/engine/cellBackpropagation.js';
import { createEngine } from '../../src/engine/engine.js';
import { influence, type Influence, type InfluencePlace } from '../../src/engine/influence.js';
import { influenceLimits, influenceView, mostWork } from '../../src/runner/influenceView.js';
import { runRequest, type RunOfRequest } from '../../src/runner/runRequest.js';
import { lectureRequest } from '../support/runRequests.js';

const engine = createEngine({ make: 'plain' });

function wholeInfluence(executed: RunOfRequest, place: InfluencePlace): Influence {
  const pieces = influence(executed, place);
  for (let piece = pieces.next(); ; piece = pieces.next()) if (piece.done) return piece.value;
}

describe('influenceView', () => {
  it('is the influence of the whole of a small run, by step', () => {
    const executed = runRequest(
      engine,
      lectureRequest({ cell: 'gru', numLayers: 2, directions: 2, units: 4, outputSize: 3 }),
    );
    for (const place of [
      { layer: 0, direction: 0, line: 5, step: 4 },
      { layer: 1, direction: 1, line: 2, step: 1 },
    ]) {
      const { input, ...others } = influenceView(executed, place);
      assert.deepEqual(others, { place, horizon: 4, units: 4 });
      assert.deepEqual(input, Float32Array.from(wholeInfluence(executed, place).input));
      const expected = place.direction === 0 ? [true, true, true, true, true] : [false, true, true, true, true];
      assert.deepEqual(
        [...input].map((value) => value > 0),
        expected,
        'what is read later does not matter',
      );
    }
  });

  it('looks at no more than 64 units and 400 steps back', () => {
    const many = runRequest(engine, lectureRequest({ batch: 1, steps: 3, features: 1, units: 70 }));
    const place = { layer: 0, direction: 0, line: 0, step: 2 };
    const { input, units } = influenceView(many, place);
    assert.equal(units, 64);
    assert.deepEqual(input, Float32Array.from(wholeInfluence(many, { ...place, units: [0, 64] }).input));
    const long = runRequest(engine, lectureRequest({ batch: 1, steps: 500, features: 1, units: 2 }));
    const view = influenceView(long, { ...place, step: 450 });
    assert.equal(view.horizon, 400);
    assert.deepEqual(
      [49, 50, 450, 451].map((step) => Number.isNaN(view.input[step])),
      [true, false, false, false],
    );
    assert.equal(view.input[451], 0);
  });

  it('refuses a place that is none of the run', () => {
    const executed = runRequest(engine, lectureRequest());
    assert.throws(
      () => influenceView(executed, { layer: 0, direction: 0, line: 0, step: 5 }),
      new RangeError('step: expected an integer from 0 to 4, found 5.'),
    );
  });
});

describe('influenceLimits', () => {
  it('bounds the work of every size, and leaves nothing out where there is little', () => {
    for (const units of [1, 7, 64, 128, 512, 2048])
      for (const gates of [1, 3, 4])
        for (const steps of [1, 5, 10_000]) {
          const work = gates * units * (units + 16);
          const { horizon, units: counted } = influenceLimits(work, units, steps);
          const what = JSON.stringify({ units, gates, steps, horizon, counted });
          assert.ok(counted >= 1 && counted <= Math.min(64, units), what);
          assert.ok(horizon >= 0 && horizon <= Math.min(400, steps - 1), what);
          assert.ok(counted * (horizon + 1) * work <= mostWork, what);
          if (units <= 7) assert.deepEqual([counted, horizon], [units, Math.min(400, steps - 1)], what);
          if (units <= 512) assert.ok(horizon >= Math.min(15, steps - 1) || counted === 1, what);
        }
  });

  it('reckons with the work that the engine reckons with', () => {
    const { work } = cellOfLine(runRequest(engine, lectureRequest({ cell: 'lstm' })), {
      layer: 0,
      direction: 0,
      line: 0,
    });
    assert.equal(work, 4 * 7 * (3 + 7));
  });
});
