import { join } from 'node:path';
import type { Finding, ItemId } from '../checklist/item.ts';
import type { ContentFile } from './files.ts';
import { toJson } from './record.ts';

/**
 * A definition file for people who set such values with sfdx-browserforce-plugin: the manual steps of the setup pages,
 * as that plugin's schema names them (`salesforceCpqConfig`, `emailDeliverability`). None where no step is manual.
 */
export const browserforceFile = (directory: string, findings: readonly Finding[]): ContentFile[] => {
  const expected = (item: ItemId, type: 'string' | 'boolean'): Finding['expected'] | undefined =>
    findings.find((finding) => finding.item === item && finding.status === 'manual' && typeof finding.expected === type)
      ?.expected;
  const additionalSettings = {
    externalConfiguratorUrl: expected('external-configurator', 'string'),
    thirdPartyConfigurator: expected('external-configurator', 'boolean'),
  };
  if (additionalSettings.externalConfiguratorUrl === undefined) return [];
  return [
    {
      path: join(directory, 'browserforce.json'),
      content: toJson({ settings: { salesforceCpqConfig: { additionalSettings } } }),
    },
  ];
};
