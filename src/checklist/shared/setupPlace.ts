import type { SetupPage } from '../../salesforce/types.ts';

const ADDRESSES: Record<SetupPage, string> = {
  'cpq-configuration': '/0A3?setupid=ImportedPackage',
  'email-deliverability': '/email-admin/editOrgEmailSettings.apexp',
};

/** Where people begin who set by hand what a setup page holds. */
export const pageAddress = (page: SetupPage, instanceUrl: string): string => `${instanceUrl}${ADDRESSES[page]}`;
