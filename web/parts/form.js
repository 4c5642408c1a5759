// Forms in a dialogue: fields, one button that sends, and what the engine objects to, in words at the field it means.

import {ApiError} from '../core/api.js';
import {make, makeButton, setText, show} from '../core/dom.js';
import {currentLanguage, say} from '../core/language.js';
import {openDialog} from './dialog.js';

let count = 0;

const bytesOf = (text) => new TextEncoder().encode(text).length;

function makeSelect(field, attributes) {
  const select = make('select', attributes, field.options.map(([value, words]) => make('option', {value}, words)));
  select.value = field.value ?? field.options[0]?.[0] ?? '';
  return select;
}

// "4h", or a moment of one's own: a select of plain lengths, and a field that shows for the last choice.
function makeUntil(field, attributes) {
  const custom = make('input', {type: 'datetime-local', 'aria-label': say('untilMoment'), hidden: true});
  const select = makeSelect({options: [...field.options, ['at', say('untilOwn')]], value: field.value}, attributes);
  select.addEventListener('change', () => show(custom, select.value === 'at'));
  const read = () => select.value !== 'at' ? select.value :
      custom.value === '' ? '' : new Date(custom.value).toISOString();
  return {control: select, extra: custom, read};
}

function makeControl(field, id) {
  const attributes =
      {id, name: field.name, required: Boolean(field.required), 'aria-describedby': `${id}-why ${id}-error`};
  if (field.kind === 'until') return makeUntil(field, attributes);
  if (field.kind === 'select') {
    const control = makeSelect(field, attributes);
    return {control, read: () => control.value};
  }
  const given = {...attributes, autocomplete: field.autocomplete ?? 'off', list: field.list};
  const control = field.kind === 'area' ? make('textarea', {...given, rows: 3}) :
      make('input', {...given, type: field.kind ?? 'text'});
  control.value = field.value ?? '';
  return {control, read: () => control.value.trim()};
}

class Field {
  // `field`: {name, label, kind, required, value, options, hint, bytesMax}.
  constructor(field) {
    const id = `field-${++count}`;
    this.field = field;
    const {control, extra, read} = makeControl(field, id);
    this.control = control;
    this.read = read;
    this.error = make('span', {class: 'field-error', id: `${id}-error`, hidden: true});
    control.addEventListener('input', () => this.complain(''));
    const label =
        field.required ? field.label : [field.label, ' ', make('span', {class: 'hint'}, say('fieldOptional'))];
    this.node = make('div', {class: 'field'}, make('label', {for: id}, label), control, extra ?? null,
        field.hint ? make('span', {class: 'hint', id: `${id}-why`}, field.hint) : null, this.error);
  }

  complain(words) {
    setText(this.error, words);
    show(this.error, words !== '');
    if (words === '') this.control.removeAttribute('aria-invalid');
    else this.control.setAttribute('aria-invalid', 'true');
  }

  // What can be said before the engine is asked.
  check() {
    const value = this.read();
    if (this.field.required && value === '') return say('fieldRequired');
    return this.field.bytesMax && bytesOf(value) > this.field.bytesMax ? say('fieldTooLong') : '';
  }
}

// What the page itself objects to, in a field of the form.
export const objection = (field, words) => new ApiError(null, `field ${field}: ${words}`);

// What the engine objects to, in words: its own stand behind ours, for they say what to do.
export function sayFailure(failure) {
  const detail = failure.message.replace(/^(field|parameter) \S+?: /, '');
  const key = {
    0: 'failUnreachable',
    401: 'failToken',
    403: 'failRole',
    404: 'failGone',
    409: 'failState',
    503: 'failBusy'
  }[failure.status];
  if (!key) return failure.status === null || currentLanguage() === 'en' ? detail : say('failOther', {detail});
  return say(key, {detail});
}

// Opens a form. `fields` as above; `send(values)` is async, its values those of the fields that are not empty. It closes
// when that succeeds. `foot` are further nodes above the button.
export function openForm({title, lead, fields, submit, send, isGrave = false}) {
  const made = fields.map((field) => new Field(field));
  const problem = make('p', {class: 'field-error', role: 'alert', hidden: true});
  const button = make('button', {type: 'submit', class: 'primary'}, submit);
  const form = make('form', {class: isGrave ? 'form is-grave' : 'form', novalidate: true},
      lead ? make('p', {class: 'soft'}, lead) : null, made.map(({node}) => node), problem,
      make('p', {class: 'dialog-foot'}, makeButton(say('cancel'), () => dialog.close()), button));
  const dialog = openDialog(title, [form]);
  const complain = (words) => {
    setText(problem, words);
    show(problem, words !== '');
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    complain('');
    for (const field of made) field.complain(field.check());
    const wrong = made.find((field) => field.check() !== '');
    if (wrong) return wrong.control.focus();
    const values =
        Object.fromEntries(made.map((field) => [field.field.name, field.read()]).filter(([, value]) => value !== ''));
    button.disabled = true;
    try {
      await send(values);
      dialog.close();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      const meant = made.find((field) => field.field.name === failure.field);
      if (meant) meant.complain(sayFailure(failure));
      else complain(sayFailure(failure));
      (meant?.control ?? button).focus();
    } finally {
      button.disabled = false;
    }
  });
  (made.find((field) => field.read() === '') ?? made[0])?.control.focus();
  return dialog;
}
