import type { Json, SfRecord } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';

/** What an element of a component holds. A list repeats the element; `secret` is taken and never answered. */
export type Spec =
  | 'string'
  | 'boolean'
  | 'int'
  | 'double'
  | 'dateTime'
  | 'secret'
  | readonly string[]
  | { of: Elements }
  | { list: Spec };
export type Elements = { readonly [element: string]: Spec };

/** A component as the Metadata API reads and writes it. */
export type Component = { fullName: string; [element: string]: Json };

/** A metadata type: how it is listed, what its components hold, and which rows of an object they are, if any. */
export type MetadataType = {
  name: string;
  directory: string;
  suffix: string;
  keyPrefix: string;
  elements: Elements;
  required: readonly string[];
  /** The org has exactly one such component, always; writes go over what is there. */
  only?: { fullName: string; initial: { [element: string]: Json } };
  /** The type under which it is listed and described, if another. */
  listedAs?: string;
  rows?: RowMapping;
  /** Components come with a package or from elsewhere: the calls that write refuse them. */
  readOnly?: boolean;
  /** Elements that are kept in other rows, or under other words. */
  parts?: Parts;
  /** The type that it is a child of: it is no type of `describeMetadata` itself, and named `Parent.Child`. */
  childOf?: string;
  /** Its components are made of those of a child type. */
  composedOf?: { element: string; type: MetadataType };
};

/** How elements of a component are read from, and written to, rows beside its own. */
export type Parts = {
  read(store: OrgStore, row: SfRecord): { [element: string]: Json };
  write(store: OrgStore, row: SfRecord, component: Component): void;
};

/** Components that are rows, which other APIs see too. */
export type RowMapping = {
  object: string;
  nameField: string;
  /** Field by element. */
  fields: { readonly [element: string]: string };
  /** Fields that take the full name when a component becomes a row. */
  labelField?: string;
  /** How a row is called as a component, where that is not its name as a developer name. */
  nameOf?: (row: SfRecord) => string;
  /** The field that holds the object before the dot of a full name. */
  parentField?: string;
};
