// @ts-check
// A headless Chromium out of the npm package @sparticuz/chromium.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { runChild } from './children.mjs';
import { cachedFolder } from './install.mjs';
import { root } from './paths.mjs';

/**
 * Why no Chromium can run here, or undefined if one can.
 *
 * @returns {string | undefined}
 */
export function whyNoChromium() {
  if (process.env['RNN_LENS_CHROMIUM']) return undefined;
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `the npm package holds Chromium for linux-x64 only; RNN_LENS_CHROMIUM can name another Chromium`;
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchChromium() {
  const own = process.env['RNN_LENS_CHROMIUM'];
  const { executablePath, env } = own ? { executablePath: own, env: {} } : await unpackChromium();
  return chromium.launch({
    executablePath,
    env: { .../** @type {Record<string, string>} */ (process.env), ...env },
    headless: true,
    timeout: 60_000,
    args: [
      // Containers run as root, where Chromium's sandbox refuses to work; it only ever sees our own pages.
      '--no-sandbox',
      '--no-zygote',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  });
}

/**
 * Unpacks Chromium into the cache, with the libraries and the font that a bare machine lacks.
 *
 * @returns {Promise<{ executablePath: string, env: Record<string, string> }>}
 */
async function unpackChromium() {
  const entry = createRequire(join(root, 'package.json')).resolve('@sparticuz/chromium');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../../package.json'), 'utf8'));
  const folder = await cachedFolder(`chromium-${version}`, async (partial) => {
    const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
    // The package unpacks into the temporary folder, and its libraries only where it believes to be on Lambda.
    const env = { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
    const { code, output } = await runChild(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      env,
      timeLimit: 120,
    });
    if (code !== 0 || !existsSync(join(partial, 'chromium')))
      throw new Error(`Chromium could not be unpacked (code ${code}):\n${output.trim()}`);
  });
  const executablePath = join(folder, 'chromium');
  return { executablePath, env: { ...(await missingLibraries(folder, executablePath)), ...missingFonts(folder) } };
}

/**
 * @param {string} folder
 * @param {string} executablePath
 * @returns {Promise<Record<string, string>>}
 */
async function missingLibraries(folder, executablePath) {
  const { code } = await runChild(executablePath, ['--version', '--no-sandbox'], { timeLimit: 30 });
  return code === 0 ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
}

/**
 * @param {string} folder
 * @returns {Record<string, string>}
 */
function missingFonts(folder) {
  if (existsSync('/etc/fonts/fonts.conf')) return {};
  const file = join(folder, 'rnn-lens-fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>
`,
  );
  return { FONTCONFIG_FILE: file };
}
