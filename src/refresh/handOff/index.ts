import { join } from 'node:path';
import type { WithHoldings } from '../../checklist/endpoints/hosts.ts';
import type { RecordsFacts } from '../../checklist/records/facts.ts';
import { keptIn } from '../../checklist/records/gather.ts';
import { factsOf, type Baseline } from '../baseline.ts';
import { productionOf } from '../caseGuard.ts';
import type { ContentFile } from '../files.ts';
import { toJson } from '../record.ts';
import { copyOf } from '../ownership.ts';
import { postCopyEntries } from './postCopyConfig.ts';
import { sfdmuObjects } from './sfdmu.ts';

const holdingsOf = (readings: Baseline['items'] | undefined): WithHoldings['holdings'] | undefined =>
  (factsOf(readings, 'integrations') as WithHoldings | undefined)?.holdings;

/**
 * What prepare writes for tools that people already use: a block for the sandbox definition file, and an export.json
 * for SFDMU. None where there is nothing in it.
 */
export const handOffFiles = (directory: string, baseline: Baseline): ContentFile[] => {
  const { items, production } = baseline;
  const { hosts } = productionOf(production);
  // Where a refresh copies another sandbox, what production has does not come by itself.
  const copied = copyOf(baseline) === null ? holdingsOf(production?.items) : undefined;
  const entries = postCopyEntries(holdingsOf(items) ?? [], copied, hosts);
  const objects = sfdmuObjects(keptIn(factsOf(items, 'records') as RecordsFacts | undefined));
  const file = (path: string, content: object): ContentFile => ({
    path: join(directory, 'hand-off', path),
    content: toJson(content),
  });
  return [
    ...(entries.length > 0 ? [file('PostCopyConfig.json', { PostCopyConfig: entries })] : []),
    ...(objects.length > 0 ? [file('sfdmu/export.json', { objects })] : []),
  ];
};
