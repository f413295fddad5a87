import { flatten } from '../../../salesforce/componentFields.ts';
import { MOST_FOUND, searchParts, soslFor, type Returning } from '../../../salesforce/sosl.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { loadText } from '../../../text.ts';
import { attempt, type Attempted } from '../../shared/attempt.ts';
import type { Looked, Part, Place } from './facts.ts';
import type { Finder } from './hosts.ts';

const text = loadText('checklist.old-environment');

const inLines = (find: Finder, part: Part, type: string, name: string, body: unknown): Place[] => {
  const mention = typeof body === 'string' ? find(body) : undefined;
  const owner = { kind: 'name', name } as const;
  if (!mention) return [];
  const { line, texts } = mention;
  return [{ part, type, owner, field: null, line, texts, byRepoint: false }];
};

/** Code whose text the search looks through, by the field that holds it. */
const BODIES = { ApexClass: 'Body', ApexTrigger: 'Body', ApexPage: 'Markup', ApexComponent: 'Markup' } as const;
type Code = keyof typeof BODIES;
const CODE = Object.keys(BODIES) as Code[];

type CodeRow = { Name: string; NamespacePrefix: string | null; Body?: string | null; Markup?: string | null };
type FoundRow = CodeRow & { attributes: { type: string } };

const returning = (types: readonly Code[]): Returning =>
  Object.fromEntries(types.map((type) => [type, ['Id', 'Name', 'NamespacePrefix', BODIES[type]]]));

const nameOf = ({ Name, NamespacePrefix }: CodeRow): string => [NamespacePrefix, Name].filter(Boolean).join('__');

/** The text of managed code is not given out. */
const HIDDEN = '(hidden)';

/**
 * Apex and Visualforce, by one search. It finds words, not texts, so each body is looked at. Where the search is refused
 * as a whole, it is repeated type by type: one that this login may not see spoils no other.
 */
export const searchCode = async (org: OrgReader, hosts: readonly string[], find: Finder): Promise<Looked> => {
  const part = 'code';
  let full = false;
  const searchAll = async (types: readonly Code[]): Promise<FoundRow[]> => {
    const found = await Promise.all(
      searchParts(hosts).map((some) => org.toolingSearch<CodeRow>(soslFor(some, returning(types))))
    );
    full ||= found.some(({ length }) => length >= MOST_FOUND);
    // Code that names hosts of two searches is found by both.
    return [...new Map(found.flat().map((row) => [`${row.attributes.type} ${nameOf(row)}`, row])).values()];
  };
  const search = (types: readonly Code[]): Promise<Attempted<FoundRow[]>> => attempt(searchAll(types));
  const together = await search(CODE);
  const answers =
    together.facts === null
      ? await Promise.all(CODE.map(async (type) => ({ what: type, ...(await search([type])) })))
      : [{ what: '', ...together }];
  const rows = answers.flatMap(({ facts }) => facts ?? []);
  const bodyOf = ({ Body, Markup }: CodeRow): string | null => Body ?? Markup ?? null;
  const isHidden = (row: CodeRow): boolean => [null, HIDDEN].includes(bodyOf(row));
  return {
    part,
    things: null,
    places: rows.flatMap((row) => inLines(find, part, row.attributes.type, nameOf(row), bodyOf(row))),
    unread: [
      ...answers.flatMap(({ what, unreadable }) => (unreadable === null ? [] : [{ part, what, reason: unreadable }])),
      ...rows.filter(isHidden).map((row) => ({
        part,
        what: `${row.attributes.type} ${nameOf(row)}`,
        reason: text.get('reason.hidden'),
      })),
      ...(full ? [{ part, what: '', reason: text.get('reason.tooMany', { most: MOST_FOUND }) }] : []),
    ] as Looked['unread'],
  };
};

/** Files of Lightning components: no search reaches them, so they are read. So many at most. */
export const MOST_FILES = 2000;

type LightningRow = { FilePath: string; Source: string | null };
type AuraRow = { DefType: string; Source: string | null; AuraDefinitionBundle: { DeveloperName: string } | null };

const LIGHTNING = `SELECT FilePath, Source FROM LightningComponentResource WHERE LightningComponentBundle.NamespacePrefix = null LIMIT ${MOST_FILES}`;
const AURA = `SELECT DefType, Source, AuraDefinitionBundle.DeveloperName FROM AuraDefinition WHERE AuraDefinitionBundle.NamespacePrefix = null LIMIT ${MOST_FILES}`;

const lookAtFiles = async <T extends { Source: string | null }>(
  org: OrgReader,
  find: Finder,
  { part, type, query, nameOf }: { part: Part; type: string; query: string; nameOf: (row: T) => string }
): Promise<Looked> => {
  const { facts: rows, unreadable } = await attempt(org.toolingQuery<T>(query));
  if (rows === null) return { part, things: 0, places: [], unread: [{ part, what: '', reason: unreadable }] };
  const reason = text.get('reason.tooMany', { most: MOST_FILES });
  return {
    part,
    things: rows.length,
    places: rows.flatMap((row) => inLines(find, part, type, nameOf(row), row.Source)),
    unread: rows.length < MOST_FILES ? [] : [{ part, what: '', reason }],
  };
};

export const lookAtLightning = (org: OrgReader, find: Finder): Promise<Looked> =>
  lookAtFiles<LightningRow>(org, find, {
    part: 'lightning',
    type: 'LightningComponentResource',
    query: LIGHTNING,
    nameOf: ({ FilePath }) => FilePath,
  });

export const lookAtAura = (org: OrgReader, find: Finder): Promise<Looked> =>
  lookAtFiles<AuraRow>(org, find, {
    part: 'aura',
    type: 'AuraDefinition',
    query: AURA,
    nameOf: ({ DefType, AuraDefinitionBundle }) => `${AuraDefinitionBundle?.DeveloperName ?? ''}/${DefType}`,
  });

/** Flows are read ten a call, so not more than these. */
export const MOST_FLOWS = 50;

/** The org's own flows in their active versions; a flow of a package has its namespace in front. */
export const lookAtFlows = async ({ metadata }: OrgReader, find: Finder): Promise<Looked> => {
  const part = 'flows';
  const reading = async (): Promise<Looked> => {
    const names = (await metadata.list('Flow')).filter((name) => !name.includes('__')).sort();
    const some = names.slice(0, MOST_FLOWS);
    const flows = some.length === 0 ? [] : await metadata.read('Flow', some);
    const places = flows.flatMap((flow) =>
      Object.entries(flatten(flow)).flatMap(([field, value]): Place[] => {
        const mention = typeof value === 'string' ? find(value) : undefined;
        const owner = { kind: 'name', name: flow.fullName } as const;
        return mention
          ? [{ part, type: 'Flow', owner, field, line: null, texts: mention.texts, byRepoint: false }]
          : [];
      })
    );
    const left = names.length - some.length;
    const reason = text.get('reason.moreFlows', { left, most: MOST_FLOWS });
    return { part, things: flows.length, places, unread: left === 0 ? [] : [{ part, what: '', reason }] };
  };
  const { facts, unreadable } = await attempt(reading());
  return facts ?? { part, things: 0, places: [], unread: [{ part, what: '', reason: unreadable }] };
};
