import assert from 'node:assert/strict';
import {
  api,
  cleanUp,
  eventually,
  fileUri,
  hints,
  lecture,
  lensTitles,
  openFile,
  openUntitled,
  problems,
  type,
  withSetting,
  writeFile,
} from './support/editor.js';

const title = 'Unroll (6, 5, 3) → (6, 5, 7)';

describe('hostile files', () => {
  afterEach(cleanUp);

  /** The extension still answers, and answers right, after it has met a file. */
  async function stillWorks() {
    const document = await openUntitled('json', lecture);
    await eventually(async () => assert.deepEqual(await lensTitles(document), [title]));
  }

  it('takes JSON of 100,000 nested arrays', async () => {
    const document = await openFile('deep.json', `{"rnn_size": 7, "batch": ${'['.repeat(100_000)}`);
    await lensTitles(document);
    await stillWorks();
  });

  it('takes objects nested 500 deep around a network', async () => {
    const document = await openFile('nested.json', `${'{"a":'.repeat(500)}${lecture}${'}'.repeat(500)}`);
    await eventually(async () => assert.deepEqual(await lensTitles(document), [title]));
  });

  it('gives up a text that takes long while somebody types in it, and serves it again when it no longer does', async () => {
    const letters = '{}[]():,"\'`<>=;. \nabc1\\/*';
    let seed = 1;
    const next = () => letters[(seed = (seed * 48_271) % 2_147_483_647) % letters.length];
    const garbage = Array.from({ length: 400_000 }, next).join('');
    const document = await openUntitled('typescript', `const net = ${lecture};\n${garbage}`);
    assert.deepEqual(await lensTitles(document), []);
    for (let size = 7; size < 15; size++) {
      await type(document, `"rnn_size": ${size}`, `"rnn_size": ${size + 1}`);
      await lensTitles(document);
    }
    await type(document, garbage, '');
    await eventually(async () => assert.deepEqual(await lensTitles(document), ['Unroll (6, 5, 3) → (6, 5, 15)']));
  }).timeout(60_000);

  it('leaves a file over the limit alone, and reads it when the limit allows', async () => {
    const document = await openFile('padded.json', `${lecture}${' '.repeat(5000)}`);
    await withSetting('analysis.maxFileSize', 4, () =>
      eventually(async () => {
        assert.deepEqual(await lensTitles(document), []);
        assert.deepEqual(await hints(document), []);
      }),
    );
    await eventually(async () => assert.deepEqual(await lensTitles(document), [title]));
  });

  it('does not read a file of 50 MB when it searches the workspace', async () => {
    await writeFile('huge.json', `${lecture}${' '.repeat(50_000_000)}`);
    await writeFile('small.json', lecture);
    const { networks } = await api();
    const names = await eventually(async () => {
      const found = (await networks()).map(({ uri }) => uri.toString());
      assert.ok(found.includes(fileUri('small.json').toString()), found.join());
      return found;
    }, 15_000);
    assert.ok(!names.includes(fileUri('huge.json').toString()));
  });

  for (const [what, text] of [
    ['a byte order mark and CRLF', `\uFEFF${lecture.replaceAll(', ', ',\r\n')}`],
    ['a lone surrogate', lecture.replace('{', '{ "\ud800": "\udfff",')],
  ] as const) {
    it(`takes ${what}`, async () => {
      const document = await openUntitled('json', text);
      assert.deepEqual(await lensTitles(document), [title]);
      await eventually(() => assert.deepEqual(problems(document), []));
    });
  }

  it('takes NaN, numbers beyond all measure and a billion steps, each with a diagnostic', async () => {
    for (const size of ['NaN', '1e400', '-1e400', '1e300', '1000000000']) {
      const document = await openUntitled('json', lecture.replace('5', size));
      const found = await eventually(() => {
        assert.equal(problems(document).length, 1, size);
        return problems(document)[0];
      });
      assert.equal(found?.text, size);
    }
    await stillWorks();
  });
});
