/** What a run over the catalog is doing: reading the org, loading what was kept, comparing both. */
export type ProgressStage = 'read' | 'load' | 'compare';

/** `rows` of `total` rows of an object. */
export type ProgressEvent = { stage: ProgressStage; object: string; rows: number; total: number };

export type Progress = (event: ProgressEvent) => void;

export const noProgress: Progress = () => undefined;
