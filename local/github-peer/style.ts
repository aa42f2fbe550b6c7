/** The pages' one style sheet; its hash is in their content security policy. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.55 system-ui, sans-serif; --line: #8884; --quiet: #777; }
body { margin: 0; } main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: .2rem 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; } h3 { font-size: .95rem; margin: 1rem 0 .3rem; }
a { color: inherit; } .quiet { color: var(--quiet); font-weight: 400; }
section { border: 1px solid var(--line); border-radius: 8px; padding: .3rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { overflow-x: auto; }
blockquote { margin: .5rem 0; padding: 0 .9rem; border-left: 3px solid var(--line); color: var(--quiet); }
table { border-collapse: collapse; } td { border: 1px solid var(--line); padding: .2rem .7rem; }
.state { border-radius: 99px; padding: .1rem .6rem; font-size: .85rem; color: #fff; background: #57606a; }
.state.open { background: #1a7f37; } .state.merged { background: #8250df; } .state.closed { background: #cf222e; }
.actions { display: flex; gap: .6rem; } button { font: inherit; padding: .4rem .9rem; border-radius: 6px; border: 1px solid var(--line); cursor: pointer; }
button.merge { background: #1a7f37; color: #fff; }
.diff { border: 1px solid var(--line); border-radius: 8px; padding: .5rem 0; } .diff span { display: block; padding: 0 .8rem; white-space: pre; height: 1.5em; }
.diff .added { background: #2da44e33; } .diff .removed { background: #cf222e2e; } .diff .hunk { color: var(--quiet); }
`;
