import assert from 'node:assert/strict';
import { readCsvColumn } from '../../src/analysis/csvColumn.js';

function numbersOf(text: string, column: string | number | null = null, separator: ',' | '\t' = ','): number[] {
  const reading = readCsvColumn(text, separator, column);
  assert.ok('numbers' in reading, JSON.stringify(reading));
  return [...reading.numbers];
}

function reasonOf(text: string, column: string | number | null = null): string {
  const reading = readCsvColumn(text, ',', column);
  assert.ok('reason' in reading, JSON.stringify(reading));
  return reading.reason;
}

describe('a column of a CSV file', () => {
  it('is the first one, one by its number, or one by its word', () => {
    const text = 'day,open,close\n1,10,11\n2,20,22\n';
    assert.deepEqual(numbersOf(text), [1, 2]);
    assert.deepEqual(numbersOf(text, 2), [11, 22]);
    assert.deepEqual(numbersOf(text, 'close'), [11, 22]);
    assert.deepEqual(numbersOf(text.replace('close', ' close '), 'close'), [11, 22]);
    assert.deepEqual(numbersOf(text.replaceAll(',', '\t'), 'close', '\t'), [11, 22]);
  });

  it('has a header where its own first cell is a word', () => {
    assert.deepEqual(numbersOf('1\n2\n3'), [1, 2, 3]);
    assert.deepEqual(numbersOf('x\n2\n3'), [2, 3]);
    // Days are words in every row; the numbers beside them have no header.
    assert.deepEqual(numbersOf('2024-01-01,5\n2024-01-02,6', 1), [5, 6]);
    assert.deepEqual(numbersOf('2023,2024\n5,6', '2024'), [6]);
  });

  it('is read with byte order marks, line ends, quotes and empty lines of any kind', () => {
    assert.deepEqual(numbersOf('\uFEFFclose\r\n"1.5"\r\n\r\n 2e1 \r\n-.5\r\n'), [1.5, 20, -0.5]);
    assert.deepEqual(numbersOf('\uFEFF1\n2'), [1, 2]);
    assert.deepEqual(numbersOf('"a ""b"", c",d\n1,2', 'a "b", c'), [1]);
    assert.deepEqual(numbersOf('close'), []);
  });

  it('says which column there is none of', () => {
    assert.equal(reasonOf('day,close\n1,2', 'open'), 'it has no column "open"; its columns are "day", "close"');
    assert.equal(reasonOf('1,2\n3,4', 2), 'it has no column 2; its columns are 0 to 1');
    for (const column of [-1, 1.5, NaN, Infinity]) assert.match(reasonOf('1\n2', column), /^it has no column/);
    assert.equal(reasonOf('', 'a'), 'it is empty');
    assert.equal(reasonOf('\n \n', null), 'it is empty');
    const wide = Array.from({ length: 1000 }, (_, index) => `${'x'.repeat(100)}${index}`).join(',');
    assert.ok(reasonOf(wide, 'y'.repeat(1000)).length < 600);
  });

  it('says which cell is no number', () => {
    for (const [text, row, found] of [
      ['1\n2\nthree', 2, '"three"'],
      ['x\n1\nNaN', 1, '"NaN"'],
      ['NaN\n1', 0, '"NaN"'],
      ['-inf\n1', 0, '"-inf"'],
      ['1e400\n1', 0, '"1e400"'],
      ['4e38\n1', 0, '"4e38"'],
    ] as const)
      assert.deepEqual(readCsvColumn(text, ',', null), { row, found }, text);
    assert.deepEqual(readCsvColumn('a,b\n1,2\n3', ',', 'b'), { row: 1, found: '""' });
  });
});
