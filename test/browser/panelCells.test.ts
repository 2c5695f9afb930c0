import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { gateNames } from '../../src/engine/network.js';
import { stepView, unitView, type StepPlace } from '../../src/engine/traceViews.js';
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

const sizes = '"batch": 6, "steps": 5, "features": 3';

describe('the unrolled view of an LSTM', function () {
  this.timeout(180_000);
  const workbench = useWorkbench({ settings: deterministic });
  const executed = runHere(lectureRequest({ cell: 'lstm', outputSize: 2 }));
  let panel: Frame;
  let page: Page;

  before(async () => {
    ({ page, panel } = await openConfig(workbench(), `{ "cell": "lstm", ${sizes}, "rnn_size": 7, "output_size": 2 }`));
    await panel.waitForSelector('[data-testid="row-forgetGate"]');
  });

  it('shows every gate and both states of every step and line, walked through by keyboard', async () => {
    await panel.getByTestId('cell-0').click();
    for (const line of [0, 1]) {
      for (let step = 0; step < 5; step++) {
        await expectStep(panel, executed, { layer: 0, direction: 0, line, step });
        await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
    }
  });

  it('shows the dot products of each gate of a unit, chosen by keyboard, and how the gates make the states', async () => {
    await panel.getByTestId('cell-3').click();
    await panel.getByTestId('unit-5').click();
    const line = Number(await panel.getByTestId('line-select').inputValue());
    const view = unitView(executed, { layer: 0, direction: 0, line, step: 3 }, 5);
    await panel.getByTestId('gate-inputGate').click();
    for (const gate of gateNames.lstm) {
      await panel.waitForSelector(`[data-testid="gate-${gate}"][aria-checked="true"]`);
      await waitForNumbers(panel, 'unit-detail', gateNumbers(view, gate));
      await page.keyboard.press('ArrowRight');
    }
    await panel.waitForSelector('[data-testid="gate-inputGate"][aria-checked="true"]');
    await waitForNumbers(panel, 'unit-detail', [
      ...view.gates.map(({ value }) => value),
      view.previousCellState!,
      Math.fround(Math.tanh(view.cellState!)),
    ]);
    await waitForNumbers(panel, 'unit-cell-state', [view.cellState!], true);
    await waitForNumbers(panel, 'unit-state', [view.state], true);
  });

  it('shows each array in the heatmap, the gates from 0 to 1', async () => {
    const line = Number(await panel.getByTestId('line-select').inputValue());
    const view = stepView(executed, { layer: 0, direction: 0, line, step: 3 });
    for (const { name, value } of view.gates) {
      await panel.getByTestId('array-select').selectOption(name);
      await waitForNumbers(panel, 'heatmap-readout', [value[5]!], true);
    }
    const legend = await textOf(panel, 'legend');
    assert.match(legend, /^0\s+0\.5000\s+1$/, 'the output gate was last');
    await panel.getByTestId('array-select').selectOption('cellState');
    await waitForNumbers(panel, 'heatmap-readout', [view.cellState![5]!], true);
    assert.match(await textOf(panel, 'legend'), /^−[\d.]+\s+0\s+[\d.]+$/);
  });

  it('draws the cell with its gates when it is rolled up', async () => {
    await panel.getByTestId('view-rolled').click();
    await panel.waitForSelector('.cell-picture');
    const words = await panel.locator('.cell-picture title').allTextContents();
    assert.deepEqual(words, ['forget gate f', 'input gate i', 'cell candidate g', 'output gate o']);
    await panel.getByTestId('view-unrolled').click();
  });

  it('stays small with as many units as stand side by side, and ten thousand steps', async () => {
    const large = '{ "cell": "lstm", "batch": 1, "steps": 10000, "features": 16, "rnn_size": 16 }';
    await replaceText(page, large);
    await panel.waitForSelector('[data-testid="cell-9999"]');
    await panel.waitForSelector('[data-testid="unit-15"]');
    const elements = await panel.locator('*').count();
    assert.ok(elements <= 1500, `${elements} elements`);
  });

  it('leaves no error on the console', () => assert.deepEqual(workbench().errors, []));
});

describe('the unrolled view of two bidirectional GRU layers', function () {
  this.timeout(180_000);
  const workbench = useWorkbench({ settings: deterministic });
  const executed = runHere(lectureRequest({ cell: 'gru', numLayers: 2, directions: 2, units: 4, outputSize: 3 }));
  let panel: Frame;
  let page: Page;

  before(async () => {
    ({ page, panel } = await openConfig(
      workbench(),
      `{ "cell": "gru", "num_layers": 2, "bidirectional": true, ${sizes}, "rnn_size": 4, "output_size": 3 }`,
    ));
    await panel.waitForSelector('[data-testid="row-resetGate"]');
  });

  const choose = async ({ layer, direction, line, step }: StepPlace) => {
    await panel.getByTestId('layer-select').selectOption(String(layer));
    await panel.getByTestId('direction-select').selectOption(String(direction));
    await panel.getByTestId('line-select').selectOption(String(line));
    await panel.getByTestId(`cell-${step}`).click();
  };

  it('says which layers there are', async () => {
    const layers = await panel.getByTestId('layers').locator('tbody tr').allInnerTexts();
    assert.deepEqual(
      layers.map((layer) => layer.split(/\s*\t\s*/)),
      [
        ['0', 'GRU', '3', '4', '→ and ←', '216'],
        ['1', 'GRU', '8', '4', '→ and ←', '363'],
      ],
    );
  });

  it('shows the steps of every layer and direction', async () => {
    for (const layer of [0, 1])
      for (const direction of [0, 1])
        for (const [line, step] of [
          [0, 0],
          [2, 3],
          [5, 4],
        ] as const) {
          await choose({ layer, direction, line, step });
          await expectStep(panel, executed, { layer, direction, line, step });
        }
  });

  it('shows how a unit of the backward direction came about', async () => {
    const place = { layer: 1, direction: 1, line: 1, step: 2 };
    await choose(place);
    await panel.getByTestId('unit-3').click();
    const view = unitView(executed, place, 3);
    for (const gate of gateNames.gru) {
      await panel.getByTestId(`gate-${gate}`).click();
      await waitForNumbers(panel, 'unit-detail', gateNumbers(view, gate));
    }
    await waitForNumbers(panel, 'unit-state', [view.state], true);
    assert.match(await panel.getByTestId('unit-detail').locator('h3').last().innerText(), /^S3·h_wn/);
  });

  it('plays the backward direction from the last step to the first', async () => {
    await choose({ layer: 0, direction: 1, line: 0, step: 0 });
    await panel.getByTestId('speed').selectOption('5');
    await panel.getByTestId('play').click();
    await panel.waitForSelector('[data-testid="cell-3"][aria-checked="true"]');
    await panel.waitForSelector('[data-testid="cell-0"][aria-checked="true"]');
    await panel.waitForSelector('[data-testid="play"][aria-label="Play"]');
  });

  it('chooses a layer and a direction in the rolled picture by keyboard', async () => {
    await panel.getByTestId('view-rolled').click();
    await panel.getByTestId('layer-0-1').click();
    await page.keyboard.press('ArrowUp');
    await panel.waitForSelector('[data-testid="layer-1-1"][aria-checked="true"]');
    await page.keyboard.press('ArrowLeft');
    await panel.waitForSelector('[data-testid="layer-1-0"][aria-checked="true"]');
    const focused = await panel.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    assert.equal(focused, 'layer-1-0');
    await expectStep(panel, executed, { layer: 1, direction: 0, line: 0, step: 0 });
  });

  it('comes back to the chosen layer, direction and array after another tab had its place', async () => {
    await panel.getByTestId('direction-select').selectOption('1');
    await panel.getByTestId('array-select').selectOption('resetGate');
    await waitForHeatmap(panel, 'Reset gate of line 0, layer 1, backward');
    await panel.locator('h2').first().click();
    await openFile(workbench(), 'networks.ts');
    await page.locator('.tab[aria-label^="Unrolled"]').click();
    const back = await panelFrame(workbench());
    await waitForHeatmap(back, 'Reset gate of line 0, layer 1, backward');
    assert.equal(await back.getByTestId('layer-select').inputValue(), '1');
    assert.equal(await back.getByTestId('direction-select').inputValue(), '1');
  });

  it('shows the one output of a line, made of the last step that each direction reads', async () => {
    const changes = { cell: 'gru', directions: 2, units: 4, outputSize: 3, returnSequences: false } as const;
    const config = `"cell": "gru", "bidirectional": true, "return_sequences": false, "rnn_size": 4, "output_size": 3`;
    await replaceText(page, `{ ${config}, ${sizes} }`);
    const back = await panelFrame(workbench());
    await back.waitForSelector('[data-testid="layer-select"]', { state: 'detached' });
    const place = { layer: 0, direction: 1, line: 0, step: 0 };
    await expectStep(back, runHere(lectureRequest(changes)), place);
    assert.match(await back.getByTestId('row-output').innerText(), /Output\s*=\s*\[S4→,\s*S0←\]·o_w\s*\+\s*o_b/);
    await back.getByTestId('view-unrolled').click();
    await back.waitForSelector('[data-testid="cell-0"] .end-label:has-text("Output")');
    assert.equal(await back.locator('.picture .end-label:has-text("Output")').count(), 1);
  });

  it('leaves no error on the console', () => assert.deepEqual(workbench().errors, []));
});

async function waitForHeatmap(panel: Frame, title: string): Promise<void> {
  await panel.waitForSelector(`.heatmap-section h2:text-is("${title}")`);
}

/** Writes a config over the lecture's and opens the panel. */
async function openConfig(workbench: ReturnType<ReturnType<typeof useWorkbench>>, text: string) {
  const { page } = workbench;
  await openFile(workbench, 'lecture.json', { line: 1, column: 5 });
  await runCommand(workbench, 'RNN Lens: Open Unrolled View');
  const panel = await panelFrame(workbench);
  await panel.waitForSelector('[data-testid="row-state"]');
  await replaceText(page, text);
  return { page, panel };
}
