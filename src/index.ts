export type { Change, Finding, ItemId } from './checklist/item.ts';
export type { Answers } from './checklist/answers/index.ts';
