// The entry of the tests inside VS Code's extension host. The same file serves the Node host and the web worker's,
// so it takes mocha's browser build, which needs neither Node nor a page.
import { reportLines } from './support/reportLines.js';

/** Runs every test/host/*.test.ts. Rejects if one fails; the results stand on the console, one line each. */
export async function run(): Promise<void> {
  // Not at the top of the file: mocha's build would take this module's exports for its own.
  await import('mocha/mocha.js');
  // VS Code may lose a file's change, a key or a document while the machine is busy. What fails three times is at fault.
  mocha.setup({ ui: 'bdd', reporter: Mocha.reporters.Base, timeout: 60_000, retries: 2 });
  await import('all-host-tests');
  // The browser build's own `run` looks for options in the page's address, and there is no page here.
  const failures = await new Promise<number>((resolve) => {
    reportLines(Mocha.prototype.run.call(mocha, resolve));
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
