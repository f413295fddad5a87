import type { Json } from '../model.ts';
import type { OrgRole } from './buildOrg.ts';
import type { OrgBuilder } from './orgBuilder.ts';

/** `sandbox.orgId`, `sandbox.myDomain`, `sandbox.Product2:HX-300`; `|15` shortens an ID. */
const WORD = /^(production|sandbox)\.(?:(orgId|myDomain)|([A-Za-z]\w*):(.+?))(\|15)?$/;
const PLACEHOLDER = /\$\{((?:production|sandbox)\.[^}]*)\}/g;

/** Whether a placeholder's word is about an org, which is known only once both orgs are built. */
export function isOrgWord(word: string): boolean {
  return WORD.test(word);
}

/** Whether a value of a row waits for {@link fillOrgPlaceholders}. */
export function hasOrgPlaceholder(value: Json): boolean {
  return typeof value === 'string' && value.search(PLACEHOLDER) >= 0;
}

/** Fills the placeholders that name IDs and addresses of either org, in the rows and components of both. */
export function fillOrgPlaceholders(orgs: Record<OrgRole, OrgBuilder>): void {
  for (const builder of Object.values(orgs)) {
    for (const { row, field, at } of builder.unfilled) row[field] = filled(row[field] ?? null, orgs, builder, at);
    for (const [type, components] of builder.store.components) {
      for (const [name, component] of components) {
        const at = `/metadata/${type}/${name}`;
        for (const [element, value] of Object.entries(component)) component[element] = filled(value, orgs, builder, at);
      }
    }
  }
}

function filled(value: Json, orgs: Record<OrgRole, OrgBuilder>, builder: OrgBuilder, at: string): Json {
  if (typeof value !== 'string') return value;
  return value.replace(PLACEHOLDER, (_, word: string) => factOf(word, orgs, builder, at));
}

function factOf(word: string, orgs: Record<OrgRole, OrgBuilder>, asking: OrgBuilder, at: string): string {
  const [, role = '', fact, object = '', key = '', short] = WORD.exec(word) ?? [];
  const named = orgs[role as OrgRole];
  if (fact === 'myDomain') return named.store.facts.myDomain;
  const id = fact === 'orgId' ? named.store.facts.orgId : named.find(object, key);
  if (id === undefined) throw asking.error(at, `the ${role} has no ${object} "${key}"`);
  return short === undefined ? id : id.slice(0, 15);
}
