import { axis } from '../../domain/values.js';
import type { ModuleKind } from './modules.js';
import { isTensor, result } from './tensors.js';

/** https://pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html */
export const embeddingBagKinds: Readonly<Record<string, ModuleKind>> = {
  EmbeddingBag: {
    parameters: ['num_embeddings', 'embedding_dim'],
    weights: (options) => [{ name: 'weight', shape: [options.size('num_embeddings'), options.size('embedding_dim')] }],
    inputs: ['input', 'offsets'],
    forward({ call, input, options, get }) {
      const offsets = get('offsets');
      const bags = isTensor(offsets) ? offsets.axes?.[0] : input.axes?.length === 2 ? input.axes[0] : undefined;
      return result(call, [bags ?? axis(null), axis(options.size('embedding_dim'), 'features')], [], 'float');
    },
  },
};
