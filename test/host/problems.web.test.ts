import assert from 'node:assert/strict';
import {
  commands,
  DiagnosticSeverity,
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  languages,
  Uri,
  window,
  workspace,
  type CodeAction,
  type FileChangeEvent,
  type FileSystemProvider,
} from 'vscode';
import {
  cleanUp,
  eventually,
  lecture,
  lensTitles,
  openFile,
  openUntitled,
  ourDiagnostics,
  problems,
  quickFixes,
  type,
  withSetting,
  writeFile,
  writeUntil,
} from './support/editor.js';

async function theProblem(text: string, code: string) {
  const document = await openUntitled('json', text);
  return await eventually(() => {
    const found = problems(document);
    assert.deepEqual(
      found.map((problem) => problem.code),
      [code],
    );
    return found[0]!;
  });
}

describe('diagnostics', () => {
  afterEach(cleanUp);

  it('underlines a size that is not a positive integer', async () => {
    for (const size of ['0', '-5', '2.5', '1e400']) {
      const problem = await theProblem(lecture.replace('5', size), 'invalid-size');
      assert.equal(problem.text, size);
      assert.equal(problem.severity, DiagnosticSeverity.Error);
      assert.match(problem.message, /steps.*positive integer/);
    }
  });

  it('underlines a value of the wrong type', async () => {
    const problem = await theProblem(lecture.replace('5', 'true'), 'wrong-type');
    assert.equal(problem.text, 'true');
  });

  it('names the fields that are missing', async () => {
    const problem = await theProblem('{ "batch": 6, "features": 3, "rnn_size": 7 }', 'missing-field');
    assert.match(problem.message, /steps/);
  });

  it('underlines the key that is given twice', async () => {
    const problem = await theProblem(lecture.replace('"steps"', '"batch": 2, "steps"'), 'duplicate-key');
    assert.equal(problem.text, '"batch"');
  });

  it('says which shape was expected and which was found, on the array', async () => {
    const problem = await theProblem(
      '{ "batch": 1, "steps": 2, "features": 3, "rnn_size": 7, "inputs": [[[1, 2], [3, 4]]] }',
      'shape-mismatch',
    );
    assert.equal(problem.text, '[[[1, 2], [3, 4]]]');
    assert.match(problem.message, /inputs.*\(1, 2, 2\).*\(1, 2, 3\)/);
  });

  it('says which weights contradict the config', async () => {
    const problem = await theProblem(
      '{ "batch": 1, "steps": 1, "features": 2, "rnn_size": 2, "weights": { "h_w": [[1, 2]] } }',
      'shape-mismatch',
    );
    assert.equal(problem.text, '[[1, 2]]');
    assert.match(problem.message, /h_w.*\(1, 2\).*\(2, 2\)/);
  });

  it('reports a window that is longer than its series', async () => {
    const problem = await theProblem(
      '{ "batch": 1, "steps": 5, "features": 3, "rnn_size": 7, "series": [1, 2, 3] }',
      'window-too-long',
    );
    assert.equal(problem.text, '[1, 2, 3]');
  });

  it('reports a run that would not fit in memory, by the limit of the setting', async () => {
    const large = lecture.replace('5', '1000000000');
    const problem = await theProblem(large, 'run-too-large');
    assert.equal(problem.text, '1000000000');
    const document = await openUntitled('json', lecture.replace('5', '100000'));
    await withSetting('run.memoryLimit', 1, () =>
      eventually(() =>
        assert.deepEqual(
          problems(document).map(({ code }) => code),
          ['run-too-large'],
        ),
      ),
    );
    await eventually(() => assert.deepEqual(problems(document), []));
  });

  it('follows the text, and goes when the document is closed', async () => {
    const document = await openFile('lecture.json', lecture);
    await type(document, '5', '-5');
    await eventually(() => assert.equal(problems(document).length, 1));
    await type(document, '-5', '5');
    await eventually(() => assert.deepEqual(problems(document), []));
    await type(document, '5', '-5');
    await eventually(() => assert.equal(problems(document).length, 1));
    await cleanUp();
    await eventually(() => assert.deepEqual(ourDiagnostics(document), []));
  });

  it('can be switched off', async () => {
    const document = await openUntitled('json', lecture.replace('5', '-5'));
    await eventually(() => assert.equal(problems(document).length, 1));
    await withSetting('diagnostics.enabled', false, () => eventually(() => assert.deepEqual(problems(document), [])));
    await eventually(() => assert.equal(problems(document).length, 1));
  });

  it('follows the language of the document', async () => {
    const mistake = lecture.replace('5', '-5');
    const document = await openUntitled('json', mistake);
    await eventually(() => assert.equal(problems(document).length, 1));
    // For JavaScript a block with labels, not an object.
    await languages.setTextDocumentLanguage(document, 'javascript');
    await eventually(() => assert.deepEqual(problems(document), []));
    await languages.setTextDocumentLanguage(document, 'json');
    await eventually(() => assert.equal(problems(document).length, 1));
    await languages.setTextDocumentLanguage(document, 'plaintext');
    await eventually(() => assert.deepEqual(problems(document), []));
  });

  it('stays quiet in what is read-only, as the old side of a git diff is', async () => {
    const text = lecture.replace('5', '-5');
    const provider = workspace.registerFileSystemProvider('read-only-for-tests', readOnlyFile(text), {
      isReadonly: true,
    });
    try {
      const uri = Uri.parse('read-only-for-tests:/old.json');
      await window.showTextDocument(uri);
      const old = window.activeTextEditor!.document;
      assert.equal(old.languageId, 'json');
      assert.equal((await lensTitles(old)).length, 1, 'its shapes are shown');
      const ours = await openUntitled('json', text);
      await eventually(() => assert.equal(problems(ours).length, 1));
      assert.deepEqual(problems(old), []);
    } finally {
      provider.dispose();
    }
  });
});

