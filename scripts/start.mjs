// @ts-check
// Opens VS Code on examples/ with the extension: `npm start [-- --browser] [--port N] [--host H]`.
// The desktop VS Code is taken if `code` is on the PATH, and else VS Code in the browser.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { bundle } from './build.mjs';
import { runChild, startChild } from './children.mjs';
import { packExtension } from './package.mjs';
import { cache, root, vsix } from './paths.mjs';
import { calmSettings } from './settings.mjs';
import { freePort, installExtension, installServer, startServer } from './vscodeServer.mjs';

const examples = join(root, 'examples');

try {
  const { values } = parseArgs({
    options: {
      browser: { type: 'boolean', default: false },
      port: { type: 'string', default: '8765' },
      host: { type: 'string', default: '127.0.0.1' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`--port must be 1 to 65535, not ${values.port}.`);
  console.log('Building RNN Lens …');
  await bundle();
  if (values.browser || !(await openDesktop())) await openInBrowser(values.host, port);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** @returns {Promise<boolean>} false where there is no desktop VS Code */
async function openDesktop() {
  const { code } = await runChild('code', ['--new-window', '--extensionDevelopmentPath', root, examples], {
    timeLimit: 30,
  });
  if (code !== 0) return false;
  console.log('RNN Lens is open in VS Code, on the folder examples. (npm start -- --browser opens it in the browser.)');
  return true;
}

/** @param {string} host @param {number} wantedPort */
async function openInBrowser(host, wantedPort) {
  const installation = await installServer((line) => console.log(line));
  const home = join(cache, 'visit');
  const extensionsFolder = join(home, 'extensions');
  rmSync(home, { recursive: true, force: true });
  await packExtension();
  await installExtension(installation, vsix, extensionsFolder);
  // Whoever has the address can edit files and open a terminal, so it holds a secret.
  const token = randomBytes(8).toString('hex');
  const server = await startServer(installation, {
    dataFolder: join(home, 'data'),
    extensionsFolder,
    settings: { ...calmSettings, 'workbench.startupEditor': 'readme' },
    flags: ['--connection-token', token, '--disable-workspace-trust', '--default-folder', examples],
    host,
    port: await freePort(host, wantedPort),
    env: process.env,
  });
  const address = `http://${host === '0.0.0.0' ? 'localhost' : host}:${server.port}/?tkn=${token}`;
  console.log(`\nRNN Lens is open at  ${address}\nCtrl+C stops it.`);
  showInBrowser(address);
  const code = await server.ended;
  throw new Error(`VS Code's server ended by itself (code ${code}):\n${server.log().slice(-2000)}`);
}

/** Opens the reader's browser where there is a desktop; elsewhere the printed address must do. @param {string} address */
function showInBrowser(address) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const hasDesktop = process.platform === 'darwin' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  if (!hasDesktop || process.env['CI']) return;
  startChild(opener, [address], { stdio: 'ignore' }).once('error', () => {});
}
