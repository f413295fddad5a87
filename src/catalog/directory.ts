/** Where the kept catalog is, in the refresh directory. (By itself, so that the worker does not load a schema library.) */
export const CATALOG_DIRECTORY = 'catalog';
