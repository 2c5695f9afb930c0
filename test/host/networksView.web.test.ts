import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, languages, Range, window, workspace, type TreeItem } from 'vscode';
import type { NetworksNode } from '../../src/editor/api.js';
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
  writeUntil,
} from './support/editor.js';

const nested = `{ "models": { "small": ${lecture}, "list": [{ "batch": 2, "steps": 3, "features": 4, "units": 5 }] } }`;

/** A row of the view as VS Code has it, and what one reads of it. */
interface Row {
  readonly node: NetworksNode;
  readonly item: TreeItem;
  readonly label: string;
  readonly description: string;
  readonly children: readonly Row[];
}

/** The rows below a row, or the topmost ones, asked for as VS Code does. */
async function rowsBelow(node?: NetworksNode): Promise<Row[]> {
  const { networksTree } = (await api()).internal;
  const nodes = (await networksTree.getChildren(node)) ?? [];
  return Promise.all(
    nodes.map(async (child) => {
      const item = await networksTree.getTreeItem(child);
      const path = item.resourceUri?.path ?? '';
      const label = typeof item.label === 'string' ? item.label : path.slice(path.lastIndexOf('/') + 1);
      const description = typeof item.description === 'string' ? item.description : '';
      return { node: child, item, label, description, children: await rowsBelow(child) };
    }),
  );
}

/** Documents that are not saved have no folder. */
function isOfThisTest({ description }: Row): boolean {
  return description === '' || description.startsWith(testFolder());
}

/** The row of a file in the Networks view, once it is as the check wants it. */
async function rowOf(label: string, check: (row: Row | undefined) => void, milliseconds = 15_000) {
  const { networks } = await api();
  await networks();
  return await eventually(async () => {
    const rows = await rowsBelow();
    const row = rows.find((one) => one.label === label && isOfThisTest(one));
    try {
      check(row);
    } catch (error) {
      throw new Error(`in ${JSON.stringify(rows.map((one) => one.label))}`, { cause: error });
    }
    return row!;
  }, milliseconds);
}

/** A file with one network in its second line, and its rows. */
async function sourceRows() {
  const uri = await writeFile('source.json', `{\n  "net": ${lecture}\n}`);
  const file = await rowOf('source.json', (row) => assert.ok(row?.children[0]?.children[0]));
  const network = file.children[0]!;
  return { uri, file, network, layer: network.children[0]! };
}

/** The networks of this test's files, by their paths in its folder. */
async function ownNetworks(): Promise<string[]> {
  const { networks } = await api();
  const paths = (await networks()).map(({ uri }) => workspace.asRelativePath(uri));
  return paths.flatMap((path) => (path.startsWith(`${testFolder()}/`) ? [path.slice(testFolder().length + 1)] : []));
}

