// Times the analysis of Python texts, from text to shapes and problems: of texts that were never seen, and of texts in
// which somebody types. Prints one line of JSON for each row.
import { analyze } from '../../src/analysis/analyze.js';
import { sampleProgram } from './sampleProgram.js';
import { summarize } from './statistics.mjs';

const quick = process.argv.includes('--quick');

/** The text of each round, and what is typed into its first model: another size each time. */
const kinds: readonly { title: string; textOf: (lines: number, round: number) => string }[] = [
  { title: 'first look', textOf: (lines, round) => sampleProgram(lines, 1000 * (round + 100)) },
  { title: 'keystroke in one model', textOf: (lines, round) => typed(sampleProgram(lines), round) },
  {
    title: 'keystroke, models read one dict',
    textOf: (lines, round) => typed(sampleProgram(lines, 0, 'sizes'), round),
  },
  {
    title: 'keystroke, models add to one list',
    textOf: (lines, round) => typed(sampleProgram(lines, 0, 'losses'), round),
  },
];

for (const { title, textOf } of kinds)
  for (const lines of [100, 1000, 10_000]) {
    const rounds = Math.max(quick ? 5 : 20, Math.min(200, (quick ? 20_000 : 100_000) / lines));
    const samples: number[] = [];
    for (let round = -40; round < rounds; round++) {
      const text = textOf(lines, round);
      const start = performance.now();
      const { networks, complete } = analyze(text, 'python', { fileName: 'model.py', memoryLimit: 4e9 });
      const time = performance.now() - start;
      if (!complete || networks.length === 0) throw new Error(`The analysis of ${lines} lines is not whole.`);
      if (round >= 0) samples.push(time);
    }
    console.log(JSON.stringify({ title, lines, ...summarize(samples) }));
  }

function typed(text: string, round: number): string {
  return text.replace('num_classes=10', `num_classes=${100 + round}`);
}
