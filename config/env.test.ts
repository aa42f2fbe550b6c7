import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Env, loadEnv, required } from './env.ts';

describe('the environment', () => {
  it('.env.example names every variable, and no other', () => {
    const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const named = [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);

    expect(named.toSorted()).toEqual(Object.keys(Env.shape).toSorted());
  });

  it('.env.example holds the defaults: with every line switched on, nothing but what has no default changes', () => {
    const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const allOn = parseEnv(text.replaceAll(/^# ?([A-Z][A-Z0-9_]+=)/gm, '$1')) as Record<string, string>;

    expect(loadEnv(allOn)).toEqual(loadEnv({}));
  });

  it('names every wrong variable at once', () => {
    expect(() => loadEnv({ API_PORT: 'eighty', PUBLIC_URL: 'nowhere' })).toThrow(/^(?=[^]*API_PORT: )(?=[^]*PUBLIC_URL: )/);
  });

  it('takes an empty string as unset', () => {
    expect(loadEnv({ GEMINI_API_KEY: '', API_PORT: '' })).toEqual(loadEnv({}));
  });

  it('names what a part cannot do without', () => {
    expect(() => required(loadEnv({}), 'DATABASE_URL')).toThrow('DATABASE_URL is not set');
  });
});
