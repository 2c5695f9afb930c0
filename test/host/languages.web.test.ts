import assert from 'node:assert/strict';
import { cleanUp, eventually, hints, hoverText, lensTitles, openFile, openUntitled } from './support/editor.js';

const source = `
const units = 7;
const base = { batch: 6, steps: 5 } as const;
const models = {
  deep: [{ nested: { lecture: { ...base, features: 9 / 3, rnn_size: units } } }],
  wide: { ...base, features: 3, rnn_size: 2 * units },
};
`;

describe('networks in TypeScript and JavaScript', () => {
  afterEach(cleanUp);

  for (const extension of ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs']) {
    it(`reads constants, arithmetic, spreads and nesting in a .${extension} file`, async () => {
      const text = /[jt]sx?$/.exec(extension)?.[0].startsWith('t') ? source : source.replace(' as const', '');
      const document = await openFile(`models.${extension}`, text);
      const expected = ['(6, 5, 3) → (6, 5, 7)', '(6, 5, 3) → (6, 5, 14)'];
      assert.deepEqual(
        (await hints(document)).map(({ label }) => label),
        expected,
      );
      assert.deepEqual(
        await lensTitles(document),
        expected.map((flow) => `Unroll ${flow}`),
      );
    });
  }

  it('reads objects that are checked with satisfies', async () => {
    const document = await openUntitled(
      'typescript',
      'const net = { batch: 6, steps: 5, features: 3, rnn_size: 7 } satisfies Record<string, number>;',
    );
    assert.deepEqual(await lensTitles(document), ['Unroll (6, 5, 3) → (6, 5, 7)']);
    assert.match(await hoverText(document, 'rnn_size'), /\*\*rnn\\_size\*\*/);
  });

  it('names a size that is not known by its field', async () => {
    const document = await openUntitled(
      'javascript',
      'const net = { batch: process.argv.length, steps: 5, features: 3, rnn_size: 7 };',
    );
    await eventually(async () => {
      const [title] = await lensTitles(document);
      assert.match(title ?? '', /^Unroll \([a-z.]+, 5, 3\) → \([a-z.]+, 5, 7\)$/i);
    });
  });

  it('leaves other languages alone', async () => {
    const document = await openUntitled('markdown', '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }');
    assert.deepEqual(await lensTitles(document), []);
  });
});
