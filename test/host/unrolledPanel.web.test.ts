import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, window, workspace, WorkspaceEdit } from 'vscode';
import type { RunStatus } from '../../src/editor/api.js';
import {
  api,
  cleanUp,
  eventually,
  fileUri,
  lecture,
  openFile,
  openUntitled,
  type,
  withSetting,
  writeFile,
  writeUntil,
} from './support/editor.js';
import { playFiles } from './support/playedFiles.js';

async function untilStatus<Kind extends RunStatus['kind']>(kind: Kind) {
  const { unrolledView } = await api();
  return await eventually(() => {
    const view = unrolledView();
    assert.equal(view?.status.kind, kind, JSON.stringify(view));
    return { ...view, status: view.status as RunStatus & { kind: Kind } };
  }, 15_000);
}

describe('the run behind the unrolled view', () => {
  afterEach(cleanUp);

  it('runs the network in a worker', async () => {
    await openUntitled('json', lecture);
    await commands.executeCommand('rnnLens.openUnrolledView');
    const { status } = await untilStatus('finished');
    const { batch, steps, features, outputSize, layers } = status.summary;
    assert.deepEqual({ batch, steps, features, outputSize }, { batch: 6, steps: 5, features: 3, outputSize: 7 });
    assert.deepEqual(layers, [
      {
        cell: 'simple_rnn',
        inputSize: 3,
        units: 7,
        directions: 1,
        arrays: ['inputProjection', 'hiddenProjection', 'state'],
      },
    ]);
  });

  it('runs every cell, several layers and both directions', async () => {
    for (const cell of ['lstm', 'gru']) {
      const options = `{ "cell": "${cell}", "num_layers": 2, "bidirectional": true,`;
      await openUntitled('json', lecture.replace('{', options));
      await commands.executeCommand('rnnLens.openUnrolledView');
      await eventually(async () => {
        const { layers } = (await untilStatus('finished')).status.summary;
        assert.deepEqual(
          layers.map((layer) => [layer.cell, layer.inputSize, layer.directions]),
          [
            [cell, 3, 2],
            [cell, 14, 2],
          ],
        );
      });
    }
  });

  it('computes as the settings of the engine say', async () => {
    for (const [setting, value, kernels] of [
      ['engine.deterministic', true, /^(?!.*relaxed)/],
      ['engine.wideVectors', false, /^(?!.*wide)/],
    ] as const)
      await withSetting(setting, value, async () => {
        await openUntitled('json', lecture);
        await commands.executeCommand('rnnLens.openUnrolledView');
        const { status } = await untilStatus('finished');
        assert.match(status.summary.kernels, kernels);
        await cleanUp();
      });
  });

  it('runs again when the network changes, and not when the text around it does', async () => {
    const document = await openFile('net.json', `{\n  "net": ${lecture}\n}`);
    await commands.executeCommand('rnnLens.openUnrolledView');
    const { run } = await untilStatus('finished');
    await type(document, '{\n', '{\n  "other": [1, 2],\n\n');
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.equal((await untilStatus('finished')).run, run);
    await type(document, '"rnn_size": 7', '"rnn_size": 8');
    await eventually(async () => {
      const view = await untilStatus('finished');
      assert.equal(view.status.summary.layers[0]?.units, 8);
      assert.equal(view.run, run + 1);
    });
  });

  it('follows the network through edits before it and a new name', async () => {
    const other = '{ "batch": 2, "steps": 2, "features": 2, "rnn_size": 2 }';
    const document = await openFile('net.json', `{\n  "net": ${lecture}\n}`);
    await commands.executeCommand('rnnLens.openUnrolledView');
    await untilStatus('finished');
    await type(document, '"net"', `"net_too": ${other},\n  "renamed"`);
    await eventually(async () => assert.equal((await untilStatus('finished')).name, 'renamed'));
    await type(document, '"features": 3', '"features": 4');
    await eventually(async () => assert.equal((await untilStatus('finished')).status.summary.features, 4));
  });

  it('says why a broken network is not run, keeps the last run, and goes on when it is mended', async () => {
    const document = await openFile('net.json', lecture);
    await commands.executeCommand('rnnLens.openUnrolledView');
    const { run } = await untilStatus('finished');
    await type(document, '"steps": 5', '"steps": -5');
    const { status } = await untilStatus('stopped');
    assert.match(status.details.join('\n'), /^Line 1: .*steps.*positive integer/);
    await type(document, '"steps": -5', '"steps": 5');
    assert.equal((await untilStatus('finished')).run, run, 'the run is still there');
    await type(document, '"rnn_size": 7', '"rn": 7');
    assert.match((await untilStatus('stopped')).status.title, /no longer in net\.json/);
  });

  it('says what is missing where a size is known by name only', async () => {
    await openUntitled('javascript', 'const net = { batch: size(), steps: 5, features: 3, rnn_size: 7 };');
    await commands.executeCommand('rnnLens.openUnrolledView');
    const { status } = await untilStatus('stopped');
    assert.match(status.details.join('\n'), /batch/);
  });

  it('does not start a run over the memory limit', async () => {
    await openUntitled('json', lecture.replace('5', '10000'));
    await withSetting('run.memoryLimit', 1, async () => {
      await commands.executeCommand('rnnLens.openUnrolledView');
      const { status } = await untilStatus('stopped');
      assert.match(status.details.join('\n'), /memory/);
      // Closed before the limit is lifted, so that the run does not start after all.
      await cleanUp();
    });
  });

  it('reads inputs from a file and runs again when the file changes', async () => {
    await writeFile('inputs.json', '[[[1, 2], [3, 4]]]');
    await openFile('net.json', '{ "batch": 1, "steps": 2, "features": 2, "rnn_size": 3, "inputs": "inputs.json" }');
    await commands.executeCommand('rnnLens.openUnrolledView');
    const { run } = await untilStatus('finished');
    await writeUntil('inputs.json', '[[[1, 2], [3, 5]]]', async () =>
      assert.equal((await untilStatus('finished')).run, run + 1),
    );
  });

  it('shows another network with a run of its own', async () => {
    const { uri } = await openFile('two.json', `[${lecture}, ${lecture.replace('7', '9')}]`);
    await commands.executeCommand('rnnLens.openUnrolledView', uri, '[0]');
    assert.equal((await untilStatus('finished')).status.summary.layers[0]?.units, 7);
    await commands.executeCommand('rnnLens.openUnrolledView', uri, '[1]');
    await eventually(async () => assert.equal((await untilStatus('finished')).status.summary.layers[0]?.units, 9));
  });

  it('starts no run for a panel that is closed before its data files are read', async () => {
    const { unrolledView } = await api();
    await openUntitled('json', lecture);
    await commands.executeCommand('rnnLens.openUnrolledView');
    const { run } = await untilStatus('finished');
    await cleanUp();
    const files = playFiles();
    files.write('/inputs.json', '[[[1, 2], [3, 4]]]');
    files.write('/net.json', '{ "batch": 1, "steps": 2, "features": 2, "rnn_size": 3, "inputs": "inputs.json" }');
    const release = files.hold('/inputs.json');
    await window.showTextDocument(await workspace.openTextDocument(files.uri('/net.json')));
    const opening = commands.executeCommand('rnnLens.openUnrolledView');
    await eventually(() => assert.ok(files.reads.includes(files.uri('/inputs.json').toString())));
    await eventually(() => assert.ok(unrolledView()));
    await commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => assert.equal(unrolledView(), null));
    release();
    await opening;
    files.dispose();
    await openUntitled('json', lecture);
    await commands.executeCommand('rnnLens.openUnrolledView');
    assert.equal((await untilStatus('finished')).run, run + 1);
  });

  it('goes back to what is saved when the changes are not', async () => {
    const settings = workspace.getConfiguration('files');
    await settings.update('autoSave', 'off', ConfigurationTarget.Global);
    try {
      const document = await openFile('net.json', lecture);
      await commands.executeCommand('rnnLens.openUnrolledView');
      await untilStatus('finished');
      await type(document, '"rnn_size": 7', '"rnn_size": 9');
      await eventually(async () => assert.equal((await untilStatus('finished')).status.summary.layers[0]?.units, 9));
      await window.showTextDocument(document);
      assert.ok(document.isDirty);
      // VS Code under test does not ask, and does not save.
      await commands.executeCommand('workbench.action.closeActiveEditor');
      await eventually(async () => assert.equal((await untilStatus('finished')).status.summary.layers[0]?.units, 7));
    } finally {
      await settings.update('autoSave', undefined, ConfigurationTarget.Global);
    }
  });

  it('follows a file whose folder is renamed', async () => {
    await openFile('before/net.json', lecture);
    await commands.executeCommand('rnnLens.openUnrolledView');
    await untilStatus('finished');
    const edit = new WorkspaceEdit();
    edit.renameFile(fileUri('before'), fileUri('after'));
    assert.ok(await workspace.applyEdit(edit));
    await eventually(async () => {
      const { uri } = await untilStatus('finished');
      assert.equal(uri.toString(), fileUri('after/net.json').toString());
    });
    await writeUntil('after/net.json', lecture.replace('7', '8'), async () =>
      assert.equal((await untilStatus('finished')).status.summary.layers[0]?.units, 8),
    );
  });

  it('says that an untitled document is closed, and leaves it closed', async () => {
    const document = await openUntitled('json', lecture);
    await commands.executeCommand('rnnLens.openUnrolledView');
    await untilStatus('finished');
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await eventually(async () => assert.match((await untilStatus('stopped')).status.title, /^Untitled-\d+ is closed$/));
    const again = workspace.textDocuments.filter(({ uri }) => uri.toString() === document.uri.toString());
    assert.deepEqual(again, []);
  });
});