describe('the Networks view', () => {
  afterEach(cleanUp);

  it('lists files, their networks and their layers, with shapes', async () => {
    await writeFile('view/nested.json', nested);
    const row = await rowOf('nested.json', (found) => assert.equal(found?.children.length, 2));
    assert.equal(row.description, `${testFolder()}/view`);
    const [small, list] = row.children;
    assert.deepEqual([small?.label, small?.description], ['models.small', '(6, 5, 3) → (6, 5, 7)']);
    assert.deepEqual([list?.label, list?.description], ['models.list[0]', '(2, 3, 4) → (2, 3, 5)']);
    assert.deepEqual(
      small?.children.map(({ label, description, children }) => ({ label, description, children })),
      [{ label: 'SimpleRNN', description: '(6, 5, 3) → (6, 5, 7)', children: [] }],
    );
    assert.equal(small.item.accessibilityInformation?.label, 'network models.small, (6, 5, 3) → (6, 5, 7)');
    assert.equal(row.item.accessibilityInformation?.label, `${testFolder()}/view/nested.json, 2 networks`);
  });

  it('follows files that change, appear in a new folder, and go', async () => {
    await writeFile('a.json', lecture);
    await rowOf('a.json', (row) => assert.equal(row?.children.length, 1));
    await writeUntil('a.json', nested, () => rowOf('a.json', (row) => assert.equal(row?.children.length, 2), 0));
    await writeUntil('new/deeper/b.json', lecture, () =>
      rowOf('b.json', (row) => assert.equal(row?.description, `${testFolder()}/new/deeper`), 0),
    );
    await workspace.fs.delete(fileUri('new'), { recursive: true });
    await rowOf('b.json', (row) => assert.equal(row, undefined));
    await workspace.fs.delete(fileUri('a.json'));
    await rowOf('a.json', (row) => assert.equal(row, undefined));
  });

  it('follows what is typed and not saved, and goes back with it', async () => {
    const document = await openFile('typed.json', lecture);
    const isFlow = (flow: string) => (row: Row | undefined) => assert.equal(row?.children[0]?.description, flow);
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

  it('leaves out node_modules, dist and what the settings exclude, also of new files', async () => {
    await withExcluded({ '**/own/{excluded,other}': true }, async () => {
      const leftOut = ['node_modules/m', 'dist', 'own/excluded', 'own/other'];
      for (const folder of leftOut) await writeFile(`${folder}/net.json`, lecture);
      await writeFile('kept/net.json', lecture);
      await eventually(async () => assert.deepEqual(await ownNetworks(), ['kept/net.json']), 15_000);
      const later = [...leftOut, 'kept'].map((folder) => `${folder}/later.json`);
      await writeUntil(later, lecture, async () =>
        assert.deepEqual(await ownNetworks(), ['kept/later.json', 'kept/net.json']),
      );
    });
  });

  it('stops at the limit of files', async () => {
    const names = ['many/1.json', 'many/2.json', 'many/3.json'];
    for (const name of names) await writeFile(name, lecture);
    const isCount = async (count: number) => {
      const found = await ownNetworks();
      assert.equal(found.length, count, found.join(', '));
    };
    // Nothing else is left to search.
    await withExcluded({ '*.{json,jsonc,ts,py,ipynb}': true, '.vscode': true }, async () => {
      await eventually(() => isCount(3));
      await withSetting('workspace.maxFiles', 2, async () => {
        // A search that the settings ask for later on might choose other files.
        await commands.executeCommand('rnnLens.networks.refresh');
        await eventually(() => isCount(2));
        await writeFile('many/4.json', `[${lecture}, ${lecture}, ${lecture}, ${lecture}]`);
        await writeUntil(names, `[${lecture}, ${lecture}]`, () => isCount(4));
      });
      await eventually(() => isCount(10));
    });
  });

  it('keeps its networks when a search fails, and finds new ones by the next', async () => {
    await writeFile('before.json', lecture);
    await eventually(async () => assert.deepEqual(await ownNetworks(), ['before.json']), 15_000);
    await withExcluded({ '**/broken[': true }, async () => {
      await commands.executeCommand('rnnLens.networks.refresh');
      assert.deepEqual(await ownNetworks(), ['before.json']);
    });
    await writeUntil('new/after.json', lecture, async () =>
      assert.deepEqual(await ownNetworks(), ['before.json', 'new/after.json']),
    );
  });

  it('goes by the file again when its document becomes one of another language', async () => {
    const document = await openFile('language.json', lecture);
    await type(document, '"rnn_size": 7', '"rnn_size": 9');
    const isFlow = (flow: string) => (row: Row | undefined) => assert.equal(row?.children[0]?.description, flow);
    await rowOf('language.json', isFlow('(6, 5, 3) → (6, 5, 9)'));
    await languages.setTextDocumentLanguage(document, 'plaintext');
    await rowOf('language.json', isFlow('(6, 5, 3) → (6, 5, 7)'));
    await languages.setTextDocumentLanguage(document, 'json');
    await rowOf('language.json', isFlow('(6, 5, 3) → (6, 5, 9)'));
  });

  it('leaves an untitled document out while it is one of another language', async () => {
    const document = await openUntitled('json', lecture);
    const name = document.uri.path;
    await rowOf(name, (row) => assert.equal(row?.children.length, 1));
    await languages.setTextDocumentLanguage(document, 'plaintext');
    await rowOf(name, (row) => assert.equal(row, undefined));
    await languages.setTextDocumentLanguage(document, 'json');
    await rowOf(name, (row) => assert.equal(row?.children.length, 1));
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

  it('goes to the source of the row that is clicked', async () => {
    const { uri, file, network, layer } = await sourceRows();
    assert.equal(file.item.command, undefined, 'a file only opens and closes its rows');
    for (const [row, range] of [
      [network, new Range(1, 2, 1, 7)],
      [layer, new Range(1, 9, 1, 9 + lecture.length)],
    ] as const) {
      await commands.executeCommand('workbench.action.closeAllEditors');
      assert.ok(row.item.command);
      await commands.executeCommand(row.item.command.command, ...((row.item.command.arguments ?? []) as unknown[]));
      await eventually(() => {
        assert.equal(window.activeTextEditor?.document.uri.toString(), uri.toString());
        assert.ok(window.activeTextEditor.selection.isEqual(range), JSON.stringify(window.activeTextEditor.selection));
      });
    }
  });

  it('goes to the source and unrolls by the commands of its rows', async () => {
    await commands.executeCommand('rnnLens.networks.focus');
    await commands.executeCommand('rnnLens.networks.refresh');
    const { uri, file, network, layer } = await sourceRows();
    for (const [row, range] of [
      [file, new Range(0, 0, 0, 0)],
      [network, new Range(1, 2, 1, 7)],
      [layer, new Range(1, 9, 1, 9 + lecture.length)],
    ] as const) {
      await commands.executeCommand('workbench.action.closeAllEditors');
      await commands.executeCommand('rnnLens.networks.reveal', row.node);
      assert.equal(window.activeTextEditor?.document.uri.toString(), uri.toString());
      assert.ok(window.activeTextEditor.selection.isEqual(range), JSON.stringify(window.activeTextEditor.selection));
    }
    const { unrolledView } = await api();
    await commands.executeCommand('rnnLens.networks.unroll', file.node);
    assert.equal(unrolledView(), null);
    await commands.executeCommand('rnnLens.networks.unroll', network.node);
    await eventually(() => assert.deepEqual(unrolledView()?.uri.toString(), uri.toString()));
    assert.equal(unrolledView()?.name, 'net');
  });
});

/** Sets the setting `files.exclude` for as long as the work takes. */
async function withExcluded(globs: Record<string, boolean>, work: () => Promise<void>): Promise<void> {
  const files = workspace.getConfiguration('files');
  await files.update('exclude', globs, ConfigurationTarget.Global);
  try {
    await work();
  } finally {
    await files.update('exclude', undefined, ConfigurationTarget.Global);
  }
}
