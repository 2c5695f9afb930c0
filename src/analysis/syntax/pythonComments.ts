import type { SyntaxNode } from '@lezer/common';
import { textBetween, type Reading } from './pythonTree.js';
import type { AxisWord, Expression, Statement } from './program.js';

/** A comment that says what the axes are of which an assignment before it on its line gives a tensor. */
export function addComment(node: SyntaxNode, statements: Statement[], reading: Reading): void {
  const before = statements[statements.length - 1];
  if (before?.kind !== 'assign' || !before.value || node.to - node.from > longestComment) return;
  const start = reading.at(node.from);
  const between = textBetween(before.span.end, start, reading);
  const text = textBetween(start, reading.at(node.to), reading);
  // On a line of its own it says what it speaks of.
  const own = between.includes('\n') ? /^#+\s*(\w+)\s*(?:is|:|=|shape\b|has)\s*(.*)$/.exec(text) : null;
  if (between.includes('\n') && (own?.[1] !== nameOf(before.targets) || !/^\s*$/.test(between) || before.axes)) return;
  const axes = axisWords(own?.[2] ?? text);
  if (axes) statements[statements.length - 1] = { ...before, axes };
}

function nameOf([target]: readonly Expression[]): string | null {
  return target?.kind === 'name' ? target.name : null;
}

const longestComment = 120;

/**
 * `# (batch, seq, features)`, `# x: [B, T, 64]`, `# batch=32, seq=10, input_size=64`, and behind an arrow what comes out.
 * Every word has to be one for an axis, and of the batch and of time there is one each.
 */
export function axisWords(comment: string): readonly AxisWord[] | null {
  const text = comment
    .replace(/^#+/, '')
    .replace(/\(\s*=?\s*\d+\s*\)/g, '')
    .split(/[-=]+>|→/)
    .at(-1)!;
  const lists = [...text.matchAll(/[([（]([^()[\]（）]+)[)\]）]/g)];
  const list = lists.length === 0 ? text.replace(/^\s*[\w.]+\s*:/, '') : lists.length === 1 ? lists[0]![1]! : '';
  const parts = list.split(/[,，、]/.test(list) ? /[,，、]/ : /\s[x×*]\s/);
  if (parts.length < 2 || parts.length > 5) return null;
  const words = parts.map((part) => /^\s*([^=:]*?)\s*(?:[=:]\s*(\d+)\s*)?$/.exec(part));
  const names = words.map((word) => (word?.[1] ?? '').toLowerCase().replace(/[\s_-]+/g, ''));
  const roles = names.map((name) => roleOfWord(name, names));
  const isClear = roles.every((role, index) => role !== null || featureWord.test(names[index]!));
  const isWhole = ['batch', 'time'].every((role) => roles.filter((other) => other === role).length === 1);
  if (!isClear || !isWhole) return null;
  return roles.map((role, index) => {
    const size = words[index]?.[2] ?? (/^\d+$/.test(names[index]!) ? names[index] : undefined);
    return { role, size: size === undefined ? null : Number(size) };
  });
}

/** Single letters are clear beside their like only: N is the batch in (N, T, C), and L is its time in (N, L, H). */
function roleOfWord(name: string, names: readonly string[]): AxisWord['role'] {
  const isBeside = (...others: string[]) => others.some((other) => names.includes(other));
  if (batchWord.test(name) || (name === 'n' && isBeside('t', 'l') && !names.some((other) => batchWord.test(other))))
    return 'batch';
  if (timeWord.test(name) || (name === 'l' && isBeside('n')) || (name === 's' && isBeside('b'))) return 'time';
  return null;
}

const batchWord = /^(b|bs|bsz|n?batch(es|size)?|(num|n)?samples|バッチ(サイズ)?|批次?(大小)?|批量(大小)?)$/;
const timeWord =
  /^(t|(max|n|num)?(time)?steps?|time|(max)?seq(uence)?(len|length|size)?|(max|src|trg|tgt|sent|sentence|source|target)?(len|length)|lenseq|(n|num)?frames|lookback|シーケンス長|時間ステップ数?|序列长度|时间步(长|数)?)$/;
const featureWord =
  /^([fdehcivkm]|\d+|.*(feat|input|output|emb|hidden|hid|dim|channel|vocab|class|unit|dmodel|nhid|ninp|特徴量|特征|维度).*)$/;
