import assert from 'node:assert/strict';
import { openFile, panelFrame, runCommand, useWorkbench } from './support/workbench.js';

describe('the packaged extension in the workbench', function () {
  this.timeout(60_000);
  const workbench = useWorkbench();

  it('opens a file by Quick Open', async () => {
    await openFile(workbench(), 'lecture.json', { line: 1, column: 5 });
    const text = await workbench().page.locator('.editor-instance .view-lines').innerText();
    assert.match(text.replaceAll('\u00a0', ' '), /"rnn_size": 7/);
  });

  it('opens the unrolled view by keyboard', async () => {
    await runCommand(workbench(), 'RNN Lens: Open Unrolled View');
    const frame = await panelFrame(workbench());
    assert.equal(await frame.title(), 'RNN Lens');
  });

  it('leaves no error on the console', () => {
    assert.deepEqual(workbench().errors, []);
  });
});

describe('in Restricted Mode', function () {
  this.timeout(60_000);
  const workbench = useWorkbench({ trusted: false });

  it('the extension is loaded', async () => {
    await workbench().page.waitForSelector('.monaco-workbench .statusbar-item[id="status.workspaceTrust"]');
    await openFile(workbench(), 'lecture.json');
    await runCommand(workbench(), 'RNN Lens: Open Unrolled View');
    assert.ok(await panelFrame(workbench()));
  });
});
