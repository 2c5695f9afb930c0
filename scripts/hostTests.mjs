// @ts-check
// Runs the tests of test/host inside the extension host of a real VS Code.
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { launchChromium } from './chromium.mjs';
import { hostReport } from './hostReport.mjs';
import { installedExtensions, root } from './paths.mjs';
import { calmSettings } from './settings.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';
import { installServer, startServer } from './vscodeServer.mjs';
import { copyFolder } from './workbench.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */

/** The time that a whole run may take, in seconds. */
const timeLimit = 900;

/**
 * @param {'node' | 'web'} kind the extension host: a Node process, or a web worker in the browser
 * @returns {Promise<Counts>}
 */
export async function runHostTests(kind) {
  const report = hostReport();
  const code = await runInHost(kind, join(root, `out/host/${kind}/index.js`), report.take);
  return report.counts(`the extension host gave ${code}`);
}

/**
 * Runs a program beside the packaged extension, in VS Code's extension host.
 *
 * @param {'node' | 'web'} kind the extension host: a Node process, or a web worker in the browser
 * @param {string} program a CommonJS file that exports `run`
 * @param {(line: string) => void} take gets what it writes to the console
 * @returns {Promise<string>} how it ended: `0`, or what was wrong
 */
export async function runInHost(kind, program, take) {
  const { path: home, remove } = temporaryFolder();
  /** @type {(() => Promise<unknown> | void)[]} */
  const opened = [remove];
  try {
    const folder = copyFolder('examples', home);
    const extensionsFolder = kind === 'node' ? installedExtensions : join(home, 'extensions');
    const server = await startServer(await installServer(), {
      dataFolder: join(home, 'data'),
      extensionsFolder,
      settings: calmSettings,
      flags: [
        '--without-connection-token',
        '--disable-workspace-trust',
        '--enable-smoke-test-driver',
        '--enable-remote-auto-shutdown',
      ],
    });
    opened.push(server.stop);
    const browser = await launchChromium();
    opened.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const remote = (/** @type {string} */ path) => `vscode-remote://${server.address}${path}`;
    const testExtension = kind === 'node' ? writeTestExtension(home, program) : writeExtensionWithTests(home, program);
    const payload = [
      ['extensionDevelopmentPath', remote(testExtension)],
      ['extensionTestsPath', remote(join(testExtension, 'index.js'))],
      ...(kind === 'web' ? [['extensionDevelopmentKind', 'web']] : []),
      ['skipWelcome', 'true'],
    ];
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) =>
      take(args.map(String).join(' ')),
    );
    const code = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(`nothing within ${timeLimit} s`), timeLimit * 1000);
      const end = (/** @type {unknown} */ reason) => {
        clearTimeout(timer);
        resolve(reason);
      };
      void server.ended.then(() => end('the end of the server'));
      browser.once('disconnected', () => end('the end of Chromium'));
      page.once('crash', () => end('a crash of the page'));
      const query = `folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      void page
        .exposeFunction('codeAutomationExit', end)
        .then(() => page.goto(`http://${server.address}/?${query}`))
        .catch((error) => end(error));
    });
    return String(code);
  } finally {
    for (const undo of opened.reverse()) await undo();
  }
}

/**
 * VS Code runs tests only beside an extension under development. This one holds nothing else, so that the tests run
 * against the packaged extension.
 *
 * @param {string} home
 * @param {string} program
 * @returns {string} its folder
 */
export function writeTestExtension(home, program) {
  const folder = join(home, 'tests-of-rnn-lens');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'tests-of-rnn-lens',
      publisher: 'rnn-lens',
      version: '0.0.0',
      engines: { vscode: '^1.95.0' },
      main: './index.js',
    }),
  );
  copyFileSync(program, join(folder, 'index.js'));
  return folder;
}

/**
 * A web worker's host runs only the one extension under development, so there the packaged extension is that, and the
 * tests lie inside its folder.
 *
 * @param {string} home
 * @param {string} program
 * @returns {string} its folder
 */
function writeExtensionWithTests(home, program) {
  const folder = join(home, 'rnn-lens');
  cpSync(installedExtension(), folder, { recursive: true });
  copyFileSync(program, join(folder, 'index.js'));
  return folder;
}

/** The folder of the extension as it was installed from the .vsix. @returns {string} */
function installedExtension() {
  const name = readdirSync(installedExtensions).find((entry) => entry.startsWith('rnn-lens.rnn-lens-'));
  if (!name) throw new Error('The packaged extension is not installed for the tests.');
  return join(installedExtensions, name);
}
