import { OrgStore } from '../store/orgStore.ts';
import { loadMetadata } from '../metadata/load.ts';
import { toId18 } from '../store/ids.ts';
import { countLicenses } from '../store/licenses.ts';
import { loadCatalog } from './catalog.ts';
import { ScenarioError } from './error.ts';
import { defineFeatures, loadFeatures } from './features.ts';
import { defineObjects } from './objects.ts';
import { OrgBuilder } from './orgBuilder.ts';
import { loadPeople } from './people.ts';
import { INSTANCES, RecordIds } from './recordIds.ts';
import { loadRecords, loadSetup } from './setup.ts';
import { loadTenants } from './tenant.ts';
import type { OrgPart } from './types.ts';

export type OrgRole = 'production' | 'sandbox';

/** Builds one org of a scenario: its objects, then its rows in the order in which they refer to each other. */
export function buildOrg(role: OrgRole, part: OrgPart, now: () => Date): OrgBuilder {
  const path = `/${role}`;
  const ids = new RecordIds(INSTANCES[role]);
  const { Id: givenId, ...organization } = part.organization ?? {};
  const orgId = toId18(typeof givenId === 'string' ? givenId : ids.next('00D'));
  const users = (part.users ?? []).map((user) => ({ ...user, fields: { Id: ids.next('005'), ...user.fields } }));
  const login = users.find((user) => user.username === must(part.login, `${path}/login`));
  if (login === undefined) throw new ScenarioError(`${path}/login`, `is no user of this org: "${part.login}"`);
  const facts = {
    orgId,
    isSandbox: role === 'sandbox',
    sandboxName: part.sandboxName ?? null,
    myDomain: must(part.myDomain, `${path}/myDomain`),
    loginUserId: String(login.fields.Id),
  };
  const store = new OrgStore(facts, now);
  const builder = new OrgBuilder(store, { ...part, users }, path, ids);
  defineObjects(store, part);
  defineFeatures(store, part);
  loadPeople(builder);
  builder.load('Organization', { ...organization, Id: orgId, IsSandbox: facts.isSandbox }, '/organization');
  loadTenants(builder);
  loadFeatures(builder);
  loadCatalog(builder);
  loadSetup(builder);
  loadRecords(builder);
  loadMetadata(builder);
  countLicenses(store);
  addValidationRules(builder);
  addDuplicateRules(builder);
  addReferenceRules(builder);
  restrict(store, part);
  return builder;
}

function must(value: string | undefined, path: string): string {
  if (value === undefined) throw new ScenarioError(path, 'is missing');
  return value;
}

function addValidationRules(builder: OrgBuilder): void {
  for (const [index, rule] of (builder.part.validationRules ?? []).entries()) {
    for (const field of [rule.when.field, rule.field ?? rule.when.field]) {
      if (builder.store.field(rule.object, field)) continue;
      throw builder.error(`/validationRules/${index}`, `the org has no field ${rule.object}.${field}`);
    }
    builder.store.validationRules.push(rule);
  }
}

function addReferenceRules(builder: OrgBuilder): void {
  for (const [index, rule] of (builder.part.referenceRules ?? []).entries()) {
    const { object, field, to } = rule;
    const unknown = [`${object}.${field}`, `${to.object}.${to.field}`].find((path) => {
      const [of = '', name = ''] = path.split('.');
      return !builder.store.field(of, name);
    });
    if (unknown !== undefined) throw builder.error(`/referenceRules/${index}`, `the org has no field ${unknown}`);
    builder.store.referenceRules.push(rule);
  }
}

function addDuplicateRules(builder: OrgBuilder): void {
  for (const [index, rule] of (builder.part.duplicateRules ?? []).entries()) {
    const unknown = rule.fields.find((field) => !builder.store.field(rule.object, field));
    if (unknown !== undefined)
      throw builder.error(`/duplicateRules/${index}`, `the org has no field ${rule.object}.${unknown}`);
    builder.store.duplicateRules.push(rule);
  }
}

function restrict(store: OrgStore, { restrictions = {} }: OrgPart): void {
  for (const name of restrictions.unreadable ?? []) store.restrict(name);
  for (const name of restrictions.readOnly ?? []) store.readOnly(name);
}
