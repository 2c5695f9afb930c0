import assert from 'node:assert/strict';
import { spread, summarize } from '../../scripts/bench/statistics.mjs';

describe("the bench's statistics", () => {
  it('are of the samples in any order', () => {
    assert.deepEqual(summarize([5, 1, 4, 2, 3]), {
      median: 3,
      lowerQuartile: 2,
      upperQuartile: 4,
      p95: 4.8,
      min: 1,
      max: 5,
      samples: 5,
    });
  });

  it('lie between two samples where none is in the middle', () => {
    const { median, lowerQuartile, upperQuartile } = summarize([10, 4, 1, 2]);
    assert.deepEqual([lowerQuartile, median, upperQuartile], [1.75, 3, 5.5]);
  });

  it('have the spread as half the distance of the quartiles, in proportion to the median', () => {
    assert.equal(spread(summarize([1, 2, 3, 4, 5])), 1 / 3);
    assert.equal(spread(summarize([7])), 0);
  });
});
