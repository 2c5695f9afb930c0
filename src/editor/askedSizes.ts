import { window, type Uri } from 'vscode';
import type { Network } from '../analysis/model.js';
import { missingSizes, withSizes } from '../runner/layerNetwork.js';
import { flowText } from '../wording/shapes.js';

/** The sizes that a person gave for what a source leaves open; each is asked once for a document and a session. */
export interface AskedSizes {
  /** The network with the sizes that are known by now. */
  fill(uri: Uri, network: Network): Network;
  /** Asks for those that are missing still. False where the person gave up. */
  ask(uri: Uri, network: Network): Promise<boolean>;
}

export function createAskedSizes(): AskedSizes {
  const known = new Map<string, Map<string, number>>();
  const sizesOf = (uri: Uri): Map<string, number> => {
    const sizes = known.get(uri.toString()) ?? new Map<string, number>();
    known.set(uri.toString(), sizes);
    return sizes;
  };
  return {
    fill: (uri, network) => withSizes(network, sizesOf(uri)),
    async ask(uri, network) {
      const sizes = sizesOf(uri);
      const missing = missingSizes(withSizes(network, sizes));
      for (const [index, name] of missing.entries()) {
        const answer = await window.showInputBox({
          title:
            missing.length > 1 ? `Unroll ${network.name} (${index + 1}/${missing.length})` : `Unroll ${network.name}`,
          prompt: `The size of ${name} in ${flowText(withSizes(network, sizes))}, which the source leaves open`,
          value: String(usual(name)),
          ignoreFocusOut: true,
          validateInput: (text) => (sizeOf(text) === null ? 'A positive whole number' : null),
        });
        const size = answer === undefined ? null : sizeOf(answer);
        if (size === null) return false;
        sizes.set(name, size);
      }
      return true;
    },
  };
}

function sizeOf(text: string): number | null {
  const size = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(size) && size > 0 ? size : null;
}

/** A size that shows what there is to see, to begin with. */
function usual(name: string): number {
  if (/batch|^[bn]$/i.test(name)) return 4;
  return /time|step|seq|len|^[tls]$/i.test(name) ? 10 : 8;
}
