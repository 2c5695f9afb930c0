// VS Code in a headless Chromium, for the tests: see scripts/workbench.mjs.
import { openWorkbench, takeScreenshot } from '../../../scripts/workbench.mjs';
import type { Workbench, WorkbenchOptions } from '../../../scripts/workbench.mjs';

export {
  openFile,
  openWorkbench,
  panelFrame,
  reloadWithEditor,
  runCommand,
  takeScreenshot,
} from '../../../scripts/workbench.mjs';
export type { Workbench, WorkbenchOptions };

/**
 * Opens a workbench before the tests of the surrounding `describe` and closes it after them. When a test fails, what
 * the window showed is saved to out/screenshots.
 */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(120_000);
    workbench = await openWorkbench(options);
  });
  afterEach(async function () {
    if (workbench && this.currentTest?.state === 'failed')
      await takeScreenshot(workbench, `failed ${this.currentTest.fullTitle()}`);
  });
  after(async () => workbench?.close());
  return () => {
    if (!workbench) throw new Error('The workbench is open only inside a test.');
    return workbench;
  };
}
