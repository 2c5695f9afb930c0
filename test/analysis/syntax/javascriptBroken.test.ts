import assert from 'node:assert/strict';
import { javascriptProgram } from '../../../src/analysis/syntax/javascript.js';
import type { Statement } from '../../../src/analysis/syntax/program.js';
import { programs } from './javascriptPrograms.js';
import { programText } from './programText.js';

/** What one keystroke puts in. */
const typed = ['(', ')', '[', ']', '{', '}', '"', "'", '`', ',', ';', '.', '=', '/', 'x', '\n'];

describe('javascriptProgram on broken code', function () {
  this.timeout(20_000);

  for (const [name, source] of Object.entries(programs)) {
    const whole = statementsOf(source);

    it(`keeps all that stands before the end of ${name} cut off anywhere`, () => {
      for (let end = 0; end < source.length; end += 7) {
        const body = statementsOf(source.slice(0, end));
        const before = whole.filter(({ span }) => span.end < lineStart(source, end));
        assert.deepEqual(missing(before, body), [], `cut off at ${end}`);
      }
    });

    it(`keeps most of ${name} where one character is typed or deleted`, () => {
      let kept = 0;
      let all = 0;
      for (let offset = 0, turn = 0; offset < source.length; offset += 11, turn++) {
        for (const text of [typed[turn % typed.length]!, '']) {
          const broken = source.slice(0, offset) + text + source.slice(offset + (text === '' ? 1 : 0));
          const far = whole.filter(
            ({ span }) => span.end < lineStart(source, offset) || span.start > lineEnd(source, offset),
          );
          const lost = missing(far, statementsOf(broken));
          all += far.length;
          kept += far.length - lost.length;
        }
      }
      assert.ok(kept / all > 0.99, `${kept} of ${all}`);
    });
  }
});

function statementsOf(source: string): readonly Statement[] {
  const program = javascriptProgram(source, 'a.ts', Infinity);
  assert.ok(program);
  return program.body;
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(source: string, offset: number): number {
  return source.indexOf('\n', offset);
}

/** The statements that are no longer there as they were. */
function missing(wanted: readonly Statement[], found: readonly Statement[]): string[] {
  const texts = new Set(found.map((statement) => programText([statement])));
  return wanted.map((statement) => programText([statement])).filter((text) => !texts.has(text));
}
