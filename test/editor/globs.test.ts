import assert from 'node:assert/strict';
import { expandBraces, isBroken } from '../../src/editor/globs.js';

describe('expandBraces', () => {
  for (const [glob, expected] of [
    ['**/node_modules', ['**/node_modules']],
    ['a/{b,c}', ['a/b', 'a/c']],
    ['{a,b}/{c,d}', ['a/c', 'a/d', 'b/c', 'b/d']],
    ['{a,b{c,d}}', ['a', 'bc', 'a', 'bd']],
    ['a{', ['a{']],
  ] as const) {
    it(glob, () => assert.deepEqual(expandBraces(glob), expected));
  }
});

describe('isBroken', () => {
  for (const glob of ['**/a[', '**/[!', '**/{a', 'a}', '{a,b{c}', '**/[z-a]', '[]']) {
    it(`${glob} is`, () => assert.equal(isBroken(glob), true));
  }
  for (const glob of [
    '**/node_modules',
    '{a,b}/{c,d}',
    '{a,b{c,d}}',
    '**/*.[ch]',
    '[!a-z]*',
    '[a-]',
    'a]',
    '[{]',
    '',
  ]) {
    it(`${glob} is not`, () => assert.equal(isBroken(glob), false));
  }
});
