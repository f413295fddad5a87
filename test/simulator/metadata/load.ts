import type { OrgBuilder } from '../scenario/orgBuilder.ts';
import { keepValues, rowOf, STAMPS } from './components.ts';
import { METADATA_TYPES, metadataType } from './types.ts';

/** Loads the components of a scenario; those that are rows get their IDs and dates as the scenario's rows do. */
export function loadMetadata(builder: OrgBuilder): void {
  const { part, store } = builder;
  const [organization] = store.table('Organization').rows();
  const stamps = Object.fromEntries(STAMPS.map((name) => [name, organization?.[name] ?? null]));
  for (const [name, components] of Object.entries(part.metadata ?? {})) {
    const type = metadataType(name);
    const known = METADATA_TYPES.map((one) => one.name).join(', ');
    if (!type) throw builder.error(`/metadata/${name}`, `is no metadata type of the simulator; known: ${known}`);
    for (const [index, component] of components.entries()) {
      const at = `/metadata/${name}/${index}`;
      const unknown = Object.keys(component).find((element) => element !== 'fullName' && !(element in type.elements));
      if (unknown) throw builder.error(`${at}/${unknown}`, `is no element of ${name}`);
      const made = rowOf(store, type, component);
      const row = made && builder.load(made.object, made.row, at);
      if (row) type.parts?.write(store, row, component);
      keepValues(store, type, component, stamps);
    }
  }
}
