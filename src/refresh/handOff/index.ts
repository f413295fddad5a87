import { join } from 'node:path';
import type { Answers } from '../../checklist/answers/index.ts';
import type { WithHoldings } from '../../checklist/shared/endpoints/hosts.ts';
import { beforeRefresh, valueAfter } from '../../checklist/sandbox/integrations/compare.ts';
import type { TenantFacts, UrlRole } from '../../checklist/connection/logikTenant/facts.ts';
import { desiredUrl } from '../../checklist/connection/logikTenant/lines.ts';
import type { RecordsFacts } from '../../checklist/sandbox/records/facts.ts';
import { keptIn } from '../../checklist/sandbox/records/gather.ts';
import { factsOf, type Baseline } from '../directory/baseline.ts';
import type { ContentFile } from '../directory/files.ts';
import { toJson } from '../directory/record.ts';
import { copyOf, ownershipBefore, productionFacts } from '../judge/ownership.ts';
import { postCopyEntries, type After } from './postCopyConfig.ts';
import { sfdmuObjects } from './sfdmu.ts';

const holdingsOf = (readings: Baseline['items'] | undefined): WithHoldings | undefined =>
  factsOf(readings, 'integrations') as WithHoldings | undefined;

/** What the line integrations makes of a recorded value, by what is known before the refresh. */
const afterIn = (baseline: Baseline, answers: Answers, now: WithHoldings): After => {
  const tenant = factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined;
  const url = (role: UrlRole): string | null => desiredUrl(answers, tenant, role) ?? null;
  const here = beforeRefresh(
    {
      now,
      production: productionFacts(baseline, 'integrations') as WithHoldings | undefined,
      answers,
      ownership: ownershipBefore(baseline, answers),
      copyOf: copyOf(baseline),
      org: baseline.org,
    },
    { environment: url('administrationUrl'), runtimeUrl: url('runtimeUrl') }
  );
  return (type, field, value) => valueAfter(type, field, value, here);
};

/**
 * What prepare writes for tools that people already use: a block for the sandbox definition file, and an export.json
 * for SFDMU; each by what the plugin itself goes by. None where there is nothing in it.
 */
export const handOffFiles = (directory: string, baseline: Baseline, answers: Answers): ContentFile[] => {
  const { items, production } = baseline;
  // Where a refresh copies another sandbox, what production has does not come by itself.
  const copied = copyOf(baseline) === null ? holdingsOf(production?.items)?.holdings : undefined;
  const held = holdingsOf(items);
  const entries = held ? postCopyEntries(held.holdings, copied, afterIn(baseline, answers, held)) : [];
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
