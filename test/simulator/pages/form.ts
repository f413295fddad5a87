import type { Layout } from './behaviour.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';

export type FieldValue = string | boolean;

/** A control of a Setup form; `id` is also its name in the form. */
export type FormField = {
  id: string;
  label: string;
  kind: 'text' | 'checkbox' | 'select';
  /** Of a select: value and label. */
  options?: ReadonlyArray<readonly [value: string, label: string]>;
};

export type FilledField = { field: FormField; value: FieldValue };

/** The rows of a section: each control with its label where the layout has it. */
export function fieldRows(fields: FilledField[], layout: Layout): Markup[] {
  const label = ({ field }: FilledField): Markup => html`<label for="${field.id}">${field.label}</label>`;
  const head = (filled: FilledField): Markup =>
    html`<th class="labelCol vfLabelColTextWrap " scope="row">${label(filled)}</th>`;
  const data = (filled: FilledField): Markup => html`<td class="dataCol ">${control(filled)}</td>`;
  switch (layout) {
    case 'labelAfter':
      return fields.map(
        (filled) =>
          html`<tr>
            ${data(filled)}${head(filled)}
          </tr>`
      );
    case 'wrapped':
      return fields.map(
        (filled) =>
          html`<tr>
            <td class="dataCol " colspan="2"><label>${filled.field.label} ${control(filled)}</label></td>
          </tr>`
      );
    case 'twoColumns':
      return fields
        .filter((_, index) => index % 2 === 0)
        .map((filled, row) => {
          const second = fields[row * 2 + 1];
          return html`<tr>
            ${head(filled)}${data(filled)}${second && [head(second), data(second)]}
          </tr>`;
        });
    default:
      return fields.map(
        (filled) =>
          html`<tr>
            ${head(filled)}${data(filled)}
          </tr>`
      );
  }
}

function control({ field, value }: FilledField): Markup {
  const { id, kind, options = [] } = field;
  if (kind === 'checkbox')
    return html`<input id="${id}" type="checkbox" name="${id}" ${value === true && html`checked="checked"`} />`;
  if (kind === 'text') return html`<input id="${id}" type="text" name="${id}" size="60" value="${String(value)}" />`;
  return html`<select id="${id}" name="${id}" size="1">
    ${options.map(
      ([key, text]) => html`<option value="${key}" ${key === value && html`selected="selected"`}>${text}</option>`
    )}
  </select>`;
}

/** The values that a form posted: an unchecked box posts nothing, a control that was not posted keeps its value. */
export function postedFields(fields: FilledField[], form: URLSearchParams): FilledField[] {
  return fields.map(({ field, value }) => ({
    field,
    value: field.kind === 'checkbox' ? form.has(field.id) : (form.get(field.id) ?? value),
  }));
}

/** What is wrong with posted values, in the words of the page's message block. */
export function choiceErrors(fields: FilledField[]): string[] {
  return fields
    .filter(({ field, value }) => field.kind === 'select' && !field.options?.some(([key]) => key === value))
    .map(({ field }) => `${field.label}: Validation Error: Value is not valid`);
}

/** The block of error messages; nothing when there is none. */
export function messageBlock(id: string, errors: string[]): Markup | undefined {
  if (errors.length === 0) return undefined;
  const several = errors.length > 1;
  return html`<span id="${id}"
    ><div class="message errorM3" role="alert">
      <table border="0" cellpadding="0" cellspacing="0" class="messageTable" style="padding:0px;margin:0px;">
        <tbody>
          <tr valign="top">
            <td><img alt="ERROR" class="msgIcon" src="data:," title="ERROR" /></td>
            <td class="messageCell">
              <div id="${id}:j_id7:j_id8" class="messageText">
                <span style="color:#cc0000"><h4>${several ? 'Errors' : 'Error:'}</h4></span
                >${!several && errors[0]}<br />
              </div>
            </td>
          </tr>
          ${
            several &&
            html`<tr>
              <td></td>
              <td>
                <span
                  ><ul class="messageText" style="margin:10px;">
                    ${errors.map((error) => html`<li>${error}</li>`)}
                  </ul></span
                >
              </td>
            </tr>`
          }
        </tbody>
      </table>
    </div></span
  >`;
}
