import { join } from 'node:path';
import { z } from 'zod';
import { ACCESS_LEVELS, ACCESS_TARGET } from '../../checklist/sandbox/emailDeliverability/index.ts';
import { PAGE_TARGETS } from '../../checklist/connection/externalConfigurator/rules.ts';
import type { Finding, ItemId, Scalar } from '../../checklist/item.ts';
import { isRedacted } from '../../salesforce/redact.ts';
import { readIfThere, type ContentFile } from '../directory/files.ts';
import { toJson } from '../directory/record.ts';

/** What of the file is about which line. */
const LINES = { salesforceCpqConfig: 'external-configurator', emailDeliverability: 'email-deliverability' } as const;

const fileSchema = z.object({ settings: z.record(z.string(), z.unknown()) });

const earlierSettings = (content: string | undefined): Record<string, unknown> => {
  try {
    return fileSchema.safeParse(JSON.parse(content ?? '')).data?.settings ?? {};
  } catch {
    return {};
  }
};

/**
 * A definition file for people who set such values with sfdx-browserforce-plugin: the manual steps of the setup pages,
 * as that plugin's schema names them (`salesforceCpqConfig`, `emailDeliverability`). None where no step is manual and none
 * was; a file of before loses the steps that are settled, and keeps those of lines that this run did not look at.
 *
 * @param lines those that the run looked at
 */
export const browserforceFile = async (
  directory: string,
  findings: readonly Finding[],
  lines: readonly ItemId[]
): Promise<ContentFile[]> => {
  const expected = (item: ItemId, target: string, is: (value: Scalar) => boolean): Scalar | undefined =>
    findings.find(
      (finding) =>
        finding.item === item && finding.target === target && finding.status === 'manual' && is(finding.expected)
    )?.expected;
  const isUrl = (value: Scalar): boolean => typeof value === 'string' && !isRedacted(value);
  const externalConfiguratorUrl = expected('external-configurator', PAGE_TARGETS.externalConfiguratorUrl(), isUrl);
  const thirdPartyConfigurator = expected(
    'external-configurator',
    PAGE_TARGETS.thirdPartyConfigurator(),
    (value) => typeof value === 'boolean'
  );
  // Where there is no policy, it is no single level.
  const accessLevel = expected('email-deliverability', ACCESS_TARGET(), (value) =>
    ACCESS_LEVELS.some((level) => level === value)
  );
  const path = join(directory, 'browserforce.json');
  const content = await readIfThere(path);
  const unseen = Object.entries(earlierSettings(content)).filter(
    ([name]) => name in LINES && !lines.includes(LINES[name as keyof typeof LINES])
  );
  const settings = {
    ...Object.fromEntries(unseen),
    ...(externalConfiguratorUrl === undefined
      ? {}
      : { salesforceCpqConfig: { additionalSettings: { externalConfiguratorUrl, thirdPartyConfigurator } } }),
    ...(accessLevel === undefined ? {} : { emailDeliverability: { accessLevel } }),
  };
  if (Object.keys(settings).length === 0 && content === undefined) return [];
  return [{ path, content: toJson({ settings }) }];
};
