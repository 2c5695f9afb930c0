// @ts-check
// Runs the tests of test/host in a desktop VS Code, through @vscode/test-electron.
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { runChild, startChild, stopChild } from './children.mjs';
import { oneSkipped } from './counts.mjs';
import { hostReport } from './hostReport.mjs';
import { writeTestExtension } from './hostTests.mjs';
import { cache, root, vsix } from './paths.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';
import { copyFolder } from './workbench.mjs';

/** The time that a whole run may take, in seconds. */
const timeLimit = 300;

/** The time that the download may take, in seconds. */
const downloadLimit = 180;

/**
 * @param {() => Promise<void>} prepare makes the .vsix and bundles the tests; not called where nothing can run
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runDesktopTests(prepare) {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return skip('there is no display (xvfb-run gives one)');
  const { executable, reason } = await findDesktop();
  if (executable === undefined) return skip(reason);
  await prepare();
  return runIn(executable);
}

/** @returns {Promise<{ executable: string, reason?: undefined } | { executable?: undefined, reason: string }>} */
async function findDesktop() {
  const own = process.env['VSCODE_EXECUTABLE_PATH'];
  if (own) return existsSync(own) ? { executable: own } : { reason: `VSCODE_EXECUTABLE_PATH names no file: ${own}` };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const tooLong = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${downloadLimit} s`)), downloadLimit * 1000);
  });
  try {
    const executable = await Promise.race([downloadAndUnzipVSCode({ cachePath: cache, version: 'stable' }), tooLong]);
    return { executable: String(executable) };
  } catch (error) {
    return {
      reason: `no desktop build could be downloaded: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} executable @returns {Promise<import('./counts.mjs').Counts>} */
async function runIn(executable) {
  const { path: home, remove } = temporaryFolder();
  try {
    const profile = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
    const [cli, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
    const installed = await runChild(String(cli), [...cliArgs, ...profile, ...asRoot(), '--install-extension', vsix], {
      timeLimit: 60,
    });
    if (installed.code !== 0) throw new Error(`VS Code did not install the extension:\n${installed.output}`);
    const testExtension = writeTestExtension(home, join(root, 'out/host/node/index.js'));
    const report = hostReport();
    const child = startChild(executable, [
      copyFolder('examples', home),
      ...profile,
      ...asRoot(),
      '--disable-workspace-trust',
      '--disable-updates',
      '--disable-gpu',
      '--skip-welcome',
      '--skip-release-notes',
      `--extensionDevelopmentPath=${testExtension}`,
      `--extensionTestsPath=${join(testExtension, 'index.js')}`,
    ]);
    const ending = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(`nothing within ${timeLimit} s`), timeLimit * 1000);
      let rest = '';
      /** @param {Buffer} data */
      const take = (data) => {
        const lines = (rest + data.toString()).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(report.take);
      };
      child.stdout?.on('data', take);
      child.stderr?.on('data', take);
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve(`code ${code ?? 'none'}`);
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        resolve(error.message);
      });
    });
    stopChild(child);
    return report.counts(`VS Code gave ${String(ending)}`);
  } finally {
    remove();
  }
}

/** Electron refuses to run as root with its sandbox on. @returns {string[]} */
function asRoot() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** @param {string} reason @returns {import('./counts.mjs').Counts} */
function skip(reason) {
  console.log(`  desktop: skipped, because ${reason}`);
  return oneSkipped;
}
