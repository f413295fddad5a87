import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The checksum of a text, whatever line ends Git or an editor gave it. */
export const textDigest = (text: string): string => digestOf(text.replaceAll('\r\n', '\n'));

/**
 * The checksum of data: the same for equal data, in whatever order its keys are. By the JSON Canonicalization Scheme
 * (RFC 8785), so that whoever holds a plan can check its hash with other tools.
 */
export const dataDigest = (data: unknown): string => digestOf(canonicalize(data) ?? '');

/** JSON of data with its keys in canonical order. */
export const inOrder = <T>(data: T): T => JSON.parse(canonicalize(data) ?? 'null') as T;

/** By code units, as RFC 8785 sorts: no language of a machine turns the order round. */
export const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
