import type { SfRecord } from '../model.ts';
import { flags, words } from './elements.ts';
import type { MetadataType } from './spec.ts';

/** What standard profiles are called as components, in every language (Metadata API guide, Profile; any project's files). */
const STANDARD: { readonly [name: string]: string } = {
  'System Administrator': 'Admin',
  'Standard User': 'Standard',
  'Minimum Access - Salesforce': 'Minimum Access - Salesforce',
};

/** A profile that people made is called as they call it, with the characters that no file name may have encoded. */
const nameOf = ({ Name }: SfRecord): string => {
  const name = String(Name);
  return STANDARD[name] ?? name.replaceAll(/[^\w .-]/g, encodeURIComponent);
};

/** Profiles, as far as a list of components tells of them. */
export const profile: MetadataType = {
  name: 'Profile',
  directory: 'profiles',
  suffix: 'profile',
  keyPrefix: '00e',
  elements: { ...flags('custom'), ...words('description', 'userLicense') },
  required: [],
  readOnly: true,
  rows: { object: 'Profile', nameField: 'Name', nameOf, fields: {} },
};
