import { attempt } from '../../shared/attempt.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { orUnreadable, textsOf, type Found, type Texts } from './sources.ts';

type Label = { Name: string; Value: string | null };

const OBJECT = 'ExternalString';

/** Labels of packages are left out: nobody in the org can have put anything into them. */
const LABELS = `SELECT Name, Value FROM ${OBJECT} WHERE NamespacePrefix = null`;

/** Reads the custom labels, which the Tooling API calls external strings. */
export const readLabels = async (org: OrgReader): Promise<Found> => {
  const reading = async (): Promise<Found> => {
    const labels = await org.toolingQuery<Label>(LABELS);
    const rows = labels.map((label): Texts => ({
      row: { kind: 'name', name: label.Name },
      cells: textsOf(label, ['Value']),
    }));
    return { sources: [{ kind: 'labels', object: OBJECT, rows }], unreadable: [] };
  };
  return orUnreadable(OBJECT, await attempt(reading()));
};
