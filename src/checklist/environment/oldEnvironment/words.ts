import { loadText } from '../../../text.ts';
import type { OldEnvironmentFacts, Part, Place, Renamed, Unread } from './facts.ts';
import { proposal } from './hosts.ts';
import { tableOf } from '../../../literal/table.ts';

const text = loadText('checklist.old-environment');

/** Types that people know by another name than the API. */
const TYPES = tableOf<() => string>({
  ApexClass: () => text.get('type.ApexClass'),
  ApexTrigger: () => text.get('type.ApexTrigger'),
  ApexPage: () => text.get('type.ApexPage'),
  ApexComponent: () => text.get('type.ApexComponent'),
  LightningComponentResource: () => text.get('type.LightningComponentResource'),
  AuraDefinition: () => text.get('type.AuraDefinition'),
  ExternalString: () => text.get('type.ExternalString'),
});

export const typeText = (type: string): string => TYPES[type]?.() ?? type;

export const ownerText = ({ owner: { kind, name } }: Place): string =>
  kind === 'name' ? name : text.get(`owner.${kind}`, { name });

export const fieldText = ({ field, line }: Place): string =>
  field ?? (line === null ? '' : text.get('field.line', { line }));

/** One of a kind, and the same as long as the place is there: lines move. */
export const targetOf = (place: Place): string =>
  [typeText(place.type), ownerText(place), place.field].filter((word) => word !== null).join(' › ');

export const oldText = ({ texts, line }: Place): string =>
  line === null ? texts.join(', ') : text.get('actual.line', { texts: texts.join(', '), line });

/** What is to stand there; null where no successor was told. */
export const newTexts = ({ texts }: Place, hosts: readonly Renamed[]): string | null => {
  const all = texts.map((each) => proposal(each, hosts));
  return all.includes(null) ? null : all.join(', ');
};

export const unreadText = ({ part, what }: Unread): string =>
  [text.get(`part.${part}`), what].filter((word) => word !== '').join(' › ');

export const hostsText = ({ hosts }: Pick<OldEnvironmentFacts, 'hosts'>): string =>
  (hosts ?? []).map(({ old }) => old).join(', ');

const thingsText = (part: Part, things: number | null): string =>
  things === null
    ? text.get('looked.searched', { part: text.get(`part.${part}`) })
    : text.get('looked.read', { part: text.get(`part.${part}`), things });

export const lookedText = ({ looked }: Pick<OldEnvironmentFacts, 'looked'>): string =>
  looked.map(({ part, things }) => thingsText(part, things)).join(', ');
