// @ts-check
// A VS Code in a headless Chromium, with the packaged extension, driven by keyboard as a person would.
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from './chromium.mjs';
import { installedExtensions, root } from './paths.mjs';
import { calmSettings } from './settings.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';
import { installServer, startServer } from './vscodeServer.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Frame} Frame
 */

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} [folder] the folder to work on a fresh copy of, from the repository's root; `examples` by default
 * @property {'light' | 'dark' | 'highContrast' | 'highContrastLight'} [theme] dark by default
 * @property {number} [width] of the window, in CSS pixels; 1400 by default
 * @property {number} [height] 900 by default
 * @property {boolean} [trusted] false opens the folder in Restricted Mode
 * @property {boolean} [reducedMotion]
 * @property {Record<string, unknown>} [settings] further user settings
 */

/**
 * @typedef {object} Workbench
 * @property {Page} page
 * @property {string} folder the copy of the folder that is open
 * @property {string[]} errors what went wrong in the extension and in its panel, as the page's console has it
 * @property {() => Promise<void>} close
 */

/** The names that the themes have in the settings. */
export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};

/** How long anything in the workbench may take before it counts as missing, in milliseconds. */
const patience = 60_000;

/**
 * Opens VS Code on a fresh copy of a folder, with fresh settings. `scripts/test.mjs` has installed the extension.
 *
 * @param {WorkbenchOptions} [options]
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(options = {}) {
  if (!existsSync(installedExtensions))
    throw new Error('The packaged extension is not installed for the tests yet: npm run test:browser does so.');
  const { path: home, remove } = temporaryFolder();
  /** @type {(() => Promise<unknown> | void)[]} */
  const opened = [remove];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const folder = copyFolder(options.folder ?? 'examples', home);
    const server = await startServer(await installServer(), {
      dataFolder: join(home, 'data'),
      extensionsFolder: installedExtensions,
      settings: { ...calmSettings, 'workbench.colorTheme': themes[options.theme ?? 'dark'], ...options.settings },
      flags: [
        '--without-connection-token',
        '--enable-remote-auto-shutdown',
        ...(options.trusted === false ? [] : ['--disable-workspace-trust']),
      ],
    });
    opened.push(server.stop);
    const browser = await launchChromium();
    opened.push(() => browser.close());
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    });
    page.setDefaultTimeout(patience);
    const errors = collectErrors(page);
    await page.goto(`http://${server.address}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row');
    return { page, folder, errors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Copies a folder of the repository to where a test may change it.
 *
 * @param {string} name from the repository's root
 * @param {string} home
 * @returns {string} the copy
 */
export function copyFolder(name, home) {
  const folder = join(home, basename(name));
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(root, name))) cpSync(join(root, name), folder, { recursive: true });
  return folder;
}

/**
 * Runs a command of the palette by its title. It is waited for: the extension may still be loading.
 *
 * @param {Workbench} workbench
 * @param {string} title for example `RNN Lens: Open Unrolled View`
 */
export async function runCommand({ page }, title) {
  await pickInQuickInput(page, 'F1', title, title);
}

/**
 * Opens a file by Quick Open and leaves the cursor in it.
 *
 * @param {Workbench} workbench
 * @param {string} name relative to the open folder
 * @param {{ line: number, column?: number }} [position] 1-based
 */
export async function openFile({ page }, name, position) {
  await pickInQuickInput(page, 'Control+P', name, basename(name));
  await page.waitForSelector(`.tab.active[data-resource-name="${basename(name)}"]`);
  if (!position) return;
  await page.keyboard.press('Control+G');
  await page.waitForSelector(quickInput);
  await page.keyboard.type(`${position.line}:${position.column ?? 1}`);
  await pressUntilHidden(page, 'Enter');
}

/**
 * The frame inside the panel that holds our own page, once it has drawn something.
 *
 * @param {Workbench} workbench
 * @returns {Promise<Frame>}
 */
export async function panelFrame({ page }) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    for (const frame of page.frames()) if (await isPanel(frame)) return frame;
    await sleep(100);
  }
  throw new Error(`No panel of RNN Lens within ${patience / 1000} s.`);
}

/**
 * Loads the window anew once VS Code has saved that an editor is open: it does so every few seconds, and what it has
 * not saved is gone.
 *
 * @param {Workbench} workbench
 * @param {string} editor the kind of webview
 */
export async function reloadWithEditor({ page }, editor) {
  const end = Date.now() + patience;
  while (!(await page.evaluate(savedEditors)).some((saved) => saved.includes(editor))) {
    if (Date.now() > end) throw new Error(`VS Code has not saved that ${editor} is open within ${patience / 1000} s.`);
    await sleep(200);
  }
  await page.reload();
  await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row');
}

/**
 * What each of VS Code's databases in the browser says of the open editors. Runs in the page.
 *
 * @returns {Promise<string[]>}
 */
async function savedEditors() {
  const { indexedDB } = globalThis;
  /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB failed.'));
    });
  const saved = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    if (database.objectStoreNames.contains('ItemTable')) {
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      saved.push(String(await done(items.get('memento/workbench.parts.editor'))));
    }
    database.close();
  }
  return saved;
}

/**
 * Saves what the window shows as out/screenshots/<name>.png.
 *
 * @param {Workbench} workbench
 * @param {string} name
 * @returns {Promise<string>} the file
 */
export async function takeScreenshot({ page }, name) {
  const path = join(root, 'out', 'screenshots', `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
  mkdirSync(join(root, 'out', 'screenshots'), { recursive: true });
  await page.screenshot({ path });
  return path;
}

