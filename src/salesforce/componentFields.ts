import type { MetadataComponent } from './types.ts';
import { valueAt } from '../literal/table.ts';

/** What a field of a metadata component holds. */
export type FieldValue = string | number | boolean | null;

type Node = { [field: string]: unknown };

/** What tells the elements of a list apart, whatever their order: these never are what somebody changes. */
const IDENTITY = [
  'parameterGroup',
  'parameterName',
  'parameterType',
  'principalName',
  'developerName',
  'field',
  'name',
  'fullName',
];

/** `parameters[parameterName=Url]#2.parameterValue`: a field, of which element of a list, and what of it. */
const STEP = /^([A-Za-z]\w*)(?:\[([^\]]*)\](?:#(\d+))?)?(?:\.(.+))?$/;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which element of a list a node is, by its own names; empty where nothing tells. */
export const identityOf = (element: Node): string =>
  IDENTITY.filter((field) => typeof element[field] === 'string')
    .map((field) => `${field}=${encodeURIComponent(String(element[field]))}`)
    .join(',');

/** SOAP answers texts; jsforce makes booleans of those that it knows. */
const valueOf = (value: unknown): FieldValue => {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
};

/** Whether a switch of a component is on. */
export const isTrue = (value: unknown): boolean => valueOf(value) === true;

const ofList = (name: string, list: readonly unknown[]): Array<[string, FieldValue]> => {
  const elements = list.filter(isNode);
  // A list of texts is one value, to be compared and never to be written.
  if (elements.length < list.length)
    return [
      [
        `${name}[]`,
        list
          .map((value) => String(valueOf(value)))
          .sort()
          .join(', '),
      ],
    ];
  const seen = new Map<string, number>();
  return elements.flatMap((element) => {
    const identity = identityOf(element);
    const number = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, number);
    const step = `${name}[${identity}]${number === 1 ? '' : `#${number}`}`;
    return leavesOf(element).map(([path, value]): [string, FieldValue] => [`${step}.${path}`, value]);
  });
};

const leavesOf = (node: Node): Array<[string, FieldValue]> =>
  Object.entries(node).flatMap(([name, value]): Array<[string, FieldValue]> => {
    if (name.startsWith('$') || value === undefined) return [];
    if (Array.isArray(value)) return ofList(name, value);
    // jsforce makes no list of a single element: an element that can be told apart is one.
    if (isNode(value) && identityOf(value) !== '') return ofList(name, [value]);
    if (isNode(value)) return leavesOf(value).map(([path, leaf]) => [`${name}.${path}`, leaf]);
    return [[name, valueOf(value)]];
  });

/** A component as one value a path. Elements of lists are told apart by their names, not by their order. */
export const flatten = (component: MetadataComponent): Record<string, FieldValue> =>
  Object.fromEntries(leavesOf(component).filter(([path]) => path !== 'fullName'));

/** The value at a path; null where there is none. */
export const fieldAt = (component: MetadataComponent, path: string): FieldValue =>
  valueAt(flatten(component), path) ?? null;

const made = (identity: string): Node =>
  Object.fromEntries(
    identity
      .split(',')
      .filter((part) => part !== '')
      .map((part) => {
        const [field, value = ''] = part.split('=');
        return [field, decodeURIComponent(value)];
      })
  );

const withField = (node: Node, path: string, value: FieldValue): Node => {
  const [, name, identity, number = '1', rest] = STEP.exec(path) ?? [];
  if (name === undefined) throw new RangeError(`Not a path: ${path}`);
  if (identity === undefined && rest === undefined) return { ...node, [name]: value };
  const known = node[name];
  if (identity === undefined) return { ...node, [name]: withField(isNode(known) ? known : {}, rest, value) };
  if (rest === undefined) return node;
  const list = Array.isArray(known) ? known.filter(isNode) : isNode(known) ? [known] : [];
  const found = list.filter((element) => identityOf(element) === identity)[Number(number) - 1];
  const changed = withField(found ?? made(identity), rest, value);
  return {
    ...node,
    [name]: found ? list.map((element) => (element === found ? changed : element)) : [...list, changed],
  };
};

/** The component with these values at their paths; elements that are not there are added, everything else stays. */
export const withFields = (component: MetadataComponent, fields: Record<string, FieldValue>): MetadataComponent =>
  Object.entries(fields).reduce<Node>(
    (node, [path, value]) => withField(node, path, value),
    component
  ) as MetadataComponent;
