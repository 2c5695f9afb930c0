import assert from 'node:assert/strict';
import { groupedBy, spanKey } from '../../src/analysis/grouped.js';

describe('groupedBy', () => {
  it('keeps the order in which the first of each group came', () => {
    const groups = groupedBy(['pear', 'fig', 'plum', 'kiwi'], (word) => word.length);
    assert.deepEqual(
      [...groups],
      [
        [4, ['pear', 'plum', 'kiwi']],
        [3, ['fig']],
      ],
    );
  });

  it('may go by the place of an item', () => {
    assert.deepEqual(
      [...groupedBy('abcd', (_, index) => index % 2).values()],
      [
        ['a', 'c'],
        ['b', 'd'],
      ],
    );
  });
});

describe('spanKey', () => {
  it('tells places apart', () => {
    assert.notEqual(spanKey({ start: 1, end: 23 }), spanKey({ start: 12, end: 3 }));
  });
});
