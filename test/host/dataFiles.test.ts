import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { cleanUp, eventually, fileUri, openFile, problems, writeFile } from './support/editor.js';

describe('data files on disk', () => {
  afterEach(cleanUp);

  it('are not read where they lead to a device', async function () {
    if (process.platform === 'win32') this.skip();
    await writeFile('other.json', '{}');
    symlinkSync('/dev/zero', fileUri('inputs.json').fsPath);
    const document = await openFile(
      'net.json',
      '{ "batch": 1, "steps": 2, "features": 2, "rnn_size": 3, "inputs": "inputs.json" }',
    );
    await eventually(() => assert.match(problems(document)[0]?.message ?? '', /no regular file/));
  });
});
