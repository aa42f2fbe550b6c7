/** What the form and scripts send; for tests. */
export const titled = { title: 'Invoices show the wrong year', body: 'Since Monday every invoice of December says 2027.' };
export const untitled = { text: 'Search finds nothing when I type an umlaut. It works for plain letters.\n\nTried in two browsers.' };
