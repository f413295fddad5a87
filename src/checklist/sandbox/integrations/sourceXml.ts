import { create } from 'xmlbuilder2';
import { loadText } from '../../../text.ts';
import { flatten, identityOf } from '../../../salesforce/componentFields.ts';
import type { MetadataComponent } from '../../../salesforce/types.ts';
import { impliedSecrets, withoutSecrets } from '../../shared/endpoints/secrets.ts';
import { tableOf } from '../../../literal/table.ts';

const text = loadText('checklist.integrations');

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

type Builder = ReturnType<typeof create>;
type Node = { [name: string]: unknown };

/** What each org gives itself and takes from nobody: a deploy with it is refused, or takes it for another org's. */
const OWN = tableOf<RegExp>({
  SamlSsoConfig: /^(salesforceLoginUrl|oauthTokenEndpoint|executionUserId)$/,
  ConnectedApp: /(^|\.)consumerKey$/,
  EmailServicesFunction: /(^|\.)emailDomainName$/,
});

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** The writer takes what looks like an entity for one that is escaped already: so that none does, all are. */
const put = (at: Builder, name: string, value: string): void => void at.ele(name).txt(value.replaceAll('&', '&amp;'));

/** XML has no two hyphens in a comment, and none at its end. */
const comment = (at: Builder, words: string): void => void at.com(` ${words.replace(/-(?=-|$)/g, '- ')} `);

/** As the facts have it: SOAP answers texts, and a switch is no secret whatever it is called. */
const scalarOf = (value: unknown): string | boolean =>
  value === 'true' || value === 'false' ? value === 'true' : typeof value === 'boolean' ? value : String(value);

/** One value, or in words that it is left out: by the same rules by which no secret gets into the facts. */
const addValue = (at: Builder, type: string, name: string, path: string, value: unknown): void => {
  const { fields, secrets } = withoutSecrets({ [path]: scalarOf(value) });
  const shown = fields[path];
  if (secrets.length === 0 && !OWN[type]?.test(path)) put(at, name, String(shown));
  else if (secrets.length === 0) comment(at, text.get('xml.own', { name, value: String(shown) }));
  else if (shown === undefined) comment(at, text.get('xml.secret', { name }));
  else comment(at, text.get('xml.secretWithin', { name, value: String(shown) }));
};

const addFields = (at: Builder, type: string, node: Node, prefix: string): void => {
  for (const [name, value] of Object.entries(node)) add(at, type, name, value, prefix);
};

/** `prefix` is the path of what holds it, as the facts spell it. */
const add = (at: Builder, type: string, name: string, value: unknown, prefix: string): void => {
  if (/[$:]/.test(name) || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const each of value) add(at, type, name, each, prefix);
  } else if (isNode(value)) {
    const identity = identityOf(value);
    addFields(at.ele(name), type, value, `${prefix}${name}${identity === '' ? '' : `[${identity}]`}.`);
  } else addValue(at, type, name, `${prefix}${name}`, value);
};

const root = (name: string): Builder =>
  create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' }).ele(name, { xmlns: NAMESPACE });

const printed = (at: Builder): string => `${at.doc().end({ prettyPrint: true, indent: '    ' })}\n`;

/** What it needs and no API gives out, beside what is left out in its place. */
const addImplied = (at: Builder, type: string, component: MetadataComponent): void => {
  const fields = flatten(component);
  const seen = new Set(withoutSecrets(fields).secrets);
  for (const name of impliedSecrets(type, fields)) if (!seen.has(name)) comment(at, text.get('xml.implied', { name }));
};

/** The fields of a component; its full name is its file's. */
const addComponent = (at: Builder, type: string, component: MetadataComponent): void => {
  const { fullName: _, ...fields } = component;
  addImplied(at, type, component);
  addFields(at, type, fields, '');
};

/**
 * A component as a file of a Salesforce DX project has it: the elements in the order in which the API gave them, without
 * any secret. What is left out says so in a comment.
 */
export const componentXml = (type: string, component: MetadataComponent): string => {
  const at = root(type);
  addComponent(at, type, component);
  return printed(at);
};

/** The same for components that are parts of another one's file: each is an element with its own name first. */
export const partsXml = (
  whole: string,
  element: string,
  type: string,
  parts: ReadonlyArray<{ name: string; component: MetadataComponent }>
): string => {
  const at = root(whole);
  for (const { name, component } of parts) {
    const part = at.ele(element);
    put(part, 'fullName', name);
    addComponent(part, type, component);
  }
  return printed(at);
};

/** The manifest of a deploy: members by type (Metadata API Developer Guide, "package.xml"). */
export const packageXml = (
  types: ReadonlyArray<readonly [type: string, members: string[]]>,
  version: string
): string => {
  const at = root('Package');
  for (const [type, members] of types) {
    const listed = at.ele('types');
    for (const member of members) put(listed, 'members', member);
    put(listed, 'name', type);
  }
  put(at, 'version', version);
  return printed(at);
};
