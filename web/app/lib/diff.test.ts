import { expect, it } from 'vitest';
import { parseDiff } from './diff.ts';

const CHANGE = `diff --git a/src/cart.js b/src/cart.js
index 1111111..2222222 100644
--- a/src/cart.js
+++ b/src/cart.js
@@ -1,3 +1,4 @@ function total
 const a = 1;
--- a comment in SQL
+-- another
+diff --git is a line here
 const b = 2;
\\ No newline at end of file
diff --git a/old name.js b/new name.js
similarity index 90%
rename from old name.js
rename to new name.js
@@ -1 +1 @@
-x
+y
diff --git a/logo.png b/logo.png
new file mode 100644
Binary files /dev/null and b/logo.png differ
`;

it('tells the files, and how each changed', () => {
  const files = parseDiff(CHANGE);

  expect(files.map(({ path, from, change, added, removed }) => ({ path, from, change, added, removed }))).toEqual([
    { path: 'src/cart.js', from: null, change: 'changed', added: 2, removed: 1 },
    { path: 'new name.js', from: 'old name.js', change: 'renamed', added: 1, removed: 1 },
    { path: 'logo.png', from: null, change: 'binary', added: 0, removed: 0 },
  ]);
});

it('takes a changed line that looks like a header for the line it is', () => {
  expect(parseDiff(CHANGE)[0]?.lines).toEqual([
    { kind: 'hunk', text: '@@ -1,3 +1,4 @@ function total' },
    { kind: 'context', text: 'const a = 1;' },
    { kind: 'removed', text: '-- a comment in SQL' },
    { kind: 'added', text: '-- another' },
    { kind: 'added', text: 'diff --git is a line here' },
    { kind: 'context', text: 'const b = 2;' },
  ]);
});

it('finds the next file after a hunk that was cut short', () => {
  const cut = '@@ -1,90 +1,90 @@\n context\n';

  expect(parseDiff(`diff --git a/a b/a\n${cut}diff --git a/b b/b\n@@ -1 +1 @@\n-x\n+y\n`).map((file) => file.path)).toEqual(['a', 'b']);
});
