import { TBD } from '../../checklist/answers/index.ts';
import type { LogikBackupFacts } from '../../checklist/environment/logikBackup/facts.ts';
import type { LogikProductsFacts } from '../../checklist/environment/logikProducts/facts.ts';
import { hostOf } from '../../logik/environmentUrl.ts';
import { loadText } from '../../text.ts';
import { factsOf, type Baseline } from '../directory/baseline.ts';

const text = loadText('support-case');

/** What the vendor has to know besides, where an environment ends and another one takes its place. */
export type NewEnvironment = {
  /** Such as `test01`. */
  sector: string;
  products: string;
  backup: string;
};

/** `https://<tenant>.<sector>.logik.io` (ServiceNow CPQ docs, "Reconnect Logik after refreshing the Salesforce org"). */
const sectorOf = (host: string | null): string =>
  /^[a-z0-9-]+\.([a-z0-9-]+)\.logik\.(?:io|ai)$/.exec(host ?? '')?.[1] ?? TBD;

const productsText = (facts: LogikProductsFacts | undefined): string =>
  facts?.state === 'asked' ? text.get('products.known', { products: facts.total }) : text.get('products.unknown');

/** Only the backup of this very environment, and only what of it is there, is told. */
const backupText = (facts: LogikBackupFacts | undefined, host: string | null): string => {
  const backup = facts?.backup;
  if (!backup || hostOf(backup.environment) !== host) return text.get('backup.none');
  const tables = backup.parts.filter(({ kind }) => kind === 'table');
  return text.get(backup.complete ? 'backup.complete' : 'backup.partial', {
    on: backup.at.slice(0, 10),
    blueprints: backup.parts.find(({ kind }) => kind === 'blueprints')?.rows ?? 0,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    missing: backup.failed.map(({ name }) => name).join(', ') || TBD,
  });
};

/**
 * @param environment a URL of the environment that ends; null where nobody knows it
 */
export const newEnvironment = ({ items }: Baseline, environment: string | null): NewEnvironment => {
  const host = hostOf(environment);
  return {
    sector: sectorOf(host),
    products: productsText(factsOf(items, 'logik-products') as LogikProductsFacts | undefined),
    backup: backupText(factsOf(items, 'logik-backup') as LogikBackupFacts | undefined, host),
  };
};
