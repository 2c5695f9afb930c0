import type { Library, LibraryBase } from '../library.js';
import { arrangingEntries } from './arranging.js';
import { attentionKinds } from './attention.js';
import { baseEntries } from './base.js';
import { cellKinds } from './cells.js';
import { containerEntries } from './containers.js';
import { convolutionFunctions, convolutionKinds } from './convolution.js';
import { creationEntries } from './creation.js';
import { dataEntries } from './data.js';
import { einopsEntries } from './einops.js';
import { elementwiseEntries } from './elementwise.js';
import { embeddingBagKinds } from './embeddingBag.js';
import { flattenKinds } from './flatten.js';
import { resizingEntries, resizingKinds } from './resizing.js';
import { hyperparameterEntries } from './hyperparameters.js';
import { indexingEntries } from './indexing.js';
import { joiningEntries } from './joining.js';
import { linearKinds } from './linear.js';
import { lossFunctions, lossKinds } from './losses.js';
import { moduleMembers } from './moduleMembers.js';
import { moduleBases, moduleEntries } from './modules.js';
import { multiplyingEntries } from './multiplying.js';
import { normalisationKinds } from './normalisation.js';
import { recurrentKinds } from './recurrent.js';
import { reductionEntries } from './reductions.js';
import { sameShapeKinds } from './sameShape.js';
import { sequenceEntries } from './sequences.js';
import { visionAliases, visionEntries } from './vision.js';
import { visionModelBases, visionModelEntries } from './visionModels.js';

const kinds = {
  ...recurrentKinds,
  ...cellKinds,
  ...linearKinds,
  ...embeddingBagKinds,
  ...sameShapeKinds,
  ...flattenKinds,
  ...resizingKinds,
  ...convolutionKinds,
  ...normalisationKinds,
  ...attentionKinds,
  ...lossKinds,
};

const moduleBase: LibraryBase = { callMethod: 'forward', framework: 'pytorch' };
const lightning: LibraryBase = { ...moduleBase, parent: 'torch.nn.Module' };

/** PyTorch, 1.13 and 2. */
export const pytorchLibrary: Library = {
  entries: new Map([
    ...elementwiseEntries,
    ...arrangingEntries,
    ...reductionEntries,
    ...joiningEntries,
    ...multiplyingEntries,
    ...indexingEntries,
    ...resizingEntries,
    ...creationEntries,
    ...convolutionFunctions,
    ...lossFunctions,
    ...moduleEntries(kinds),
    ...containerEntries,
    ...sequenceEntries,
    ...dataEntries,
    ...visionEntries,
    ...visionModelEntries,
    ...einopsEntries,
    ...baseEntries,
    ...hyperparameterEntries,
  ]),
  aliases: [
    ...['activation', 'adaptive', 'batchnorm', 'container', 'conv', 'dropout', 'flatten', 'linear', 'loss'].map(
      inModules,
    ),
    ...['module', 'normalization', 'pooling', 'rnn', 'sparse', 'transformer'].map(inModules),
    ['torch.nn.modules', 'torch.nn'],
    ['torch.nn.parameter.Parameter', 'torch.nn.Parameter'],
    ['torch.nn.parallel.DataParallel', 'torch.nn.DataParallel'],
    ['torch.autograd.variable.Variable', 'torch.autograd.Variable'],
    ['torch.utils.data.dataset', 'torch.utils.data'],
    ['torch.utils.data.dataloader', 'torch.utils.data'],
    ...visionAliases,
    ['torch.special.softmax', 'torch.softmax'],
    ['torch.ger', 'torch.outer'],
    ['torch.Tensor.ger', 'torch.Tensor.outer'],
    ['torch.linalg.norm', 'torch.norm'],
    ['lightning.pytorch', 'pytorch_lightning'],
    ['lightning.LightningModule', 'pytorch_lightning.LightningModule'],
    ...['core', 'lightning', 'module'].map((name): [string, string] => [
      `pytorch_lightning.${name}`,
      'pytorch_lightning',
    ]),
  ],
  bases: new Map([
    ['torch.nn.Module', { ...moduleBase, members: moduleMembers }],
    ['pytorch_lightning.LightningModule', lightning],
    ['torch.jit.ScriptModule', lightning],
    ['torch.nn.Sequential', lightning],
    ['torch.nn.ModuleList', lightning],
    ['torch.nn.ModuleDict', lightning],
    ...moduleBases(kinds),
    ...visionModelBases,
  ]),
};

function inModules(name: string): [string, string] {
  return [`torch.nn.modules.${name}`, 'torch.nn'];
}
