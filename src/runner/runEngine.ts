import { createEngine, type Engine } from '../engine/engine.js';
import type { EngineSettings } from './engineSettings.js';

/** The engine as a person's settings have it. */
export function createRunEngine({ deterministic, wide }: EngineSettings): Engine {
  if (!deterministic) return createEngine({ wide });
  try {
    return createEngine({ make: 'simd', wide });
  } catch {
    return createEngine({ make: 'plain' });
  }
}
