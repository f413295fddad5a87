import { isRedacted, redact, REDACTED } from '../../../salesforce/redact.ts';
import type { Component } from './facts.ts';

type Fields = Component['fields'];

/** Fields whose values are secrets by what they are called; `tokenUrl` and `sendAccessTokenInHeader` are none. */
const SECRET_FIELD = /(secret|password|passphrase|private_?key|api_?key|token|credentials?)(__c)?$/i;

/** A reference to a component is a name. */
const REFERENCE = /(^|\.)externalCredential$/;

/** Values of these parameters may be written out instead of referring to a credential. */
const SECRET_PARAMETER = /parameterType=(AuthHeader|AuthParameter|HttpHeader|PerUserPrincipal|NamedPrincipal)[^\]]*\]/;

/** `?apikey=…`: more names than redact knows, for nothing of it is to be shown. */
const SECRET_QUERY = /[?&][^=&]*(key|token|secret|sig|signature|password|pwd|auth|code)[^=&]*=[^&]+/i;

/** Whether a field holds a secret by its name, or where it stands. */
export const isSecretField = (path: string): boolean => {
  if (REFERENCE.test(path)) return false;
  return SECRET_FIELD.test(path) || (SECRET_PARAMETER.test(path) && path.endsWith('.parameterValue'));
};

const withoutQuery = (value: string): string =>
  SECRET_QUERY.test(value) ? `${value.slice(0, value.indexOf('?'))}?${REDACTED}` : value;

/** An address without the passwords, tokens and keys that it may carry: what had one is never written back. */
export const withoutUrlSecrets = (value: string): string => withoutQuery(redact(value));

/** The fields without secrets, and which had one. What is set is told, what it is set to never. */
export const withoutSecrets = (all: Fields): Pick<Component, 'fields' | 'secrets'> => {
  const secrets: string[] = [];
  const fields = Object.entries(all).flatMap(([path, value]): Array<[string, Fields[string]]> => {
    if (typeof value !== 'string' || value === '') return [[path, value]];
    if (isSecretField(path)) {
      secrets.push(path);
      return [];
    }
    const safe = withoutUrlSecrets(value);
    if (isRedacted(safe)) secrets.push(path);
    return [[path, safe]];
  });
  return { fields: Object.fromEntries(fields), secrets };
};

const NONE = new Set<unknown>([undefined, null, '', 'NoAuthentication', 'NoAuth', 'Anonymous']);

/** What a component needs that no API gives out, though nothing of it was seen (Metadata API Developer Guide). */
export const impliedSecrets = (type: string, fields: Fields): string[] => {
  if (type === 'NamedCredential' && !NONE.has(fields.principalType))
    return [/oauth/i.test(String(fields.protocol)) ? 'oauthToken' : 'password'];
  if (type === 'ExternalCredential' && !NONE.has(fields.authenticationProtocol)) return ['principal'];
  if (type === 'AuthProvider' && !NONE.has(fields.consumerKey)) return ['consumerSecret'];
  if (type === 'EmailRelay' && fields.IsRequireAuth === true) return ['Password'];
  return type === 'Certificate' ? ['private key'] : [];
};
