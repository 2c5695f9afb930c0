import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const header = ['import torch', 'import torch.nn as nn', 'import torch.nn.functional as F', 'nn.LSTM(1, 1)'];

/** Each line of the program names the shapes of what it assigns in a comment; there must be no problem. */
export function checkShapes(program: string): void {
  const lines = program.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  const { shapes, codes } = shapesOf([...header, ...lines.map((line) => line.slice(indent))].join('\n'));
  const expected = lines.flatMap((line) => {
    const [code = '', comment] = line.split('  # ');
    const wanted = comment?.match(/\([^)]*\)/g) ?? [];
    const names = (/^[^=]*/.exec(code)?.[0].match(/\w+/g) ?? []).filter((name) => name !== '_');
    return wanted.map((shape, index) => `${names[index] ?? '?'} ${shape}`);
  });
  assert.ok(expected.length > 0);
  assert.deepEqual(
    expected.map((line) => line.replace(/ .*/, '')).map((name) => `${name} ${shapes[name] ?? 'unknown'}`),
    expected,
  );
  assert.deepEqual(codes, []);
}

/** A line with a comment has the rule of that comment, with what PyTorch says there; no other line has one. */
export function checkRules(program: string): void {
  const lines = program.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  const source = [...header, ...lines.map((line) => line.slice(indent))].join('\n');
  const { problems } = shapesOf(source);
  const expected = lines.flatMap((line, index) => {
    const [, code, how, words] = / {2}# ([a-z-]+)(:| silently| warns:)(?: (.*))?$/.exec(line) ?? [];
    return code === undefined ? [] : [`${index + 1} ${code} ${how === ' silently' ? 'silently' : (words ?? '')}`];
  });
  const found = problems.map((problem) => {
    const line = source.slice(0, problem.span.start).split('\n').length - header.length;
    const raises = 'raises' in problem ? problem.raises : null;
    return `${line} ${problem.code} ${raises ?? 'silently'}`;
  });
  assert.deepEqual(found, expected);
}
