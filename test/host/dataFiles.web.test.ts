import assert from 'node:assert/strict';
import { commands, FileType, window, workspace, type TextDocument, type Uri } from 'vscode';
import { cleanUp, eventually, openFile, problems, type, withSetting, writeFile } from './support/editor.js';
import { playFiles, type PlayedFiles } from './support/playedFiles.js';

const numbers = '[[[1, 2], [3, 4]]]';

function config(inputs: string): string {
  return `{ "batch": 1, "steps": 2, "features": 2, "rnn_size": 3, "inputs": ${JSON.stringify(inputs)} }`;
}

async function open(uri: Uri): Promise<TextDocument> {
  return (await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false })).document;
}

/** The only problem of the document, once it is this one. */
async function untilProblem(document: TextDocument, message: RegExp): Promise<void> {
  await eventually(() => {
    const messages = problems(document).map((problem) => problem.message);
    assert.equal(messages.length, 1, messages.join('\n'));
    assert.match(messages[0] ?? '', message);
  });
}

/** Waits until a config's file was read: its shape does not fit, so that this can be seen. */
async function untilRead(document: TextDocument): Promise<void> {
  await untilProblem(document, /has shape \(1, 1, 1\)/);
}

describe('data files', () => {
  let files: PlayedFiles;
  beforeEach(() => (files = playFiles()));
  afterEach(async () => {
    await cleanUp();
    files.dispose();
  });

  const readsOf = (path: string) => files.reads.filter((address) => address === files.uri(path).toString()).length;

  it('are not read where they are no regular files, which may have no end', async () => {
    files.write('/inputs.json', { text: numbers, type: FileType.Unknown, size: 0 });
    files.write('/net.json', config('inputs.json'));
    await untilProblem(await open(files.uri('/net.json')), /no regular file/);
    assert.equal(readsOf('/inputs.json'), 0);
  });

  it('are not read where their format is not read', async () => {
    files.write('/inputs.npy', numbers);
    files.write('/net.json', config('inputs.npy'));
    await untilProblem(await open(files.uri('/net.json')), /only \.json, \.csv and \.tsv files/);
    assert.equal(readsOf('/inputs.npy'), 0);
  });

  it('are not used where they turn out larger than they say', async () => {
    files.write('/inputs.json', { text: `${numbers}${' '.repeat(3000)}`, size: 10 });
    files.write('/net.json', config('inputs.json'));
    await withSetting('data.maxFileSize', 2, async () => {
      await untilProblem(await open(files.uri('/net.json')), /larger than 2 kB/);
    });
  });

  it('lie in the folder of the workspace', async () => {
    await writeFile('inputs.json', numbers);
    const beside = await openFile('deep/net.json', config('../inputs.json').replace('"steps": 2', '"steps": 3'));
    await untilProblem(beside, /has shape \(1, 2, 2\)/);
    const outside = await openFile('deep/other.json', config('../../../../inputs.json'));
    await untilProblem(outside, /leads out of the workspace folder/);
  });

  it('lie in the folder of a config that is in no workspace', async () => {
    files.write('/inputs.json', numbers);
    files.write('/folder/net.json', config('../inputs.json'));
    await untilProblem(await open(files.uri('/folder/net.json')), /leads out of the workspace folder/);
    assert.equal(readsOf('/inputs.json'), 0);
  });

  it('are looked for beside the file, not in the version of it that its address asks for', async () => {
    files.write('/net.json', config('inputs.json'));
    files.write('/inputs.json', '[[[1]]]');
    await untilRead(await open(files.uri('/net.json').with({ query: 'ref=old' })));
    assert.equal(readsOf('/inputs.json'), 1);
  });

  it('are read once for all who ask at the same time, and not again while the text changes', async () => {
    const release = files.hold('/inputs.json');
    files.write('/inputs.json', '[[[1]]]');
    files.write('/net.json', config('inputs.json'));
    const document = await open(files.uri('/net.json'));
    await eventually(() => assert.equal(readsOf('/inputs.json'), 1));
    const opening = commands.executeCommand('rnnLens.openUnrolledView');
    await new Promise((resolve) => setTimeout(resolve, 300));
    release();
    await opening;
    await untilRead(document);
    await type(document, '"steps": 2', '"steps": 4');
    await untilProblem(document, /expects \(1, 4, 2\)/);
    assert.equal(readsOf('/inputs.json'), 1);
  });

  it('are let go of when no network names them any more', async () => {
    files.write('/net.json', config('data/inputs.json'));
    files.write('/data/inputs.json', '[[[1]]]');
    const document = await open(files.uri('/net.json'));
    await untilRead(document);
    await eventually(() => assert.equal(files.watchers('/data'), 1));
    await type(document, 'data/inputs.json', 'inputs.json');
    await untilProblem(document, /no such file/);
    await eventually(() => assert.equal(files.watchers('/data'), 0));
    await type(document, '"inputs.json', '"data/inputs.json');
    await untilRead(document);
    assert.equal(readsOf('/data/inputs.json'), 2, 'its content was kept');
  });
});
