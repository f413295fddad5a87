import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import { metadataType } from './types.ts';

type Components = Map<string, { [element: string]: Json }>;

/** Components of a type as a refresh copies them: secrets stay in the org that they were given to. */
export function withoutSecrets(typeName: string, components: Components): Components {
  const copies = structuredClone(components);
  const elements = Object.entries(metadataType(typeName)?.elements ?? {});
  const secrets = elements.filter(([, spec]) => spec === 'secret').map(([name]) => name);
  for (const { values } of copies.values()) {
    if (isJsonObject(values)) for (const name of secrets) delete values[name];
  }
  return copies;
}
