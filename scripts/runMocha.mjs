// @ts-check
// Runs bundled test files with mocha: `node scripts/runMocha.mjs COUNTS.json FILE…`. The counts go to that file.
import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';
import process from 'node:process';

const [countsFile, ...files] = process.argv.slice(2);
if (!countsFile) throw new Error('usage: node scripts/runMocha.mjs COUNTS.json FILE…');

const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 60_000, forbidOnly: Boolean(process.env['CI']) });
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const counts = { passed: 0, failed: 0, skipped: 0 };
mocha
  .run(() => {
    writeFileSync(countsFile, JSON.stringify(counts));
    // A test that left a timer or a worker behind must not keep the run open.
    process.exit(counts.failed > 0 ? 1 : 0);
  })
  .on('pass', () => counts.passed++)
  .on('fail', () => counts.failed++)
  .on('pending', () => counts.skipped++);