const quickInput = '.quick-input-widget:not([style*="display: none"])';

/**
 * Presses a key until the quick input closes: on a busy machine a key can come before the entry it is meant for.
 *
 * @param {Page} page
 * @param {string} key
 */
async function pressUntilHidden(page, key) {
  for (const end = Date.now() + patience; Date.now() < end;) {
    await page.keyboard.press(key);
    const hidden = page.waitForSelector(quickInput, { state: 'hidden', timeout: 1500 });
    if (
      await hidden.then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error(`The quick input did not close on ${key} within ${patience / 1000} s.`);
}

/**
 * Opens the quick input with a key, types, and takes the entry of this label.
 *
 * @param {Page} page
 * @param {string} key
 * @param {string} typed
 * @param {string} label
 */
async function pickInQuickInput(page, key, typed, label) {
  const end = Date.now() + patience;
  /** @type {string[]} */
  let seen = [];
  while (Date.now() < end) {
    await page.keyboard.press(key);
    try {
      await page.waitForSelector(`${quickInput} input`, { timeout: 2000 });
    } catch {
      continue;
    }
    await page.keyboard.type(typed);
    for (let attempt = 0; attempt < 10; attempt++) {
      const rows = page.locator(`${quickInput} .monaco-list-row`);
      seen = await rows.locator('.quick-input-list-label .label-name').allInnerTexts();
      // VS Code writes spaces in labels as no-break spaces.
      const index = seen.findIndex((text) => text.replaceAll('\u00a0', ' ').trim() === label);
      if (index >= 0) {
        for (let step = 0; step < index; step++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        return;
      }
      await sleep(150);
    }
    await page.keyboard.press('Escape');
    await page.waitForSelector(quickInput, { state: 'hidden' });
  }
  throw new Error(
    `"${label}" was not offered within ${patience / 1000} s; last offered: ${seen.join(', ') || 'nothing'}`,
  );
}

/** @param {Frame} frame */
async function isPanel(frame) {
  try {
    return await frame.evaluate(
      () => globalThis.document.title === 'RNN Lens' && globalThis.document.querySelector('#root > *') !== null,
    );
  } catch {
    // The frame went away meanwhile.
    return false;
  }
}

/**
 * Errors that are ours: VS Code complains of the networks, accounts and services that it cannot reach here.
 *
 * @param {Page} page
 * @returns {string[]}
 */
function collectErrors(page) {
  /** @type {string[]} */
  const errors = [];
  const ours = /rnn-lens\.rnn-lens|rnnLens|Content Security Policy/;
  page.on('pageerror', (error) => {
    const text = error.stack ?? error.message;
    if (ours.test(text)) errors.push(text);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && ours.test(`${message.text()} ${message.location().url}`))
      errors.push(message.text());
  });
  return errors;
}
