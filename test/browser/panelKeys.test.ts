import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { openFile, panelFrame, reloadWithEditor, runCommand, useWorkbench } from './support/workbench.js';

describe('the unrolled picture by keyboard', function () {
  this.timeout(180_000);
  const workbench = useWorkbench();
  let panel: Frame;

  before(async () => {
    await openFile(workbench(), 'long.rnn.json');
    await runCommand(workbench(), 'RNN Lens: Open Unrolled View');
    panel = await panelFrame(workbench());
    await panel.waitForSelector('[data-testid="row-state"]');
  });

  const step = () => panel.getByTestId('step-number').inputValue();
  const playLabel = () => panel.getByTestId('play').getAttribute('aria-label');

  it('opens folded steps by Space and by Enter, and does not play', async () => {
    for (const key of ['Space', 'Enter']) {
      await panel.getByTestId('cell-0').click();
      assert.equal(await step(), '0');
      await panel.getByTestId('fold-0').press(key);
      await panel.waitForFunction(
        () => document.querySelector<HTMLInputElement>('[data-testid="step-number"]')?.value !== '0',
      );
      assert.equal(await playLabel(), 'Play', key);
      const focused = await panel.evaluate(() => document.activeElement?.getAttribute('data-testid'));
      assert.equal(focused, `cell-${await step()}`, 'the focus goes to the step');
    }
  });

  it('is one choice among the steps', async () => {
    await panel.getByTestId('cell-0').click();
    const steps = panel.getByRole('radiogroup', { name: 'Steps' }).getByRole('radio');
    const checked = await steps.evaluateAll((cells) =>
      cells
        .filter((cell) => cell.getAttribute('aria-checked') === 'true')
        .map((cell) => cell.getAttribute('aria-label')),
    );
    assert.deepEqual(checked, ['Step 0']);
    assert.equal(await panel.getByTestId('cell-9999').getAttribute('aria-posinset'), '10000');
  });

  it('chooses another cell by Space, and plays and pauses on the chosen one', async () => {
    await panel.getByTestId('cell-0').click();
    await panel.getByTestId('cell-1').press('Space');
    await panel.waitForSelector('[data-testid="cell-1"][aria-checked="true"]');
    assert.equal(await playLabel(), 'Play');
    await panel.getByTestId('cell-1').press('Space');
    await panel.waitForSelector('[data-testid="play"][aria-label="Pause"]');
    await panel.locator('.cell[aria-checked="true"]').press('Space');
    await panel.waitForSelector('[data-testid="play"][aria-label="Play"]');
  });

  it('says nothing of its icons', async () => {
    const spoken = await panel.locator('i.codicon:not([aria-hidden="true"])').count();
    assert.ok((await panel.locator('i.codicon').count()) > 0);
    assert.equal(spoken, 0);
  });

  it('comes back with its network when the window is loaded anew', async () => {
    await reloadWithEditor(workbench(), 'rnnLens.unrolled');
    const restored = await panelFrame(workbench());
    await restored.waitForSelector('[data-testid="row-state"]');
    assert.equal(await restored.getByTestId('network-name').innerText(), 'ten thousand steps');
    assert.deepEqual(workbench().errors, []);
  });
});
