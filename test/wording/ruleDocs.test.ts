import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Problem } from '../../src/analysis/model.js';
import { ruleCodes } from '../../src/analysis/domain/rules.js';
import { isRuleProblem } from '../../src/wording/rules.js';
import { ruleSection } from '../../src/wording/ruleDocs.js';
import { ruleTitles } from '../../src/wording/ruleTitles.js';
import { findNetworks } from '../../src/analysis/analyze.js';

const rules = readFileSync('docs/rules.md', 'utf8');

/** The examples of a section, wrong first. */
function examplesOf(section: string): string[] {
  return [...section.matchAll(/```python\n([^]*?)```/g)].map(([, code = '']) => code);
}

function problemsIn(text: string): readonly Problem[] {
  return findNetworks(text, 'python', { fileName: 'example.py', memoryLimit: 1e9, timeLimit: 60_000 }).problems;
}

function codesIn(text: string): string[] {
  return problemsIn(text).map(({ code }) => code);
}

describe('docs/rules.md', () => {
  it('has a section for each rule, in their order, and no others', () => {
    const headings = [...rules.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, [...ruleCodes]);
  });

  it('gives no section of what is no rule', () => {
    assert.equal(ruleSection(rules, 'input'), null);
    assert.equal(ruleSection('', 'input-size'), null);
  });

  for (const code of ruleCodes) {
    const section = ruleSection(rules, code) ?? '';
    it(`${code}: says what it means, with a wrong and a right example`, () => {
      assert.ok(section.startsWith(`## ${code}\n`));
      assert.ok(section.includes(`\n**${ruleTitles[code]}**\n`));
      assert.match(section, /\nWrong:\n\n```python\n[^]*?```\n\nRight:\n\n```python\n[^]*?```\n$/);
      assert.equal(examplesOf(section).length, 2);
    });

    it(`${code}: the wrong example is found, the right one is quiet`, () => {
      const [wrong = '', right = ''] = examplesOf(section);
      assert.ok(codesIn(wrong).includes(code), `found ${codesIn(wrong).join(', ') || 'nothing'}`);
      assert.deepEqual(codesIn(right), []);
    });

    it(`${code}: what the framework says of the wrong example is quoted`, () => {
      const [wrong = ''] = examplesOf(section);
      const problem = problemsIn(wrong).find((one) => one.code === code);
      assert.ok(problem && isRuleProblem(problem));
      const quoted = /^> (.*)$/m.exec(section)?.[1]?.replaceAll('\\_', '_') ?? null;
      assert.equal(quoted, problem.raises);
      assert.equal(section.includes('\nThe framework says nothing.\n'), quoted === null);
    });
  }
});
