import assert from 'node:assert/strict';
import { markdownTable, textTable } from '../../scripts/bench/table.mjs';
import { summarize } from '../../scripts/bench/statistics.mjs';

const shape = { name: 'S1', batch: 1, steps: 100, features: 64, units: 128 };
const columns = [
  { title: 'ours', isOurs: true },
  { title: 'one', isOurs: false },
  { title: 'another', isOurs: false },
];
const of = (...samples: number[]): ReturnType<typeof summarize> => summarize(samples);

describe("the bench's tables", () => {
  it('give the median, the spread and how many times as fast as the best of the others ours is', () => {
    const results = [of(1, 2, 3), of(9, 10, 11), of(4.9, 5, 5.1)];
    assert.equal(
      markdownTable(columns, [{ shape, cell: 'lstm', results }]),
      [
        '| shape | cell | ours | one | another |',
        '| --- | --- | ---: | ---: | ---: |',
        '| S1 ms | LSTM | 2.00 ±25% 2.5× | 10.0 ±5% | 5.00 ±1% |',
      ].join('\n'),
    );
  });

  it('change to microseconds where the fastest takes less than a tenth of a millisecond', () => {
    const results = [of(0.00035, 0.00035, 0.00035), of(0.0123, 0.0123, 0.0123), '–'];
    assert.match(
      markdownTable(columns, [{ shape, cell: 'gru', results }]),
      /\| S1 µs \| GRU \| 0\.350 ±0% 35× \| 12\.3 ±0% \| – \|$/,
    );
  });

  it('say no spread of fewer than three samples, and no ratio without another', () => {
    assert.match(
      markdownTable(columns, [{ shape, cell: 'simple_rnn', results: [of(1234), '–', 'differs'] }]),
      /\| simple RNN \| 1234 \| – \| differs \|$/,
    );
  });

  it('stand in line in a terminal', () => {
    const rows = [
      { shape, cell: 'lstm' as const, results: [of(1, 1, 1), of(200, 200, 200), '–'] },
      { shape, cell: 'simple_rnn' as const, results: ['fails', of(2, 2, 2), of(30, 30, 30)] },
    ];
    const lengths = textTable(columns, rows)
      .split('\n')
      .map((line) => line.length);
    assert.equal(lengths.length, 4);
    assert.equal(new Set(lengths).size, 1);
  });
});
