import { idSuffix } from '../../../salesforce/spelling.ts';
import { shortOf } from '../../catalog/staleIds/marks.ts';

/** IDs of products begin like this in every org. */
const PRODUCT_ID = /^01t[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/;

/** Whether a text is the ID of a product, in 15 characters or in 18 with the right checksum. */
export const isProductId = (text: string): boolean =>
  PRODUCT_ID.test(text) && (text.length === 15 || text.slice(15) === idSuffix(shortOf(text)));

export { shortOf };
