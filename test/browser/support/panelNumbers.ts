// What the panel's tests compare its numbers with, and how they read them.
import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { createEngine } from '../../../src/engine/engine.js';
import { stepView, type StepPlace, type StepView, type UnitView } from '../../../src/engine/traceViews.js';
import { runRequest, type RunOfRequest } from '../../../src/runner/runRequest.js';
import type { RunRequest } from '../../../src/runner/runner.js';

/** In the deterministic mode the numbers are the same to the last bit wherever they are computed. */
export const deterministic = { 'rnnLens.engine.deterministic': true };

/** A run by the engine in the tests' own process. */
export function runHere(request: RunRequest): RunOfRequest {
  return runRequest(createEngine({ make: 'simd' }), request);
}

/** The rows of the equation table by their ids. What the trace does not hold is worked out from it here. */
export function rowsOf(view: StepView): Record<string, Float32Array> {
  const output = view.output && { output: view.output };
  if (view.cell === 'simple_rnn') {
    const { inputProjection, hiddenProjection, preActivation } = view.gates[0]!;
    const { previousState, state } = view;
    return { previousState, inputProjection, hiddenProjection, sum: preActivation, state, ...output };
  }
  const gates = view.gates.flatMap(({ name, inputProjection, hiddenProjection, preActivation, value }) => [
    [`${name}-inputProjection`, inputProjection] as const,
    [`${name}-hiddenProjection`, hiddenProjection] as const,
    [`${name}-sum`, preActivation] as const,
    [name, value] as const,
  ]);
  const { previousState, previousCellState, cellState, state } = view;
  const shared = { previousState, ...Object.fromEntries(gates), state, ...output };
  const gate = (name: string) => view.gates.find((one) => one.name === name)!.value;
  if (previousCellState && cellState)
    return {
      ...shared,
      previousCellState,
      forgetPart: times(gate('forgetGate'), previousCellState),
      inputPart: times(gate('inputGate'), gate('cellCandidate')),
      cellState,
      activatedCellState: cellState.map(Math.tanh),
    };
  const update = gate('updateGate');
  const candidate = view.gates.find(({ name }) => name === 'candidate')!;
  return {
    ...shared,
    resetPart: times(gate('resetGate'), candidate.hiddenProjection),
    keptPart: times(update, previousState),
    newPart: times(
      update.map((z) => 1 - z),
      candidate.value,
    ),
  };
}

/** The numbers of a gate in the detail of one unit. */
export function gateNumbers({ input, gates }: UnitView, name: string): number[] {
  const gate = gates.find((one) => one.name === name)!;
  return [
    ...input,
    ...gate.inputWeights,
    gate.inputBias,
    ...gate.hidden,
    ...gate.hiddenWeights,
    gate.hiddenBias,
    gate.inputProjection,
    gate.hiddenProjection,
    gate.preActivation,
    gate.value,
  ];
}

/** Waits until the table shows the numbers of a step, each to its last float32 bit, and no others. */
export async function expectStep(panel: Frame, executed: RunOfRequest, place: StepPlace): Promise<void> {
  const view = stepView(executed, place);
  const rows = rowsOf(view);
  for (const [row, values] of Object.entries(rows)) await waitForNumbers(panel, `row-${row}`, [...values], true);
  await waitForNumbers(panel, 'row-input', [...view.input], true);
  assert.equal(await panel.locator('.quantities tbody [data-testid^="row-"]').count(), Object.keys(rows).length);
}

/** Waits until an element shows these numbers: exactly these and in this order, or among others. */
export async function waitForNumbers(
  panel: Frame,
  testId: string,
  expected: readonly number[],
  exactly = false,
): Promise<void> {
  const end = Date.now() + 30_000;
  let found: number[] = [];
  while (Date.now() < end) {
    const titles = await panel
      .getByTestId(testId)
      .locator('.number')
      .evaluateAll((numbers) => numbers.map((number) => number.getAttribute('title') ?? ''));
    found = titles.map((title) => Math.fround(Number(title.replace('−', '-'))));
    const isShown = exactly
      ? JSON.stringify(found) === JSON.stringify(expected)
      : expected.every((value) => found.includes(value));
    if (isShown) return;
    await panel.waitForTimeout(30);
  }
  assert.deepEqual(found, expected, testId);
}

export async function textOf(panel: Frame, testId: string): Promise<string> {
  return (await panel.getByTestId(testId).innerText()).trim();
}

/** Replaces the text of the active editor as one paste, without what auto-closing brackets would add. */
export async function replaceText(page: Page, text: string): Promise<void> {
  await page.locator('.editor-group-container .monaco-editor').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

function times(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, index) => value * b[index]!);
}
