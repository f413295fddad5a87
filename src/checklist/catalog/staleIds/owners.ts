import { chunked, soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';
import type { Row } from './facts.ts';

/** How many IDs one query may name: it travels in a URL. */
const IDS_PER_QUERY = 200;

type Owner = { Id: string; Name?: string; Username?: string };

type Owned = { row: Row };

const idsOf = (places: readonly Owned[], kind: Row['kind']): string[] => [
  ...new Set(places.filter(({ row }) => row.kind === kind).map(({ row }) => row.name)),
];

/** Profile and user rows by the names of their owners; where those cannot be read the IDs stay. */
export const withOwnerNames = async <P extends Owned>(org: OrgReader, places: readonly P[]): Promise<P[]> => {
  const read = async (statement: string): Promise<Owner[]> => (await attempt(org.query<Owner>(statement))).facts ?? [];
  const owners = await Promise.all([
    ...chunked(idsOf(places, 'profile'), IDS_PER_QUERY).map((ids) =>
      read(soql`SELECT Id, Name FROM Profile WHERE Id IN ${ids}`)
    ),
    ...chunked(idsOf(places, 'user'), IDS_PER_QUERY).map((ids) =>
      read(soql`SELECT Id, Username FROM User WHERE Id IN ${ids}`)
    ),
  ]);
  const names = new Map(owners.flat().map(({ Id, Name, Username }) => [Id, Username ?? Name]));
  return places.map((place) => {
    const name = ['profile', 'user'].includes(place.row.kind) ? names.get(place.row.name) : undefined;
    return name === undefined ? place : { ...place, row: { ...place.row, name } };
  });
};
