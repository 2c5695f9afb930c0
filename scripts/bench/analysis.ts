// Times the analysis of Python texts, from text to shapes and problems, each time of a text that was not seen before.
// Prints one line of JSON for each length.
import { analyze } from '../../src/analysis/analyze.js';
import { sampleProgram } from './sampleProgram.js';
import { summarize } from './statistics.mjs';

const quick = process.argv.includes('--quick');

for (const lines of [100, 1000, 10_000]) {
  const text = sampleProgram(lines);
  const rounds = Math.max(quick ? 5 : 20, Math.min(200, (quick ? 20_000 : 100_000) / lines));
  const samples: number[] = [];
  for (let round = -20; round < rounds; round++) {
    // Nobody may remember what a text of the same content gave.
    const changed = text.replace('hidden_size)', `hidden_size)  # ${round}`);
    const start = performance.now();
    const { networks, complete } = analyze(changed, 'python', { fileName: 'model.py', memoryLimit: 4e9 });
    const time = performance.now() - start;
    if (!complete || networks.length === 0) throw new Error(`The analysis of ${lines} lines is not whole.`);
    if (round >= 0) samples.push(time);
  }
  console.log(JSON.stringify({ lines, ...summarize(samples) }));
}
