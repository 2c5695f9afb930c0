import assert from 'node:assert/strict';
import type { Network } from '../../src/analysis/model.js';
import { flowText } from '../../src/wording/shapes.js';
import { analyzeJson, analyzeTypeScript } from '../support/analyses.js';

/**
 * A file with three configs, edited at every position. What is promised: nothing throws; whoever cuts a file off keeps
 * every network that ends before the cut; and an edit of one character leaves the networks that it does not stand in,
 * but for the few edits that change what the rest of the text means (a quote, a brace or a comment that opens).
 */
const json = `{
  // Two networks and one more.
  "encoder": { "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 },
  "decoder": {
    "batch_size": 4, "time_steps": 9, "input_size": 7, "hidden_size": 16,
    "activation": "relu", "weights": { "h_b": [1, 2] }
  },
  "models": [{ "name": "last", "batch": 2, "steps": 3, "features": 1, "rnn_size": 8, "series": [1, 2, 3, 4] }]
}
`;

const typescript = `import { train } from './train';

const STEPS = 5;
const base = { steps: STEPS, features: 3 } as const;

export const encoder = { batch: 6, ...base, rnn_size: 7 };

export class Model {
  /** A network of its own. */
  config: Config = { batch_size: 4, time_steps: 9, input_size: 7, hidden_size: 2 * 8, activation: 'relu' };
}

train({ batch: 2, steps: 3, features: 1, rnn_size: 8, series: [1, 2, 3, 4] } satisfies Config, (loss) => \`\${loss}\`);
`;

const files = [
  { name: 'JSON', text: json, analyze: analyzeJson },
  { name: 'TypeScript', text: typescript, analyze: analyzeTypeScript },
];

/** How many of the expected networks are there, by their shapes. */
function kept(expected: readonly Network[], found: readonly Network[]): number {
  const shapes = found.map(flowText);
  return expected.filter((network) => shapes.includes(flowText(network))).length;
}

/** Where the text of a network starts, with the constants that its sizes follow from. */
function startOf(network: Network, text: string): number {
  return network.name === 'encoder' ? Math.max(0, text.indexOf('const STEPS')) : network.span.start;
}

for (const { name, text, analyze } of files) {
  const whole = analyze(text).networks;
  const positions = Array.from({ length: text.length }, (_, at) => at);

  /** The share of networks that stay, of all those that the edits do not stand in. */
  const share = (edits: readonly { at: number; removed: number; inserted: string }[]): number => {
    let expected = 0;
    let found = 0;
    for (const { at, removed, inserted } of edits) {
      const edited = text.slice(0, at) + inserted + text.slice(at + removed);
      const outside = whole.filter((network) => at + removed <= startOf(network, text) || at >= network.span.end);
      expected += outside.length;
      found += kept(outside, analyze(edited).networks);
    }
    return found / expected;
  };

  describe(`${name} in the midst of typing`, () => {
    it('starts with three networks', () => {
      assert.deepEqual(whole.map(flowText), [
        '(6, 5, 3) → (6, 5, 7)',
        '(4, 9, 7) → (4, 9, 16)',
        '(2, 3, 1) → (2, 3, 8)',
      ]);
    });

    it('keeps every network that ends before the place where the text ends', () => {
      for (const at of positions) {
        const before = whole.filter(({ span }) => span.end <= at);
        assert.equal(kept(before, analyze(text.slice(0, at)).networks), before.length, text.slice(0, at).slice(-40));
      }
    });

    it('keeps the other networks while one character is missing', () => {
      const found = share(positions.map((at) => ({ at, removed: 1, inserted: '' })));
      assert.ok(found >= 0.98, String(found));
    });

    for (const [inserted, least] of [
      ['x', 0.98],
      [',', 0.98],
      ['{', 0.98],
      ['}', 0.98],
      ['[', 0.98],
      ['"', 0.92],
      ['\ud800', 0.98],
    ] as const)
      it(`keeps the other networks while a ${JSON.stringify(inserted)} is too many`, () => {
        const edits = positions.filter((at) => at % 3 === 0).map((at) => ({ at, removed: 0, inserted }));
        const found = share(edits);
        assert.ok(found >= least, String(found));
      });

    it('keeps the other networks while a field is typed into one of them', () => {
      const field = name === 'JSON' ? '"num_layers": 2, ' : 'num_layers: 2, ';
      for (const network of whole) {
        const at = text.indexOf('batch', network.span.start) - (name === 'JSON' ? 1 : 0);
        const edits = Array.from(field, (_, length) => ({ at, removed: 0, inserted: field.slice(0, length + 1) }));
        const found = share(edits);
        assert.ok(found >= 0.9, String(found));
      }
    });
  });
}
