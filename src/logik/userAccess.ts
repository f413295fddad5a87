import { stringify } from 'csv-stringify/sync';
import { cellText } from '../literal/csv.ts';

/**
 * The areas of Logik Admin and the access that each knows, as the import of Utilities > User Access takes them (ServiceNow
 * CPQ docs, "CPQ: User Access Control"). `TABLE:<variableName>` stands for the rows of one managed table.
 */
const ACCESS_IN = new Map([
  ['DEPLOY', ['NONE', 'ADMIN']],
  ['UTILITIES', ['NONE', 'READ', 'ADMIN']],
  ['CONFIG', ['NONE', 'READ', 'EDIT', 'ADMIN']],
  ['TRANSACTION', ['NONE', 'READ', 'EDIT', 'ADMIN']],
  ['MANAGED_TABLES', ['NONE', 'READ', 'EDIT', 'ADMIN']],
  ['TABLE', ['NONE', 'READ', 'EDIT', 'ADMIN']],
  ['END_USER', ['END_USER']],
]);

/** Which access somebody has, by area. */
export type AreaAccess = Readonly<Record<string, string>>;

type Area = { area: string; variableName: string };

const areaOf = (name: string): Area => {
  const [, variableName] = /^TABLE:(.*)$/s.exec(name) ?? [];
  return variableName === undefined ? { area: name, variableName: '' } : { area: 'TABLE', variableName };
};

/** Why an area cannot have an access, in English for the author of refresh.yaml; undefined where it can. */
export const areaAccessProblem = (name: string, access: string): string | undefined => {
  const { area, variableName } = areaOf(name);
  const known = ACCESS_IN.get(area);
  const isTable = area === 'TABLE';
  if (known === undefined || isTable !== /^\w+$/.test(variableName)) {
    const names = [...ACCESS_IN.keys()].map((each) => (each === 'TABLE' ? 'TABLE:<variable name>' : each));
    return `must be one of ${names.join(', ')}`;
  }
  return known.includes(access) ? undefined : `must be one of ${known.join(', ')}`;
};

/** One user of the import: what is to become of the access to each area. */
export type UserAccess = {
  name: string;
  userName: string;
  areas: AreaAccess;
  action: 'UPSERT' | 'DELETE';
};

const COLUMNS = ['name', 'userName', 'area', 'access', 'variableName', 'action'] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** What a person is called is shown only; a username says who it is, and would be another one with a sign before it. */

/** Logik wants usernames in lower case, as its users have them (docs, "Using CPQ user access management"). */
const rowsOf = ({ name, userName, areas, action }: UserAccess): Row[] =>
  Object.entries(areas).map(([area, access]) => ({
    name: cellText(name),
    userName: userName.toLowerCase(),
    ...areaOf(area),
    access,
    action,
  }));

/** The file that Logik Admin imports. The column for managed tables stands only where a row needs it, as in the docs. */
export const userAccessCsv = (users: readonly UserAccess[]): string => {
  const rows = users.flatMap(rowsOf);
  const hasTables = rows.some(({ variableName }) => variableName !== '');
  const columns = COLUMNS.filter((column) => hasTables || column !== 'variableName');
  return stringify([columns, ...rows.map((row) => columns.map((column) => row[column]))]);
};
