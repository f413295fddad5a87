import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Any value of a recorded body. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One recorded exchange, as WireMock writes it; only what the recordings use. */
export type Recording = {
  /** `rest/query`: the file without its ending. */
  name: string;
  method: string;
  path: string;
  /** Parameters of the query, by name. */
  parameters: Record<string, string>;
  /** The body that was sent: JSON as text, or the text itself; null where there was none. */
  sent: string | null;
  status: number;
  headers: Record<string, string>;
  /** As it came; base64 where it was bytes. */
  body: { text: string } | { base64: string };
};

type Mapping = {
  request: {
    method: string;
    url?: string;
    urlPath?: string;
    queryParameters?: Record<string, { equalTo: string }>;
    bodyPatterns?: Array<{ equalToJson?: Json; equalTo?: string }>;
  };
  response: {
    status: number;
    headers?: Record<string, string | string[]>;
    body?: string;
    jsonBody?: Json;
    base64Body?: string;
  };
};

const bodyOf = ({ body, jsonBody, base64Body }: Mapping['response']): Recording['body'] =>
  base64Body === undefined
    ? { text: body ?? (jsonBody === undefined ? '' : JSON.stringify(jsonBody)) }
    : { base64: base64Body };

const sentOf = (patterns: Mapping['request']['bodyPatterns'] = []): string | null => {
  const [pattern] = patterns;
  if (pattern === undefined) return null;
  if (pattern.equalTo !== undefined) return pattern.equalTo;
  return typeof pattern.equalToJson === 'string' ? pattern.equalToJson : JSON.stringify(pattern.equalToJson);
};

const parse = (name: string, { request, response }: Mapping): Recording => {
  const url = new URL(request.url ?? request.urlPath ?? '/', 'http://org');
  const asked = Object.entries(request.queryParameters ?? {}).map(([key, { equalTo }]) => [key, equalTo] as const);
  return {
    name,
    method: request.method,
    path: url.pathname,
    parameters: { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(asked) },
    sent: sentOf(request.bodyPatterns),
    status: response.status,
    headers: Object.fromEntries(
      Object.entries(response.headers ?? {}).map(([key, value]) => [key.toLowerCase(), String(value)])
    ),
    body: bodyOf(response),
  };
};

/** The folder of the recordings; undefined where the environment names none. */
export const recordingsFolder = (): string | undefined => process.env.RECORDINGS || undefined;

/**
 * Every recording below a folder, by name.
 *
 * @throws Error where the folder is not there, or holds none: a replay of nothing proves nothing
 */
export const loadRecordings = (folder: string): Map<string, Recording> => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error(`There is no recording in ${folder}.`);
  return new Map(
    files.toSorted().map((file) => {
      const name = file.replace(/\.json$/, '').replaceAll('\\', '/');
      return [name, parse(name, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Mapping)] as const;
    })
  );
};

/** The body as JSON; the text where it is none. */
export const jsonOf = ({ body }: Pick<Recording, 'body'>): Json => {
  if ('base64' in body) return body.base64;
  try {
    return JSON.parse(body.text) as Json;
  } catch {
    return body.text;
  }
};
