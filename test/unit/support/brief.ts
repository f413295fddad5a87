import type { Change, Finding } from '../../../src/checklist/item.ts';

/** Findings as `status target`, for tests that look at which there are. */
export const statuses = (findings: readonly Finding[]): string[] =>
  findings.map(({ status, target }) => `${status} ${target}`);

/** Changes as `target: before → after`. */
export const steps = (changes: readonly Change[]): string[] =>
  changes.map(({ target, before, after }) => `${target}: ${before} → ${after}`);
