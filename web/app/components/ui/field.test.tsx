import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Field, fieldErrors, FormErrors, Input } from './field.tsx';

const form = (details: Record<string, unknown>) =>
  renderToStaticMarkup(
    <FormErrors error={{ code: 'invalid_input', message: 'Some fields are wrong.', details }}>
      <Field label="Levels" name="levels">
        {(props) => <Input {...props} />}
      </Field>
      <Field label="Name" name="name">
        {(props) => <Input {...props} />}
      </Field>
    </FormErrors>,
  );

const input = (html: string, name: string) => new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ?? '';

it('shows the API’s words beside the field they name, and marks that field alone', () => {
  const html = form({ name: 'must not be blank' });

  expect(input(html, 'name')).toContain('aria-invalid="true"');
  expect(input(html, 'levels')).toContain('aria-invalid="false"');
  const described = /aria-describedby="([^"]+)"/.exec(input(html, 'name'))?.[1];
  expect(html).toMatch(new RegExp(`<p id="${described}"[^>]*>must not be blank</p>`));
});

it('finds the field of a path into it', () => {
  expect(input(form({ 'filters.levels': 'must be a level' }), 'levels')).toContain('aria-invalid="true"');
  expect(
    fieldErrors({ code: 'x', message: 'x', details: { 'test_command.0': ['must not be blank', 'is short'] } }).get('test_command'),
  ).toBe('must not be blank, is short');
});

it('says on top what names no field', () => {
  expect(form({ current_count: 20 })).toContain('role="alert"');
});

it('never takes outside words for markup', () => {
  expect(form({ name: '<img src=x onerror=alert(1)>' })).not.toContain('<img');
});