describe('diagnostics of data files', () => {
  afterEach(cleanUp);

  const withInputs = '{ "batch": 1, "steps": 2, "features": 2, "rnn_size": 3, "inputs": "data/inputs.json" }';

  it('reports a file that is not there, then its shape, and follows the file', async () => {
    const document = await openFile('net.json', withInputs);
    const only = await eventually(() => {
      const [problem, ...others] = problems(document);
      assert.equal(others.length, 0);
      assert.equal(problem?.code, 'unreadable-file');
      return problem;
    });
    assert.equal(only.text, '"data/inputs.json"');
    await writeUntil('data/inputs.json', '[[[1, 2, 3], [4, 5, 6]]]', () => {
      assert.deepEqual(
        problems(document).map(({ code }) => code),
        ['shape-mismatch'],
      );
      assert.match(problems(document)[0]?.message ?? '', /\(1, 2, 3\).*\(1, 2, 2\)/);
    });
    await writeUntil('data/inputs.json', '[[[1, 2], [4, 5]]]', () => assert.deepEqual(problems(document), []));
  });

  it('does not read outside the folder of the config by a rooted path', async () => {
    const document = await openFile('net.json', withInputs.replace('data/inputs.json', '/etc/hosts.json'));
    await eventually(() => assert.match(problems(document)[0]?.message ?? '', /relative to this file/));
  });

  it('does not read a file over the limit', async () => {
    await writeFile('data/inputs.json', `[[[1, 2], [3, 4]]]${' '.repeat(3000)}`);
    const document = await openFile('net.json', withInputs);
    await withSetting('data.maxFileSize', 2, () =>
      eventually(() => assert.match(problems(document)[0]?.message ?? '', /larger than 2 kB.*data\.maxFileSize/)),
    );
    await eventually(() => assert.deepEqual(problems(document), []));
  });
});

describe('quick fixes', () => {
  afterEach(cleanUp);

  async function applyOnly(text: string, code: string): Promise<{ title: string; text: string }> {
    const document = await openUntitled('json', text);
    const fixes = await quickFixes(document, code);
    assert.equal(fixes.length, 1, fixes.map((fix) => fix.title).join());
    const [fix] = fixes;
    assert.equal(fix!.isPreferred, true);
    assert.ok(fix!.edit);
    await workspace.applyEdit(fix!.edit);
    await eventually(() => assert.deepEqual(problems(document), []));
    assert.equal(window.activeTextEditor?.document, document);
    return { title: fix!.title, text: document.getText() };
  }

  it('writes a number for a number in quotes', async () => {
    const { text } = await applyOnly(lecture.replace('5', '"5"'), 'wrong-type');
    assert.equal(text, lecture);
  });

  it('removes a key that has no effect', async () => {
    const { title, text } = await applyOnly(lecture.replace('"steps"', '"steps": 9, "steps"'), 'duplicate-key');
    assert.match(title, /steps/);
    assert.equal(text, lecture);
  });

  it('sets the one size that contradicts the inputs', async () => {
    const { text } = await applyOnly(
      '{ "batch": 2, "steps": 1, "features": 2, "rnn_size": 7, "inputs": [[[1, 2]]] }',
      'shape-mismatch',
    );
    assert.equal(text, '{ "batch": 1, "steps": 1, "features": 2, "rnn_size": 7, "inputs": [[[1, 2]]] }');
  });

  it('go with the diagnostics', async () => {
    const document = await openUntitled('json', lecture.replace('5', '"5"'));
    const [fix] = await quickFixes(document, 'wrong-type');
    assert.ok(fix);
    const range = ourDiagnostics(document)[0]!.range;
    const titles = async () =>
      (await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range)).map(
        ({ title }) => title,
      );
    assert.ok((await titles()).includes(fix.title));
    await withSetting('diagnostics.enabled', false, () =>
      eventually(async () => assert.ok(!(await titles()).includes(fix.title))),
    );
  });

  it('offers none where none is certain', async () => {
    const document = await openUntitled('json', lecture.replace('5', '-5'));
    assert.deepEqual(await quickFixes(document, 'invalid-size'), []);
  });
});

/** A file system of one file, which VS Code registers as read-only. */
function readOnlyFile(text: string): FileSystemProvider {
  const bytes = new TextEncoder().encode(text);
  const refuse = () => {
    throw FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
    watch: () => new Disposable(() => undefined),
    stat: () => ({ type: FileType.File, ctime: 0, mtime: 0, size: bytes.length }),
    readDirectory: () => [],
    readFile: () => bytes,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
