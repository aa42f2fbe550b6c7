import { describe, expect, it } from 'vitest';
import { compileFilter, FilterSyntaxError } from './filter.ts';

const city = {
  city: 'Istanbul',
  country: 'Turkey',
  population: 15_460_000,
  isCapital: false,
  geography: { continent: 'Asia', coordinates: { latitude: 41.0082 } },
  tags: ['port', 'old', 1453],
  motto: 'It\'s "big"',
  '': 'unreachable',
};

describe('a filter', () => {
  it.each([
    ["city = 'Istanbul'", true],
    ['city = "Istanbul"', true],
    ["city != 'Ankara'", true],
    ["city = 'istanbul'", false],
    ['population >= 15460000', true],
    ['population > 15460000', false],
    ['population < 1.6e7', true],
    ['population <= -1', false],
    ["city < 'J'", true],
    ['isCapital = false', true],
    ['isCapital = TRUE', false],
    ['isCapital = 0', false],
    ["population != 'many'", true],
    ["population < 'many'", false],
    ["city IN ('Ankara', 'Istanbul')", true],
    ["city not in ('Ankara')", true],
    ['population IN (1, 2)', false],
    ["city GLOB 'Ist?nbul'", true],
    ["city GLOB '*tan*'", true],
    ["city GLOB 'I[a-s]*'", true],
    ["city GLOB 'I[^a-s]*'", false],
    ["city GLOB 'i*'", false],
    ["city GLOB 'Ist.nbul'", false],
    ["city NOT GLOB 'A*'", true],
    ["population GLOB '1*'", false],
    ["tags CONTAINS 'old'", true],
    ['tags CONTAINS 1453', true],
    ["tags NOT CONTAINS 'new'", true],
    ["city CONTAINS 'Ist'", false],
    ['HAS FIELD geography.continent', true],
    ['HAS FIELD geography.river', false],
    ['HAS NOT FIELD geography.river', true],
    ["geography.continent = 'Asia'", true],
    ['geography.coordinates.latitude > 40.9', true],
    ["tags[0] = 'port'", true],
    ['tags[#-1] = 1453', true],
    ["tags[#-3] = 'port'", true],
    ['HAS FIELD tags[3]', false],
    ['HAS FIELD tags[#-4]', false],
    ["motto = 'It\\'s \"big\"'", true],
    ["country = 'Turkey' AND population > 1 AND isCapital = false", true],
    ["country = 'Greece' OR city = 'Istanbul'", true],
    ["country = 'Greece' OR city = 'Istanbul' AND isCapital = true", false],
    ["(country = 'Greece' OR city = 'Istanbul') AND isCapital = false", true],
    ["missing != 'x'", false],
    ["missing NOT IN ('x')", false],
    ['HAS FIELD constructor', false],
    ['HAS FIELD geography.__proto__', false],
    ['HAS FIELD city.length', false],
  ])('%s: %s', (text, expected) => {
    expect(compileFilter(text)(city)).toBe(expected);
  });

  it('matches nothing without metadata but the absence of a field', () => {
    expect(compileFilter('a = 1')(undefined)).toBe(false);
    expect(compileFilter('HAS NOT FIELD a')(undefined)).toBe(true);
  });

  it.each([
    'city',
    'city =',
    "= 'x'",
    "city = 'x",
    "city == 'x'",
    "city = 'x' AND",
    "city = 'x' city = 'y'",
    "(city = 'x'",
    "city = 'x')",
    'city IN ()',
    "city IN ('a'",
    'city NOT 5',
    'HAS city',
    'tags[a] = 1',
    'tags[1.5] = 1',
    'city = 12abc',
    'city = null',
    'a; DROP TABLE vectors',
    "city GLOB '[z-a]'",
    '',
    '('.repeat(5_000),
  ])('is refused with where it is wrong: %s', (text) => {
    expect(() => compileFilter(text)).toThrow(FilterSyntaxError);
  });
});
