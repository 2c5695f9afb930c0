// @ts-check
// Folders that are gone when this process is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Makes an empty folder. It is removed by `remove`, or else when this process ends.
 *
 * @returns {{ path: string, remove: () => void }}
 */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'rnn-lens-'));
  const remove = () => {
    process.off('exit', remove);
    // A server that was just killed may still be writing.
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', remove);
  return { path, remove };
}
