import type { FactWords } from './rules.js';

/** What to do about a value of another type than its use takes. */
export function typeAdvice({ of, cause, write }: FactWords): string {
  const use = of('use', 'This');
  const type = of('type', 'value');
  const one = /^[aeiou]/i.test(type) ? `an ${type}` : `a ${type}`;
  switch (cause) {
    case 'attribute':
      return type === 'list'
        ? `${use} belongs to tensors and arrays, and this is a list: join its items first, as with \`torch.stack\` or \`np.array\`.`
        : `${use} belongs to tensors, and this is ${one}: use the tensor itself, before a number is made of it.`;
    case 'array':
      return `${use} needs a tensor and gets a NumPy array: make a tensor of it first, with \`torch.from_numpy\`.`;
    case 'list':
      return `${use} needs a tensor and gets a list: join its items with \`torch.stack\`, or give it one of them.`;
    case 'tensors':
      return `${use} takes numbers, and these are tensors of several: join them with \`torch.stack\`.`;
    case 'index':
      return `${use} needs something with items, and this is ${one}: leave the index out.`;
    case 'slice':
      return `${use} begins and ends at whole numbers, and one of these is ${one}: round it with \`int(…)\`.`;
    case 'method':
      return `${use} is a method: call it, with round brackets.`;
    case 'call':
      return type === 'torch.Size'
        ? 'A shape is not called: write `x.shape[0]`, or `x.size(0)`.'
        : `This is ${one}, no function and no layer: has its name been given another value?`;
    case 'loop':
      return `${use} goes through items, and this is ${one}: write ${write('range(…)')}.`;
    case 'unpack':
      return `${use} needs several values, and this is ${one}: take the whole shape apart, or give it one name.`;
    case 'operand':
      return `${use} does not take ${one}: take one of its items, or make a tensor of it first.`;
    default:
      return sizeAdvice(use, type, one, write);
  }
}

function sizeAdvice(use: string, type: string, one: string, write: FactWords['write']): string {
  const given = `A size of ${use} is a whole number, and this is ${one}`;
  if (type === 'float') return `${given}: divide with ${write('//')}, or round it with \`int(…)\`.`;
  if (type === 'torch.Size' || type === 'tuple') return `${given}: take one of its sizes, as in \`x.size(0)\`.`;
  if (type === 'Tensor') return `${given}: was one of its sizes meant, as in \`x.size(0)\`?`;
  return `${given}: give it a number.`;
}
