import { exactNumber, formatNumber } from './numberFormat.js';

/** A number with four decimals, its exact float32 value at hand; decimals stand under decimals. */
export function NumberText({ value }: { value: number }) {
  const text = formatNumber(value);
  return (
    <span class={/^[−\d]+$/.test(text) ? 'number whole' : 'number'} title={exactNumber(value)}>
      {text}
    </span>
  );
}
