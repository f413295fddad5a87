import { flatten } from '../../../salesforce/componentFields.ts';
import type { MetadataComponent, OrgReader } from '../../../salesforce/types.ts';
import { attemptOptional, type Asked } from '../absence.ts';
import { attempt } from '../attempt.ts';
import type { ReadContext } from '../../item.ts';
import type { Component, Holding } from './facts.ts';
import { METADATA_KINDS, RECORD_KINDS } from './kinds.ts';
import { impliedSecrets, withoutSecrets } from './secrets.ts';
import { readSetting } from './settings.ts';

type Row = Component['fields'] & { attributes?: never };

const component = (type: string, name: string, fields: Component['fields']): Component => {
  const open = withoutSecrets(fields);
  const secrets = new Set([...open.secrets, ...impliedSecrets(type, fields)]);
  return { name, id: null, fields: open.fields, secrets: [...secrets] };
};

/** Gets to see the components of a type as the API gave them, with their secrets. */
type Onlooker = (type: string, components: readonly MetadataComponent[]) => void;

const metadataOf = async ({ metadata }: OrgReader, type: string, see: Onlooker): Promise<Component[]> => {
  const names = await metadata.list(type);
  if (names.length === 0) return [];
  const found = await metadata.read(type, names);
  see(type, found);
  return found.map((each) => component(type, each.fullName, flatten(each)));
};

const recordsOf = async (org: OrgReader, kind: (typeof RECORD_KINDS)[number]): Promise<Component[]> => {
  const rows = await (kind.tooling ? org.toolingQuery<Row>(kind.query) : org.query<Row>(kind.query));
  return rows.map(({ attributes: _, ...fields }) => component(kind.type, String(fields[kind.name]), fields));
};

/**
 * Reads everything that connects an org with others. Three lines ask for it; what is asked in the same turn is sent once.
 * A type that the org does not have, or this login may not see, stops no other. What refresh.yaml
 * names is wanted, whatever the org says of it.
 *
 * @param see what else is done with metadata, of types that could be read and that there are
 */
export const readHoldings = async (context: ReadContext, see: Onlooker = () => undefined): Promise<Holding[]> => {
  const { org, answers } = context;
  const held = async (api: Asked['api'], name: string, reading: Promise<Component[]>): Promise<Holding> => {
    const { facts: components, unreadable, absent } = await attemptOptional(org, { api, name }, reading);
    return { type: name, components, unreadable, ...(absent && { absent }) };
  };
  const named = async (object: string): Promise<Holding> => {
    const { facts: components, unreadable } = await attempt(readSetting(context, object));
    return { type: object, components, unreadable };
  };
  return Promise.all([
    ...METADATA_KINDS.map(({ type }) => held('metadata', type, metadataOf(org, type, see))),
    ...RECORD_KINDS.map((kind) => held(kind.tooling ? 'tooling' : 'data', kind.type, recordsOf(org, kind))),
    ...[...new Set(answers.preserve.settings)].map(named),
  ]);
};
