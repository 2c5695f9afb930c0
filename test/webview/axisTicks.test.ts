import assert from 'node:assert/strict';
import { axisTicks } from '../../src/webview/axisTicks.js';

describe('axisTicks', () => {
  it('names everything where there is room', () => {
    assert.deepEqual(axisTicks(5, 10), [0, 1, 2, 3, 4]);
    assert.deepEqual(axisTicks(1, 1), [0]);
  });

  it('goes in round steps where there is not', () => {
    assert.deepEqual(axisTicks(10_000, 6), [0, 2000, 4000, 6000, 8000]);
    assert.deepEqual(axisTicks(512, 12).at(-1), 500);
    assert.deepEqual(axisTicks(40, 10), [0, 5, 10, 15, 20, 25, 30, 35]);
  });

  it('keeps to the most that was asked for', () => {
    for (const count of [7, 99, 101, 4096, 1_000_000]) assert.ok(axisTicks(count, 9).length <= 9);
  });
});
