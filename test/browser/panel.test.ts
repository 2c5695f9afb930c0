import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { unitView } from '../../src/engine/traceViews.js';
import { influenceView } from '../../src/runner/influenceView.js';
import { lectureRequest } from '../support/runRequests.js';
import {
  deterministic,
  expectStep,
  gateNumbers,
  replaceText,
  runHere,
  textOf,
  waitForNumbers,
} from './support/panelNumbers.js';
import { openFile, panelFrame, runCommand, useWorkbench } from './support/workbench.js';

/** The lecture's run, by the engine whose numbers the unit tests compare with ONNX Runtime. */
const lecture = runHere(lectureRequest());

describe('the unrolled view of the lecture', function () {
  this.timeout(180_000);
  const workbench = useWorkbench({ settings: deterministic });
  let panel: Frame;
  let page: Page;

  before(async () => {
    page = workbench().page;
    await openFile(workbench(), 'lecture.json', { line: 1, column: 5 });
    await runCommand(workbench(), 'RNN Lens: Open Unrolled View');
    panel = await panelFrame(workbench());
    await panel.waitForSelector('[data-testid="row-state"]');
  });

  it('says which network it shows, with its shapes', async () => {
    assert.equal(await textOf(panel, 'network-name'), 'lecture');
    assert.equal(await textOf(panel, 'shapes'), '(6, 5, 3) → (6, 5, 7)');
    const facts = await panel.locator('header').innerText();
    for (const fact of ['lecture.json:1', '(6, 7)', '140', 'tanh']) assert.ok(facts.includes(fact), facts);
  });

  it('shows the numbers of every step and line, walked through by keyboard', async () => {
    await panel.getByTestId('cell-0').click();
    for (let line = 0; line < 6; line++) {
      for (let step = 0; step < 5; step++) {
        await expectStep(panel, lecture, { layer: 0, direction: 0, line, step });
        await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
    }
    assert.equal(await panel.getByTestId('line-select').inputValue(), '5');
  });

  it('chooses a line and a step by mouse', async () => {
    await panel.getByTestId('line-select').selectOption('2');
    await panel.getByTestId('cell-3').click();
    await expectStep(panel, lecture, { layer: 0, direction: 0, line: 2, step: 3 });
  });

  it('shows the dot product behind a unit that is chosen by keyboard', async () => {
    await panel.getByTestId('unit-0').click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await panel.waitForSelector('[data-testid="unit-2"][aria-pressed="true"]');
    const view = unitView(lecture, { layer: 0, direction: 0, line: 2, step: 3 }, 2);
    await waitForNumbers(panel, 'unit-detail', gateNumbers(view, 'state'));
  });

  it('plays and pauses', async () => {
    await panel.getByTestId('cell-0').click();
    await panel.getByTestId('speed').selectOption('5');
    await panel.getByTestId('play').click();
    await panel.waitForFunction(() => {
      const number = document.querySelector<HTMLInputElement>('[data-testid="step-number"]');
      return number !== null && Number(number.value) >= 2;
    });
    if ((await panel.getByTestId('play').getAttribute('aria-label')) === 'Pause')
      await panel.getByTestId('play').click();
    await panel.waitForSelector('[data-testid="play"][aria-label="Play"]');
  });

  it('moves through the heatmap by mouse and keyboard, and names its ends', async () => {
    await panel.getByTestId('heatmap').click();
    await panel.waitForSelector('[data-testid="unit-3"][aria-pressed="true"]');
    assert.equal(await panel.getByTestId('step-number').inputValue(), '2');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await panel.waitForSelector('[data-testid="unit-4"][aria-pressed="true"]');
    assert.equal(await panel.getByTestId('step-number').inputValue(), '1');
    assert.match(await textOf(panel, 'legend'), /−[\d.]+[\s\S]*0[\s\S]*[\d.]+/);
  });

  it('shows what a state remembers, opened and walked through by keyboard', async () => {
    await panel.getByTestId('line-select').selectOption('2');
    await panel.getByTestId('cell-4').click();
    assert.equal(await panel.getByTestId('influence-largest').count(), 0, 'the section is closed at first');
    await panel.getByTestId('influence-toggle').press('Enter');
    const influenceAt = (step: number) => influenceView(lecture, { layer: 0, direction: 0, line: 2, step }).input;
    const last = influenceAt(4);
    await waitForNumbers(panel, 'influence-largest', [Math.max(...last)], true);
    await waitForNumbers(panel, 'influence-readout', [last[4]!], true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowLeft');
    await waitForNumbers(panel, 'influence-readout', [last[3]!], true);
    const plot = panel.getByTestId('influence-plot');
    assert.equal(await plot.getAttribute('aria-valuenow'), '3');
    assert.match((await plot.getAttribute('aria-valuetext')) ?? '', /^x 3, 1 step back: \d/);
    await page.keyboard.press('Enter');
    await waitForNumbers(panel, 'influence-largest', [Math.max(...influenceAt(3))], true);
    assert.equal(await panel.getByTestId('step-number').inputValue(), '3');
    const boxes = await Promise.all([plot, panel.getByTestId('heatmap')].map((one) => one.boundingBox()));
    assert.deepEqual([boxes[0]?.x, boxes[0]?.width], [boxes[1]?.x, boxes[1]?.width], 'it stands under the heatmap');
  });

  it('switches to the rolled network and back by keyboard', async () => {
    await panel.getByTestId('view-unrolled').click();
    await page.keyboard.press('ArrowLeft');
    await panel.waitForSelector('[data-testid="cell-0"]', { state: 'detached' });
    assert.equal(await panel.getByTestId('view-rolled').getAttribute('aria-checked'), 'true');
    await page.keyboard.press('ArrowRight');
    await panel.waitForSelector('[data-testid="cell-0"]');
  });

  it('goes to the source by the name', async () => {
    await panel.getByTestId('network-name').click();
    // The tab is active in its group all the time: what tells that the editor got the keys is its focus.
    await page.waitForSelector('.editor-group-container .monaco-editor.focused');
    await page.keyboard.press('Control+Home');
    await page.waitForSelector('.statusbar-item[id="status.editor.selection"]:has-text("Ln 1, Col 1")');
  });

  it('follows the source while it changes', async () => {
    await replaceText(page, '{ "batch": 2, "steps": 3, "features": 3, "rnn_size": 4 }');
    await panel.waitForSelector('[data-testid="shapes"]:has-text("(2, 3, 4)")');
    await panel.waitForSelector('[data-testid="cell-3"]', { state: 'detached' });
    await panel.waitForSelector('[data-testid="unit-3"]');
    assert.equal(await panel.getByTestId('unit-4').count(), 0);
  });

  it('says why a network cannot be run, and keeps the last numbers', async () => {
    await replaceText(page, '{ "batch": 2, "steps": -3, "features": 3, "rnn_size": 4 }');
    await panel.waitForSelector('[data-testid="stopped"]:has-text("positive integer")');
    assert.equal(await panel.getByTestId('row-state').count(), 1);
    await replaceText(page, '{ "batch": 2, "steps": 4, "features": 3, "rnn_size": 4 }');
    await panel.waitForSelector('[data-testid="stopped"]', { state: 'detached' });
    await panel.waitForSelector('[data-testid="cell-3"]');
  });

  it('leaves no error on the console', () => assert.deepEqual(workbench().errors, []));
});

describe('the unrolled view of a long run', function () {
  this.timeout(180_000);
  const workbench = useWorkbench();

  it('folds ten thousand steps into few elements, and goes to each of them', async () => {
    const { page } = workbench();
    await openFile(workbench(), 'long.rnn.json');
    await runCommand(workbench(), 'RNN Lens: Open Unrolled View');
    const panel = await panelFrame(workbench());
    await panel.waitForSelector('[data-testid="cell-9999"]');
    await panel.waitForSelector('[data-testid="fold-0"]');
    await panel.getByTestId('influence-toggle').click();
    await panel.waitForSelector('[data-testid="influence-facts"]');
    const elements = await panel.locator('*').count();
    assert.ok(elements < 1500, `${elements} elements`);
    await panel.getByTestId('step-number').fill('5000');
    await page.keyboard.press('Enter');
    await panel.waitForSelector('[data-testid="cell-5000"]');
    await panel.waitForSelector('[data-testid="cell-4999"]');
    await panel.waitForSelector('[data-testid="row-state"]');
  });
});
