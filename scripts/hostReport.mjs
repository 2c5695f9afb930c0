// @ts-check
// What the tests in the extension host report, line by line (written by test/host/support/reportLines.ts).

/** @typedef {import('./counts.mjs').Counts} Counts */

/** What VS Code says about itself and about a network that it cannot reach. */
const ofVSCodeItself = /^(\[(AgentHost|AccountPolicyGate|Service Worker)|.*open-vsx\.org|.*authentication provider)/;

/**
 * Prints each result as it comes and counts it.
 *
 * @returns {{ take: (line: string) => void, counts: (ending: string) => Counts }} `counts` is asked for at the end;
 *   `ending` says how the run ended, for the case that it did not end well
 */
export function hostReport() {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const others = [];
  let finished = false;
  return {
    take(line) {
      const json = /RNN_LENS_TEST (\{.*\})/.exec(line)?.[1];
      if (!json) {
        if (!ofVSCodeItself.test(line)) others.push(line);
        return;
      }
      /** @type {{ kind: string, title: string, milliseconds: number, message: string }} */
      const { kind, title, milliseconds, message } = JSON.parse(json);
      if (kind === 'pass') {
        counts.passed++;
        console.log(`  ✔ ${title} (${milliseconds} ms)`);
      } else if (kind === 'pending') {
        counts.skipped++;
        console.log(`  - ${title} (skipped)`);
      } else if (kind === 'fail') {
        counts.failed++;
        console.log(`  ✘ ${title}\n${message.replaceAll(/^/gm, '      ')}`);
      } else if (kind === 'retry') {
        console.log(`  ↻ ${title}, tried once more after\n${message.replaceAll(/^/gm, '      ')}`);
      } else finished = true;
    },
    counts(ending) {
      if (!finished || counts.passed + counts.failed + counts.skipped === 0) {
        counts.failed++;
        console.log(`  ✘ The tests did not come to their end: ${ending}. The last lines of its console:`);
        for (const line of others.slice(-30)) console.log(`      ${line}`);
      }
      return counts;
    },
  };
}
