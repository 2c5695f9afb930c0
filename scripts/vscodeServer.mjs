// @ts-check
// VS Code's own server and workbench, from the npm package `code-server`: it runs wherever npm does,
// with no desktop, no compiler and no other download.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { runChild, startChild, stopChild } from './children.mjs';
import { cachedFolder, npm } from './install.mjs';
import { node24Package, nodeBinary } from './node24.mjs';
import { root } from './paths.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

/**
 * @typedef {{ node: string, main: string }} Installation the Node binary and the script that is the server
 * @typedef {{ port: number, address: string, dataFolder: string, log: () => string, stop: () => void,
 *   ended: Promise<number> }} Server
 */

const codeServer = '4.139.1';

/**
 * Installs the server into the cache, or finds it there.
 *
 * @param {(line: string) => void} [report] told what is going on, when it takes long
 * @returns {Promise<Installation>}
 */
export async function installServer(report = () => {}) {
  const platform = `${process.platform}-${process.arch}`;
  // The server runs in Node 24 only, which the machine may not have.
  const ownNodeFits = process.versions.node.startsWith('24.');
  const nodePackage = ownNodeFits ? undefined : node24Package();
  if (!ownNodeFits && !nodePackage)
    throw new Error(`VS Code's server needs Node 24. For ${platform} install Node 24 and run this again with it.`);
  const name = ['vscode-server', codeServer, nodePackage ?? `node-24-${platform}`].join('-').replace('@', '-');
  const folder = await cachedFolder(name, async (partial) => {
    report('Fetching VS Code for the browser from npm, once (about 200 MB; a minute) …');
    writeFileSync(join(partial, 'package.json'), '{ "private": true }');
    await npm(partial, ['install', `code-server@${codeServer}`, ...(nodePackage ? [nodePackage] : [])]);
    const vscode = join(partial, 'node_modules/code-server/lib/vscode');
    report('Fetching what it needs to run …');
    await npm(vscode, ['install', '--omit=dev']);
    await npm(join(vscode, 'extensions'), ['install', '--omit=dev']);
    standInForNativeModules(join(vscode, 'node_modules/@vscode'));
  });
  return {
    node: nodePackage ? nodeBinary(folder, nodePackage) : process.execPath,
    main: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/**
 * Installs a packaged extension into a folder of extensions.
 *
 * @param {Installation} installation
 * @param {string} vsix
 * @param {string} extensionsFolder emptied first
 */
export async function installExtension({ node, main }, vsix, extensionsFolder) {
  rmSync(extensionsFolder, { recursive: true, force: true });
  mkdirSync(extensionsFolder, { recursive: true });
  const { path: dataFolder, remove } = temporaryFolder();
  const { code, output } = await runChild(
    node,
    [main, '--install-extension', vsix, '--extensions-dir', extensionsFolder, '--server-data-dir', dataFolder],
    { env: environmentOfServer(dataFolder), timeLimit: 60 },
  );
  remove();
  if (code !== 0 || !output.includes('successfully installed'))
    throw new Error(`VS Code did not install ${vsix} (code ${code}):\n${output.trim()}`);
}

/**
 * Starts the server and waits until it listens.
 *
 * @param {Installation} installation
 * @param {object} options
 * @param {string} options.dataFolder where settings and state are kept
 * @param {string} options.extensionsFolder
 * @param {Record<string, unknown>} options.settings the user's settings
 * @param {string[]} options.flags further flags
 * @param {string} [options.host]
 * @param {number} [options.port] a free one is found if this is left out
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<Server>}
 */
export async function startServer({ node, main }, options) {
  const { dataFolder, extensionsFolder, settings, flags, host = '127.0.0.1', env } = options;
  const port = options.port ?? (await freePort(host));
  mkdirSync(join(dataFolder, 'data/User'), { recursive: true });
  writeFileSync(join(dataFolder, 'data/User/settings.json'), JSON.stringify(settings, null, 2));
  const child = startChild(
    node,
    [
      main,
      '--accept-server-license-terms',
      '--disable-telemetry',
      ...['--host', host],
      ...['--port', String(port)],
      ...['--server-data-dir', dataFolder],
      ...['--extensions-dir', extensionsFolder],
      ...flags,
    ],
    { env: env ?? environmentOfServer(dataFolder) },
  );
  let log = '';
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  await new Promise((resolve, reject) => {
    /** @param {string} reason */
    const fail = (reason) => {
      stopChild(child);
      reject(new Error(`VS Code's server did not start: ${reason}\n${log.trim()}`));
    };
    const timer = setTimeout(() => fail('it did not listen within 60 s.'), 60_000);
    /** @param {Buffer} data */
    const take = (data) => {
      log = (log + data.toString()).slice(-100_000);
      if (!log.includes('Extension host agent listening')) return;
      clearTimeout(timer);
      resolve(undefined);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`it ended with code ${code ?? 'none'}.`);
    });
  });
  return { port, address: `${host}:${port}`, dataFolder, log: () => log, stop: () => stopChild(child), ended };
}

/**
 * A port that nothing listens on.
 *
 * @param {string} host
 * @param {number} [wanted] taken if it is free
 * @returns {Promise<number>}
 */
export function freePort(host, wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(host))));
    probe.listen(wanted, host, () => {
      const found = probe.address();
      probe.close(() => (found && typeof found === 'object' ? resolve(found.port) : reject(new Error('no free port'))));
    });
  });
}

/**
 * A server for tests keeps what it writes to itself: its home and its sockets are in its data folder.
 *
 * @param {string} dataFolder
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOfServer(dataFolder) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|XDG_|VSCODE_|NODE_OPTIONS$)/.test(name));
  // A socket's path must be short, and on a Mac the temporary folder's already is not.
  const sockets = process.platform === 'linux' ? { TMPDIR: dataFolder } : {};
  return { ...Object.fromEntries(own), ...sockets, HOME: dataFolder };
}

/**
 * Two small modules of the server are C++ and would need a compiler. JavaScript of ours does what they do.
 *
 * @param {string} modules the folder `node_modules/@vscode`
 */
function standInForNativeModules(modules) {
  copyFileSync(join(root, 'scripts/standIns/nativeWatchdog.cjs'), join(modules, 'native-watchdog/index.js'));
  copyFileSync(join(root, 'scripts/standIns/spdlog.cjs'), join(modules, 'spdlog/index.js'));
}
