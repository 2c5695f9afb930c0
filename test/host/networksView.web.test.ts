import assert from 'node:assert/strict';
import { commands, Range, window, workspace } from 'vscode';
import type { ViewRow } from '../../src/editor/api.js';
import {
  api,
  cleanUp,
  eventually,
  fileUri,
  lecture,
  openFile,
  openUntitled,
  testFolder,
  type,
  withSetting,
  writeFile,
} from './support/editor.js';

const nested = `{ "models": { "small": ${lecture}, "list": [{ "batch": 2, "steps": 3, "features": 4, "units": 5 }] } }`;

/** Documents that are not saved have no folder. */
function isOfThisTest({ description }: ViewRow): boolean {
  return description === '' || description.startsWith(testFolder());
}

/** The row of a file in the Networks view, once it is as the check wants it. */
async function rowOf(label: string, check: (row: ViewRow | undefined) => void, milliseconds?: number) {
  const { networksView } = await api();
  return await eventually(async () => {
    const rows = await networksView();
    const row = rows.find((one) => one.label === label && isOfThisTest(one));
    try {
      check(row);
    } catch (error) {
      throw new Error(`in ${JSON.stringify(rows.map((one) => one.label))}`, { cause: error });
    }
    return row!;
  }, milliseconds);
}

describe('the Networks view', () => {
  afterEach(cleanUp);

  it('lists files, their networks and their layers, with shapes', async () => {
    await writeFile('view/nested.json', nested);
    const row = await rowOf('nested.json', (found) => assert.equal(found?.children.length, 2), 15_000);
    assert.equal(row.description, `${testFolder()}/view`);
    const [small, list] = row.children;
    assert.deepEqual([small?.label, small?.description], ['models.small', '(6, 5, 3) → (6, 5, 7)']);
    assert.deepEqual([list?.label, list?.description], ['models.list[0]', '(2, 3, 4) → (2, 3, 5)']);
    assert.deepEqual(
      small?.children.map(({ label, description, children }) => ({ label, description, children })),
      [{ label: 'SimpleRNN', description: '(6, 5, 3) → (6, 5, 7)', children: [] }],
    );
    assert.equal(small.spoken, 'network models.small, (6, 5, 3) → (6, 5, 7)');
    assert.equal(row.spoken, `${testFolder()}/view/nested.json, 2 networks`);
  });

  it('follows files that change, appear in a new folder, and go', async () => {
    await writeFile('a.json', lecture);
    await rowOf('a.json', (row) => assert.equal(row?.children.length, 1), 15_000);
    await writeFile('a.json', nested);
    await rowOf('a.json', (row) => assert.equal(row?.children.length, 2), 15_000);
    await writeFile('new/deeper/b.json', lecture);
    await rowOf('b.json', (row) => assert.equal(row?.description, `${testFolder()}/new/deeper`), 15_000);
    await workspace.fs.delete(fileUri('new'), { recursive: true });
    await rowOf('b.json', (row) => assert.equal(row, undefined), 15_000);
    await workspace.fs.delete(fileUri('a.json'));
    await rowOf('a.json', (row) => assert.equal(row, undefined), 15_000);
  });

  it('follows what is typed and not saved, and goes back with it', async () => {
    const document = await openFile('typed.json', lecture);
    const isFlow = (flow: string) => (row: ViewRow | undefined) => assert.equal(row?.children[0]?.description, flow);
    await rowOf('typed.json', isFlow('(6, 5, 3) → (6, 5, 7)'));
    await type(document, '"rnn_size": 7', '"rnn_size": 9');
    await rowOf('typed.json', isFlow('(6, 5, 3) → (6, 5, 9)'));
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rowOf('typed.json', isFlow('(6, 5, 3) → (6, 5, 7)'));
  });

  it('lists an untitled document while it is open', async () => {
    const document = await openUntitled('json', lecture);
    const name = document.uri.path;
    await rowOf(name, (row) => assert.equal(row?.children.length, 1));
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rowOf(name, (row) => assert.equal(row, undefined));
  });

  it('leaves out node_modules, dist and what the settings exclude', async () => {
    for (const folder of ['node_modules/m', 'dist', 'own/excluded']) await writeFile(`${folder}/net.json`, lecture);
    const files = workspace.getConfiguration('files');
    await files.update('exclude', { '**/own/{excluded,other}': true }, true);
    try {
      await writeFile('kept/net.json', lecture);
      const { networks } = await api();
      await eventually(async () => {
        const found = (await networks()).map(({ uri }) => workspace.asRelativePath(uri));
        assert.deepEqual(
          found.filter((name) => name.endsWith('/net.json')),
          [`${testFolder()}/kept/net.json`],
        );
      }, 15_000);
    } finally {
      await files.update('exclude', undefined, true);
    }
  });

  it('stops at the limit of files', async () => {
    for (const name of ['1', '2', '3']) await writeFile(`many/${name}.json`, lecture);
    const { networks } = await api();
    const count = async () => (await networks()).filter(({ uri }) => uri.path.includes('/many/')).length;
    await eventually(async () => assert.equal(await count(), 3), 15_000);
    await withSetting('workspace.maxFiles', 1, () => eventually(async () => assert.ok((await count()) <= 1)));
  });

  it('gives every network with its place to other extensions', async () => {
    const uri = await writeFile('place.json', `{\r\n  "net": ${lecture}\r\n}`);
    const { networks } = await api();
    const found = await eventually(async () => {
      const one = (await networks()).find((network) => network.uri.toString() === uri.toString());
      assert.ok(one);
      return one;
    }, 15_000);
    assert.equal(found.name, 'net');
    assert.deepEqual(found.range, new Range(1, 9, 1, 9 + lecture.length));
    assert.deepEqual(found.output, [6, 5, 7]);
  });

  it('opens, searches again and goes to the source by its commands', async () => {
    await commands.executeCommand('rnnLens.networks.focus');
    await commands.executeCommand('rnnLens.networks.refresh');
    const uri = await writeFile('source.json', `{\n  "net": ${lecture}\n}`);
    const document = await workspace.openTextDocument(uri);
    await commands.executeCommand('vscode.open', uri, { selection: new Range(1, 2, 1, 7) });
    assert.equal(window.activeTextEditor?.document, document);
  });
});
