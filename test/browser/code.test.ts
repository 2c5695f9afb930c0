import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { textOf } from './support/panelNumbers.js';
import { openFile, panelFrame, useWorkbench } from './support/workbench.js';

const model = `import torch.nn as nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 7, batch_first=True)

    def forward(self, x):
        out, _ = self.lstm(x)
        return out
`;

describe('a PyTorch layer in the workbench', function () {
  this.timeout(180_000);
  const folder = 'out/python workspace';

  before(() => {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'tagger.py'), model);
    writeFileSync(
      join(root, folder, 'known.py'),
      `${model}\n\nimport torch\n\nscores = Tagger()(torch.randn(2, 5, 3))\n`,
    );
  });
  const workbench = useWorkbench({ folder });

  it('is unrolled by its CodeLens, and the sizes that the source leaves open are asked for', async () => {
    const { page } = workbench();
    await openFile(workbench(), 'tagger.py', { line: 1, column: 1 });
    const lens = page.locator('.codelens-decoration a', { hasText: 'Unroll LSTM' });
    await lens.waitFor();
    assert.match(await lens.innerText(), /^Unroll LSTM \(batch, [a-z]+, 3\) → \(batch, [a-z]+, 7\)$/);
    await lens.click();
    const box = page.locator('.quick-input-widget:visible input');
    for (const [title, size] of [
      ['(1/2)', '0'],
      ['(1/2)', '6'],
      ['(2/2)', '5'],
    ] as const) {
      await page.locator('.quick-input-title', { hasText: title }).waitFor();
      await box.fill(size);
      await page.keyboard.press('Enter');
      if (size === '0') await page.getByText('A positive whole number').waitFor();
    }
    const panel = await panelFrame(workbench());
    await panel.waitForSelector('[data-testid="row-state"]');
    assert.equal(await textOf(panel, 'network-name'), 'lstm');
    assert.equal(await textOf(panel, 'shapes'), '(6, 5, 3) → (6, 5, 7)');
    await page.waitForSelector('.tab[aria-label^="Unrolled: lstm"]');
  });

  it('is unrolled at once where the source gives all sizes, and its hints stand in the text', async () => {
    const { page } = workbench();
    await openFile(workbench(), 'known.py', { line: 1, column: 1 });
    await page.locator('.codelens-decoration a', { hasText: 'Unroll LSTM (2, 5, 3) → (2, 5, 7)' }).click();
    const panel = await panelFrame(workbench());
    await panel.getByTestId('shapes').filter({ hasText: '(2, 5, 3) → (2, 5, 7)' }).waitFor();
    await page.locator('.view-line', { hasText: /scores\s*\(2,\s5,\s7\)/ }).waitFor();
  });

  it('leaves no error on the console', () => {
    assert.deepEqual(workbench().errors, []);
  });
});
