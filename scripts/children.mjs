// @ts-check
// Child processes that neither outlive this process nor run for ever.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Starts a program at the head of a process group of its own, so that `stopChild` reaches its children too.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {ChildProcess}
 */
export function startChild(command, args, options = {}) {
  stopAllWhenThisProcessEnds();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    detached: process.platform !== 'win32',
    // npm is a .cmd file on Windows, which only a shell starts.
    shell: process.platform === 'win32' && command === 'npm',
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Kills a child and everything that it started.
 *
 * @param {ChildProcess} child
 */
export function stopChild(child) {
  running.delete(child);
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}

/**
 * Runs a program to its end. Its output is returned, and also shown where `show` is set.
 * The code is 127 where the program is not there, and 124 where the time limit stopped it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeLimit: number, show?: boolean }} options `timeLimit` in seconds
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runChild(command, args, { cwd, env, timeLimit, show = false }) {
  return new Promise((resolve) => {
    const child = startChild(command, args, { ...(cwd && { cwd }), ...(env && { env }) });
    let output = '';
    /** @param {Buffer} data */
    const take = (data) => {
      output += data.toString();
      if (show) process.stdout.write(data);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    const timer = setTimeout(() => {
      output += `\n${command} was stopped: it took longer than ${timeLimit} s.\n`;
      stopChild(child);
      resolve({ code: 124, output });
    }, timeLimit * 1000);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${output}${command} could not be started: ${error.message}\n` });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** @type {Set<ChildProcess>} */
const running = new Set();
let watching = false;

function stopAllWhenThisProcessEnds() {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const child of [...running]) stopChild(child);
  });
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]))
    process.on(signal, () => process.exit(code));
}
