import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { root } from '../../scripts/paths.mjs';
import { openFile, panelFrame, runCommand, useWorkbench } from './support/workbench.js';

describe('the packaged extension in the workbench', function () {
  this.timeout(180_000);
  const workbench = useWorkbench({ settings: { 'workbench.editor.alwaysShowEditorActions': true } });

  /** Our button in the title of the group that shows this tab. */
  function titleButton(tab: string): Locator {
    const group = workbench().page.locator(`.editor-group-container:has(.tab.active[aria-label^="${tab}"])`);
    return group.locator('.editor-actions [aria-label^="Open Unrolled View"]');
  }

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

  it('has its button over the source also while the panel has the focus, and not over the panel', async () => {
    const frame = await panelFrame(workbench());
    await frame.getByTestId('network-name').waitFor();
    await frame.locator('body').click();
    await workbench().page.waitForSelector(
      '.editor-group-container.active .tab.active[aria-label^="Unrolled: lecture"]',
    );
    await titleButton('lecture.json').waitFor();
    assert.equal(await titleButton('Unrolled: lecture').count(), 0);
  });

  it('opens the network at the cursor by that button, in a file of several', async () => {
    await workbench().page.locator('.tab[data-resource-name="lecture.json"]').click();
    await openFile(workbench(), 'mistakes.json', { line: 3, column: 10 });
    await titleButton('mistakes.json').click();
    await workbench().page.waitForSelector('.tab[aria-label^="Unrolled: a number in quotes"]');
  });

  it('leaves no error on the console', () => {
    assert.deepEqual(workbench().errors, []);
  });
});

describe('in Restricted Mode', function () {
  this.timeout(180_000);
  const folder = 'out/untrusted workspace';

  before(() => {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder, '.vscode'), { recursive: true });
    writeFileSync(join(root, folder, 'net.json'), '{ "batch": 6, "steps": 5000, "features": 3, "rnn_size": 7 }');
    writeFileSync(join(root, folder, '.vscode/settings.json'), '{ "rnnLens.run.memoryLimit": 1000 }');
  });
  const workbench = useWorkbench({ trusted: false, folder, settings: { 'rnnLens.run.memoryLimit': 1 } });

  it('the extension is loaded, and the workspace cannot raise the limit of a run', async () => {
    await workbench().page.waitForSelector('.monaco-workbench .statusbar-item[id="status.workspaceTrust"]');
    await openFile(workbench(), 'net.json');
    await runCommand(workbench(), 'RNN Lens: Open Unrolled View');
    const frame = await panelFrame(workbench());
    await frame.getByText('over the limit of 1 MB').waitFor();
  });
});
