// @ts-check
// Pictures of the panel, the hover and the CodeLens in every theme and at two widths: `npm run screenshots`.
// All of them go to out/screenshots, and one of each to media/screenshots for the README.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from './build.mjs';
import { packExtension } from './package.mjs';
import { installedExtensions, root, vsix } from './paths.mjs';
import { installExtension, installServer } from './vscodeServer.mjs';
import { openFile, openWorkbench, panelFrame, runCommand } from './workbench.mjs';

/** @typedef {import('./workbench.mjs').Workbench} Workbench */

const themes = /** @type {const} */ (['light', 'dark', 'highContrast']);
const widths = /** @type {const} */ ([400, 900]);

/** The pictures of the README, by the names that they have there. */
const chosen = {
  panel: 'panel-dark-900',
  lstm: 'lstm-dark-900',
  hover: 'hover-dark-900',
  codelens: 'codelens-dark-900',
  python: 'python-dark-900',
};

/** A file of PyTorch with the mistake that most people make first. */
const python = `import torch
import torch.nn as nn


class Tagger(nn.Module):
    def __init__(self, words, embedding=100, hidden=128, tags=12):
        super().__init__()
        self.embed = nn.Embedding(words, embedding)
        self.lstm = nn.LSTM(embedding, hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(hidden, tags)

    def forward(self, sentence):
        x = self.embed(sentence)
        states, (h, c) = self.lstm(x)
        return self.out(states)


tagger = Tagger(20_000)
scores = tagger(torch.zeros(32, 50, dtype=torch.long))
`;

/** The networks whose unrolled view is pictured, by the names of the pictures. */
const panels = { panel: 'lecture.json', lstm: 'lstm.rnn.json', stack: 'stack.rnn.json' };

const folder = join(root, 'out', 'screenshots');

await bundle();
await packExtension();
await installExtension(await installServer((line) => console.log(line)), vsix, installedExtensions);
mkdirSync(folder, { recursive: true });
for (const theme of themes) {
  const workbench = await openWorkbench({
    theme,
    settings: { 'editor.minimap.enabled': false, 'editor.wordWrap': 'on' },
  });
  try {
    await takePictures(workbench, theme);
  } finally {
    await workbench.close();
  }
}
mkdirSync(join(root, 'media', 'screenshots'), { recursive: true });
for (const [name, picture] of Object.entries(chosen))
  copyFileSync(join(folder, `${picture}.png`), join(root, 'media', 'screenshots', `${name}.png`));

/** @param {Workbench} workbench @param {string} theme */
async function takePictures(workbench, theme) {
  const { page } = workbench;
  await openFile(workbench, 'lecture.json', { line: 1, column: 16 });
  await page.waitForSelector('.codelens-decoration a');
  await runCommand(workbench, 'View: Close Primary Side Bar');
  for (const width of widths) {
    await setSize(workbench, '.editor-group-container.active', width, 260);
    await picture(workbench, '.editor-group-container.active', `codelens-${theme}-${width}`);
    // The hover of the object itself, at its opening brace.
    await openFile(workbench, 'lecture.json', { line: 1, column: 1 });
    await setSize(workbench, '.editor-group-container.active', width, 460);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await page.waitForSelector('.monaco-hover:visible table');
    // A hover is drawn over its neighbours where the editor is narrow.
    await picture(workbench, '.monaco-workbench', `hover-${theme}-${width}`);
    await page.keyboard.press('Escape');
  }
  writeFileSync(join(workbench.folder, 'tagger.py'), python);
  await openFile(workbench, 'tagger.py', { line: 1, column: 1 });
  await page.waitForSelector('.codelens-decoration a:has-text("Unroll LSTM")');
  await page.waitForSelector('.squiggly-error');
  for (const width of widths) {
    await setSize(workbench, '.editor-group-container.active', width, 560);
    await picture(workbench, '.editor-group-container.active', `python-${theme}-${width}`);
  }
  for (const [name, file] of Object.entries(panels)) {
    await openFile(workbench, file, { line: 1, column: 1 });
    await takePanel(workbench, file.split('.')[0] ?? '', `${name}-${theme}`);
  }
}

/** @param {Workbench} workbench @param {string} network @param {string} name */
async function takePanel(workbench, network, name) {
  await runCommand(workbench, 'RNN Lens: Open Unrolled View');
  const frame = await panelFrame(workbench);
  await frame.getByTestId('network-name').filter({ hasText: network }).waitFor();
  await frame.waitForSelector('canvas');
  const host = '.editor-group-container:has(.tab[aria-label^="Unrolled"])';
  for (const width of widths) {
    await setSize(workbench, host, width, 1000);
    // High enough for all of the panel, with room for the window's own title, tabs and status.
    await setSize(workbench, host, width, (await frame.evaluate('document.documentElement.scrollHeight')) + 120);
    await picture(workbench, host, `${name}-${width}`);
  }
}

/**
 * Sets the size of the window so that a part of it has this width.
 *
 * @param {Workbench} workbench
 * @param {string} selector
 * @param {number} width in CSS pixels
 * @param {number} height of the window
 */
async function setSize({ page }, selector, width, height) {
  // Each turn comes closer: the part gets a share of every pixel that the window gains.
  for (let turn = 0; turn < 12; turn++) {
    const box = await page.locator(selector).first().boundingBox();
    const size = page.viewportSize();
    if (!box || !size) throw new Error(`Nothing to see of ${selector}`);
    if (Math.abs(box.width - width) < 1 && size.height === height) return;
    await page.setViewportSize({ width: Math.max(300, Math.round(size.width + width - box.width)), height });
    await sleep(300);
  }
}

/** @param {Workbench} workbench @param {string} selector @param {string} name */
async function picture({ page }, selector, name) {
  // Drawing follows a change of size after a moment.
  await sleep(600);
  const path = join(folder, `${name}.png`);
  await page.locator(selector).first().screenshot({ path, animations: 'disabled' });
  console.log(path);
}
