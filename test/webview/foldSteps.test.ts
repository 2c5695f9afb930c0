import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldSteps, leastSlots, middleOf, type PictureItem } from '../../src/webview/foldSteps.js';

/** `0 1 … 49 50 51 … 98 99` */
function picture(items: readonly PictureItem[]): string {
  return items.map((item) => (item.kind === 'step' ? item.step : '…')).join(' ');
}

describe('foldSteps', () => {
  it('shows every step that fits', () => {
    assert.equal(picture(foldSteps(5, 2, 5)), '0 1 2 3 4');
    assert.equal(picture(foldSteps(1, 0, 9)), '0');
  });

  it('folds both sides of a chosen step in the middle', () => {
    assert.equal(picture(foldSteps(100, 50, 9)), '0 1 … 49 50 51 … 98 99');
    assert.equal(picture(foldSteps(100, 50, 5)), '0 … 50 … 99');
  });

  it('folds one side where the chosen step is near an end', () => {
    assert.equal(picture(foldSteps(100, 0, 9)), '0 1 2 3 4 5 … 98 99');
    assert.equal(picture(foldSteps(100, 99, 9)), '0 1 … 94 95 96 97 98 99');
    assert.equal(picture(foldSteps(100, 2, 5)), '0 1 2 … 99');
  });

  it('says which steps a fold holds, and leads to their middle', () => {
    const [fold] = foldSteps(10_000, 0, 9).filter((item) => item.kind === 'fold');
    assert.deepEqual(fold, { kind: 'fold', from: 6, to: 9998 });
    assert.equal(middleOf({ from: 6, to: 9998 }), 5002);
  });

  it('always fills its slots, in order, without a gap, with the first, the chosen and the last step', () => {
    const runs = fc
      .integer({ min: 1, max: 20_000 })
      .chain((steps) => fc.tuple(fc.constant(steps), fc.nat(steps - 1), fc.integer({ min: 1, max: 30 })));
    fc.assert(
      fc.property(runs, ([steps, chosen, slots]) => {
        const items = foldSteps(steps, chosen, slots);
        assert.equal(items.length, Math.min(steps, Math.max(leastSlots, slots)));
        let next = 0;
        for (const item of items) {
          assert.equal(item.kind === 'step' ? item.step : item.from, next);
          if (item.kind === 'fold') assert.ok(item.to - item.from >= 2);
          next = item.kind === 'step' ? next + 1 : item.to;
        }
        assert.equal(next, steps);
        for (const step of [0, chosen, steps - 1]) {
          assert.ok(items.some((item) => item.kind === 'step' && item.step === step));
        }
      }),
    );
  });
});
