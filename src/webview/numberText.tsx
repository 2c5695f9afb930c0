import { exactNumber, formatNumber } from './numberFormat.js';

/** A number with four decimals, its exact float32 value at hand; decimals stand under decimals. */
export function NumberText({ value }: { value: number }) {
  return <span {...numberProps(value)}>{formatNumber(value)}</span>;
}

/** What makes an element that holds nothing but a number look like one. */
export function numberProps(value: number, otherClass = ''): { class: string; title: string } {
  const isWhole = /^[−\d]+$/.test(formatNumber(value));
  return { class: `number${isWhole ? ' whole' : ''}${otherClass}`, title: exactNumber(value) };
}
