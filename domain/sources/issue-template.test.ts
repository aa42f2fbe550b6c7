import { describe, expect, it } from 'vitest';
import { stripTemplate } from './issue-template.ts';

describe('stripTemplate', () => {
  it('leaves nothing of a template that nobody filled in', () => {
    expect(stripTemplate('<!-- hint -->\n## Steps\n\n1. <!-- step -->\n\n## Expected\n\n_No response_\n- [ ] done')).toBe('## Steps\n\n1.');
    expect(stripTemplate('<!-- hint\nover lines -->\n## Steps\n\n**Expected**\n\nN/A')).toBe('');
  });

  it('keeps headings with text, and comments in a block of code are still comments', () => {
    expect(stripTemplate('## Steps\nclick\n### Log\n## Expected\nno crash')).toBe('## Steps\nclick\n## Expected\nno crash');
  });

  it('takes a shell comment in a code block for what it is', () => {
    expect(stripTemplate('Run:\n```\n# install\n# start\n```')).toBe('Run:\n```\n# install\n# start\n```');
  });

  it('keeps a task list that is not about the reporter', () => {
    expect(stripTemplate('- [x] rotate the key\n- [x] I have searched')).toBe('- [x] rotate the key');
  });

  it('is done in linear time with comments that never end', () => {
    const began = performance.now();

    stripTemplate('<!--'.repeat(250_000));
    stripTemplate('#'.repeat(500_000));
    stripTemplate(' - [x] '.repeat(100_000));

    expect(performance.now() - began).toBeLessThan(1000);
  });
});
