import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/checklist/item.ts';
import type { ChangeResult } from '../../src/refresh/write/execute.ts';
import { inDays, type Login, type Ran, type Workbench } from './workbench.ts';

/** Writes the refresh.yaml of a bench; a date and a strategy are in it. */
export const writeAnswers = async (bench: Workbench, ...lines: string[]): Promise<void> => {
  const head = ['schemaVersion: 1', `refresh: {date: ${inDays(14)}, dataStrategy: repoint}`];
  await mkdir(bench.directory, { recursive: true });
  await writeFile(join(bench.directory, 'refresh.yaml'), [...head, ...lines, ''].join('\n'));
};

/** `status target` of the findings of one line. */
export const findingsOf = ({ result }: Ran<{ findings: Finding[] }>, item: string): string[] =>
  (result?.findings ?? [])
    .filter((finding) => finding.item === item)
    .map(({ status, target }) => `${status} ${target}`);

/** `outcome target` of the changes of one line. */
export const changesOf = ({ result }: Ran<{ changes: ChangeResult[] }>, item: string): string[] =>
  (result?.changes ?? []).filter((change) => change.item === item).map(({ outcome, target }) => `${outcome} ${target}`);

type Row = Record<string, unknown>;

/** The rows of an object in an org with the IDs of some lookups replaced by what the rows that they lead to are called. */
export const namedRows = async (
  bench: Workbench,
  org: 'sandbox' | 'production',
  object: string,
  lookups: Readonly<Record<string, readonly [object: string, name: string]>> = {}
): Promise<Row[]> => {
  const names = new Map<unknown, unknown>();
  for (const [target, name] of Object.values(lookups))
    for (const row of await bench.records(org, target)) names.set(row.Id, row[name] ?? names.get(row.Id));
  return (await bench.records(org, object)).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([field, value]) => [field, field in lookups ? (names.get(value) ?? null) : value])
    )
  );
};

/** One call of the Metadata API's CRUD, as any client may send it: the answer as text. */
export const readComponent = async (bench: Workbench, type: string, fullName: string): Promise<string> => {
  const { sandbox } = await bench.control<{ sandbox: Login }>('GET', 'logins');
  const response = await fetch(`${bench.url}/services/Soap/m/65.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://soap.sforce.com/2006/04/metadata"><e:Header><m:SessionHeader><m:sessionId>${sandbox.accessToken}</m:sessionId></m:SessionHeader></e:Header><e:Body><m:readMetadata><m:type>${type}</m:type><m:fullNames>${fullName}</m:fullNames></m:readMetadata></e:Body></e:Envelope>`,
  });
  return response.text();
};

/** What stands between the tags of an element, everywhere in an answer. */
export const elements = (answer: string, name: string): string[] =>
  [...answer.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text);
