import { unreadIn } from '../../shared/endpoints/facts.ts';
import { isItemError } from '../../../salesforce/errors.ts';
import { loadText } from '../../../text.ts';
import type { Component } from '../../shared/endpoints/facts.ts';
import { kindOf, METADATA_KINDS, RECORD_KINDS } from '../../shared/endpoints/kinds.ts';
import { readHoldings } from '../../shared/endpoints/read.ts';
import type { WithHoldings } from '../../shared/endpoints/hosts.ts';
import type { ExternalConfiguratorFacts } from '../../connection/externalConfigurator/facts.ts';
import { isLauncher } from '../../connection/externalConfigurator/rules.ts';
import type { ReadContext } from '../../item.ts';
import { URL_ROLES, type RowOwner } from '../../connection/logikTenant/facts.ts';
import { gatherTenant } from '../../connection/logikTenant/gather.ts';
import { readLabels } from '../../catalog/staleIds/labels.ts';
import { namedFields } from '../../catalog/staleIds/named.ts';
import { withOwnerNames } from '../../catalog/staleIds/owners.ts';
import { readSettings } from '../../catalog/staleIds/settings.ts';
import { merged, type Source, type Texts } from '../../catalog/staleIds/sources.ts';
import type { Looked, Part, Place } from './facts.ts';
import type { Finder } from './hosts.ts';

const text = loadText('checklist.old-environment');

type Where = Pick<Place, 'type' | 'owner' | 'field'> & {
  part: Part;
  /** Whether repoint changes what stands there: always, or where it is nothing but a URL. */
  byRepoint?: boolean | 'url';
};

const placesIn = (find: Finder, where: Where, value: unknown): Place[] => {
  const mention = typeof value === 'string' ? find(value) : undefined;
  if (!mention) return [];
  const { byRepoint = false, ...at } = where;
  const changed = byRepoint === 'url' ? mention.isUrl : byRepoint;
  return [{ ...at, line: null, texts: mention.texts, byRepoint: changed }];
};

const ownerOf = ({ kind, name }: RowOwner): Place['owner'] => ({ kind, name: name ?? '' });

/** Every row of the Logik Tenant, every field of it that is no secret; repoint sets the two URLs. */
export const lookAtTenant = async (context: ReadContext, find: Finder): Promise<Looked> => {
  try {
    const tenant = await gatherTenant(context);
    const urls = URL_ROLES.map((role) => tenant[role].name);
    const places = tenant.rows.flatMap(({ owner, values }) =>
      Object.entries(values).flatMap(([field, value]) => {
        const byRepoint = urls.includes(field);
        const where = { part: 'tenant', type: tenant.object.name, owner: ownerOf(owner), field, byRepoint } as const;
        return placesIn(find, where, value);
      })
    );
    return { part: 'tenant', things: tenant.rows.length, places, unread: [] };
  } catch (error) {
    if (!isItemError(error)) throw error;
    return { part: 'tenant', things: 0, places: [], unread: [{ part: 'tenant', what: '', reason: error.message }] };
  }
};

/** What the line external-configurator read: the page needs a browser, and is not opened twice. */
export const lookAtConfigurator = async (context: ReadContext, find: Finder): Promise<Looked> => {
  const part = 'configurator';
  const facts = (await context.facts('external-configurator')) as ExternalConfiguratorFacts | undefined;
  if (facts === undefined || facts.unreadable !== null) {
    // Why the page was not read, that line says; once is enough.
    const reason = text.get(facts === undefined ? 'reason.leftOut' : 'reason.byHand');
    return { part, things: 0, places: [], unread: [{ part, what: '', reason }] };
  }
  if (facts.url === null) return { part, things: facts.cpqVersion === null ? 0 : 1, places: [], unread: [] };
  const type = facts.setting?.object ?? text.get('type.configurator');
  const owner = { kind: 'name', name: text.get('name.configurator') } as const;
  const where: Where = { part, type, owner, field: text.get('field.configurator'), byRepoint: !isLauncher(facts.url) };
  return { part, things: 1, places: placesIn(find, where, facts.url), unread: [] };
};

const KINDS = [...METADATA_KINDS, ...RECORD_KINDS].filter(({ reach }) => reach !== 'none').map(({ type }) => type);

/**
 * The line integrations writes URLs for the environment that there is now, where the Metadata API takes them. A remote
 * site that Apex needs gets the new URL; trusted URLs are added, and the old ones stay.
 */
const changedByRepoint = (type: string, field: string, { isActive }: Component['fields']): Where['byRepoint'] => {
  if (type === 'RemoteSiteSetting') return field === 'url' && isActive === true;
  return type !== 'CspTrustedSite' && kindOf(type).writable && !field.endsWith('[]') ? 'url' : false;
};

/** Trusted URLs, remote sites, credentials and whatever else leads to other systems, as the line integrations read it. */
export const lookAtIntegrations = async (context: ReadContext, find: Finder): Promise<Looked> => {
  const part = 'integrations';
  const facts = (await context.facts('integrations')) as WithHoldings | undefined;
  const holdings = (facts?.holdings ?? (await readHoldings(context))).filter(({ type }) => KINDS.includes(type));
  return {
    part,
    things: holdings.reduce((sum, { components }) => sum + (components?.length ?? 0), 0),
    places: holdings.flatMap(({ type, components }) =>
      (components ?? []).flatMap(({ name, fields }) =>
        Object.entries(fields).flatMap(([field, value]) => {
          const byRepoint = changedByRepoint(type, field, fields);
          return placesIn(find, { part, type, owner: { kind: 'name', name }, field, byRepoint }, value);
        })
      )
    ),
    unread: unreadIn(holdings).map(({ type, unreadable }) => ({ part, what: type, reason: unreadable ?? '' })),
  };
};

/** Only files come as streams, and none is among these. */
const rowsIn = ({ rows }: Source): readonly Texts[] => (Symbol.asyncIterator in rows ? [] : rows);

/** Custom settings, custom metadata and custom labels, as the line stale-ids reads them. */
export const lookAtSettings = async (context: ReadContext, find: Finder): Promise<Looked> => {
  const part = 'settings';
  const [settings, labels] = await Promise.all([
    readSettings(context, namedFields(context.answers)),
    readLabels(context.org),
  ]);
  const { sources, unreadable } = merged([settings, labels]);
  const restored = context.answers.preserve.settings.filter((object) => !/__mdt$/i.test(object));
  const places = sources.flatMap((source) => {
    const type = source.object;
    const byRepoint = restored.includes(type) && 'url';
    return rowsIn(source).flatMap(({ row, cells }) =>
      cells.flatMap(([field, value]) =>
        placesIn(find, { part, type, owner: row, field, byRepoint }, value).map((place) => ({ ...place, row }))
      )
    );
  });
  return {
    part,
    things: sources.reduce((sum, source) => sum + rowsIn(source).length, 0),
    places: (await withOwnerNames(context.org, places)).map(({ row, ...place }) => ({ ...place, owner: row })),
    unread: unreadable.map(({ name, reason }) => ({ part, what: name, reason })),
  };
};
