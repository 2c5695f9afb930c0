import assert from 'node:assert/strict';
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { api, cleanUp, eventually, lecture, writeFile } from './support/editor.js';

describe('the networks of the workspace', () => {
  afterEach(cleanUp);

  it('follow a change that leaves the size of the file and its time as they were', async () => {
    const uri = await writeFile('same.json', lecture);
    const { networks } = await api();
    const put = (size: number) => {
      const made = `${uri.fsPath}.txt`;
      writeFileSync(made, lecture.replace('7', String(size)));
      utimesSync(made, 1e9, 1e9);
      renameSync(made, uri.fsPath);
    };
    for (const size of [8, 9, 1, 2]) {
      put(size);
      await eventually(async () => {
        const network = (await networks()).find((one) => one.uri.toString() === uri.toString());
        assert.deepEqual(network?.output, [6, 5, size]);
      }, 15_000);
    }
  });
});
