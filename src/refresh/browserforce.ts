import { join } from 'node:path';
import { ACCESS_LEVELS } from '../checklist/emailDeliverability.ts';
import type { Finding, ItemId, Scalar } from '../checklist/item.ts';
import type { ContentFile } from './files.ts';
import { toJson } from './record.ts';

/**
 * A definition file for people who set such values with sfdx-browserforce-plugin: the manual steps of the setup pages,
 * as that plugin's schema names them (`salesforceCpqConfig`, `emailDeliverability`). None where no step is manual.
 */
export const browserforceFile = (directory: string, findings: readonly Finding[]): ContentFile[] => {
  const expected = (item: ItemId, is: (value: Scalar) => boolean): Scalar | undefined =>
    findings.find((finding) => finding.item === item && finding.status === 'manual' && is(finding.expected))?.expected;
  const externalConfiguratorUrl = expected('external-configurator', (value) => typeof value === 'string');
  const thirdPartyConfigurator = expected('external-configurator', (value) => typeof value === 'boolean');
  // Where there is no policy, it is no single level.
  const accessLevel = expected('email-deliverability', (value) => ACCESS_LEVELS.some((level) => level === value));
  const settings = {
    ...(externalConfiguratorUrl === undefined
      ? {}
      : { salesforceCpqConfig: { additionalSettings: { externalConfiguratorUrl, thirdPartyConfigurator } } }),
    ...(accessLevel === undefined ? {} : { emailDeliverability: { accessLevel } }),
  };
  if (Object.keys(settings).length === 0) return [];
  return [{ path: join(directory, 'browserforce.json'), content: toJson({ settings }) }];
};
